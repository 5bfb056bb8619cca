import type pg from 'pg';
import { randomText } from '../store/objects.js';

/** What happens to the next matching call of the API. `*` in `path` stands for any characters but a slash. */
export interface CallRule {
  readonly kind: 'call';
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | '*';
  readonly path: string;
  /** Before or after the call took effect. */
  readonly when: 'before' | 'after';
  readonly outcome:
    | { readonly type: 'status'; readonly status: number }
    | { readonly type: 'drop' }
    | { readonly type: 'hold' };
  /** How many matching calls pass untouched first. */
  readonly skip: number;
  readonly times: number;
}

/** What happens to the webhooks of matching events. `payment_intent.*` and `*` are patterns. */
export interface WebhookRule {
  readonly kind: 'webhook';
  readonly id: string;
  readonly event: string;
  readonly action:
    | { readonly type: 'repeat'; readonly copies: number; readonly concurrently: boolean }
    | { readonly type: 'hold' }
    | { readonly type: 'drop' }
    | { readonly type: 'delay'; readonly delayMs: number };
  /** Null: until the rule is removed. */
  readonly times: number | null;
}

export type Rule = CallRule | WebhookRule;

type WithoutId<R> = R extends Rule ? Omit<R, 'id'> : never;
export type NewRule = WithoutId<Rule>;

export interface Rules {
  load(): Promise<void>;
  add(rule: NewRule): Promise<Rule>;
  remove(id: string): Promise<boolean>;
  list(): readonly Rule[];
  /** The rule for this call, already counted down, or null. */
  takeForCall(method: string, path: string): Promise<CallRule | null>;
  /** The action for this event, already counted down, or null. */
  takeForEvent(type: string): WebhookRule['action'] | null;
  /** Writes counts that `takeForEvent` changed inside a transaction of someone else. */
  persist(): Promise<void>;
  forget(): void;
}

/** Rules live in memory, since every call asks for them, and in the database, since they outlive a killed process. */
export function createRules(pool: pg.Pool): Rules {
  let rules: Rule[] = [];
  const unsaved = new Set<string>();

  async function write(id: string): Promise<void> {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined) await pool.query('delete from sandbox.rules where id = $1', [id]);
    else await pool.query('update sandbox.rules set rule = $2 where id = $1', [id, JSON.stringify(rule)]);
  }

  function replace(rule: Rule, successor: Rule | null): void {
    rules = rules.flatMap((candidate) =>
      candidate === rule ? (successor === null ? [] : [successor]) : [candidate],
    );
  }

  return {
    load: async () => {
      const { rows } = await pool.query<{ rule: Rule }>('select rule from sandbox.rules order by seq');
      rules = rows.map((row) => row.rule);
    },
    add: async (fields) => {
      const rule = { ...fields, id: `rule_${randomText(12)}` } as Rule;
      await pool.query('insert into sandbox.rules (id, rule) values ($1, $2)', [
        rule.id,
        JSON.stringify(rule),
      ]);
      rules = [...rules, rule];
      return rule;
    },
    remove: async (id) => {
      const found = rules.some((rule) => rule.id === id);
      rules = rules.filter((rule) => rule.id !== id);
      await write(id);
      return found;
    },
    list: () => rules,
    takeForCall: async (method, path) => {
      for (const rule of rules) {
        if (rule.kind !== 'call' || !matchesCall(rule, method, path)) continue;
        if (rule.skip > 0) {
          replace(rule, { ...rule, skip: rule.skip - 1 });
          await write(rule.id);
          return null;
        }
        replace(rule, rule.times > 1 ? { ...rule, times: rule.times - 1 } : null);
        await write(rule.id);
        return rule;
      }
      return null;
    },
    takeForEvent: (type) => {
      const rule = rules.find(
        (candidate) => candidate.kind === 'webhook' && patternFor(candidate.event).test(type),
      );
      if (rule?.kind !== 'webhook') return null;
      if (rule.times !== null) {
        replace(rule, rule.times > 1 ? { ...rule, times: rule.times - 1 } : null);
        unsaved.add(rule.id);
      }
      return rule.action;
    },
    persist: async () => {
      const ids = [...unsaved];
      unsaved.clear();
      for (const id of ids) await write(id);
    },
    forget: () => {
      rules = [];
      unsaved.clear();
    },
  };
}

const matchesCall = (rule: CallRule, method: string, path: string): boolean =>
  (rule.method === '*' || rule.method === method) && patternFor(rule.path, '[^/]*').test(path);

function patternFor(pattern: string, star = '.*'): RegExp {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join(star)}$`);
}
