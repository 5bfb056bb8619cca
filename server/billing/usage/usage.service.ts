import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, type ApiKeyActor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { invalid, notFound } from '../../kit/errors.js';
import { toWire } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Credits, HoldRow } from '../credits/credits.service.js';
import { type Analytics, createAnalytics } from './usage.analytics.service.js';
import type { UsageRecord } from './usage.contract.js';
import { OCCURRED_AHEAD_SECONDS, OCCURRED_WITHIN_DAYS } from './usage.rules.js';
import {
  type CreditCost,
  findCosts,
  findUsageByKey,
  insertUsages,
  listCosts,
  type NewUsage,
  ownOf,
  putCost,
} from './usage.store.js';

export type { CreditCost, HoldRow };

export interface Recorded {
  /** Credits of each record, in order. */
  each: number[];
  credits: number;
  /** What can be spent after that. */
  balance: number;
}

export interface Usage extends Analytics {
  /**
   * Records what a program used and spends its credits: all records, or none where one is refused. The same key finds the
   * same records. Locks the wallet. Refuses with `unknown_operation`, `site_not_found`, `member_not_found`,
   * `occurred_at_out_of_range`, `insufficient_credits`.
   */
  record(command: {
    actor: ApiKeyActor;
    records: readonly UsageRecord[];
    requestKey: string;
  }): Promise<Recorded>;
  /** Sets credits aside for work under way. Refuses with `unknown_operation`, `insufficient_credits`. */
  hold(command: {
    actor: ApiKeyActor;
    operation: string;
    quantity: number;
    expiresInSeconds: number;
    requestKey: string;
  }): Promise<HoldRow>;
  /** Spends what the work came to and frees the rest. Refuses with `hold_not_found`, `hold_not_open`, `insufficient_credits`. */
  settle(command: {
    actor: ApiKeyActor;
    holdId: string;
    quantity: number;
    requestKey: string | null;
  }): Promise<Recorded>;
  /** Refuses with `hold_not_found`, `hold_not_open`. */
  release(command: { actor: ApiKeyActor; holdId: string }): Promise<HoldRow>;
  costs(actor: Actor): Promise<CreditCost[]>;
  /** Holds from now on; what is recorded already keeps its price. */
  putCost(command: {
    actor: Actor;
    cost: { operation: string; displayName: string; unit: string; credits: bigint; isActive: boolean };
  }): Promise<CreditCost>;
}

export interface UsageDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  credits: Credits;
  /** Called in the transaction of every spending, with what is left. */
  noteSpent: (tx: Tx, spent: { accountId: string; left: bigint }) => Promise<void>;
}

export function createUsage(deps: UsageDeps): Usage {
  const { db, clock, accounts, credits, noteSpent } = deps;

  async function costsOf(operations: readonly string[]): Promise<Map<string, bigint>> {
    const costs = await findCosts(db.prisma, [...new Set(operations)]);
    const found = new Map(costs.map((cost) => [cost.operation, cost.credits]));
    const unknown = operations.find((operation) => !found.has(operation));
    if (unknown !== undefined) {
      throw invalid('unknown_operation', 'There is no such operation, or it is not in use.', {
        operation: ['Unknown'],
      });
    }
    return found;
  }

  async function refuseForeign(accountId: string, records: readonly UsageRecord[]): Promise<void> {
    const sites = [...new Set(records.flatMap(({ siteId }) => siteId ?? []))];
    const members = [...new Set(records.flatMap(({ memberId }) => memberId ?? []))];
    const own = await ownOf(db.prisma, accountId, { sites, members });
    if (sites.some((id) => !own.has(id))) throw notFound('site');
    if (members.some((id) => !own.has(id))) throw notFound('member');
  }

  function occurredAt(record: UsageRecord): Date {
    const now = clock.now();
    if (record.occurredAt === undefined) return now;
    const at = new Date(record.occurredAt);
    const tooOld = at < addSeconds(now, -OCCURRED_WITHIN_DAYS * 86_400);
    if (!tooOld && at <= addSeconds(now, OCCURRED_AHEAD_SECONDS)) return at;
    throw invalid(
      'occurred_at_out_of_range',
      `Within the last ${OCCURRED_WITHIN_DAYS} days, and not in the future.`,
      { occurredAt: ['Out of range'] },
    );
  }

  /** What a request with this key has recorded already: its process died before it could answer. */
  async function repeated(accountId: string, keys: readonly string[]): Promise<Recorded | null> {
    const [first] = keys;
    if (first === undefined || !(await findUsageByKey(db.prisma, accountId, first))) return null;
    const events = await Promise.all(keys.map((key) => findUsageByKey(db.prisma, accountId, key)));
    const each = events.map((event) => toWire(event?.credits ?? 0n));
    const balance = toWire(await credits.spendableOf(accountId));
    return { each, credits: each.reduce((a, b) => a + b, 0), balance };
  }

  return {
    ...createAnalytics({ db, clock, accounts }),

    async record({ actor, records, requestKey }) {
      authorize(actor, 'credits.spend');
      const { accountId } = actor;
      const keys = records.map((_record, index) => (index === 0 ? requestKey : `${requestKey}#${index}`));
      const before = await repeated(accountId, keys);
      if (before) return before;
      const costs = await costsOf(records.map(({ operation }) => operation));
      await refuseForeign(accountId, records);
      const uses = records.map((record, index): NewUsage => {
        const quantity = BigInt(record.quantity);
        return {
          accountId,
          operation: record.operation,
          quantity,
          credits: quantity * (costs.get(record.operation) ?? 0n),
          siteId: record.siteId ?? null,
          membershipId: record.memberId ?? null,
          occurredAt: occurredAt(record),
          requestKey: keys[index] ?? requestKey,
        };
      });
      return db.transaction(async (tx) => {
        const ids = await insertUsages(tx, uses);
        const spent = await credits.spend(tx, {
          accountId,
          uses: uses.map((use, index) => ({ credits: use.credits, usageEventId: ids[index] ?? '' })),
        });
        await noteSpent(tx, { accountId, left: spent.left });
        const each = uses.map((use) => toWire(use.credits));
        return { each, credits: toWire(spent.credits), balance: toWire(spent.left) };
      });
    },

    async hold({ actor, operation, quantity, expiresInSeconds, requestKey }) {
      authorize(actor, 'credits.spend');
      const { accountId } = actor;
      const before = await credits.findRepeatedHold(accountId, requestKey);
      if (before) return before;
      const cost = (await costsOf([operation])).get(operation) ?? 0n;
      if (cost === 0n) {
        throw invalid('unknown_operation', 'This operation costs nothing; nothing is to be set aside.');
      }
      return db.transaction((tx) =>
        credits.reserve(tx, {
          accountId,
          operation,
          quantity: BigInt(quantity),
          credits: cost * BigInt(quantity),
          expiresAt: addSeconds(tx.at, expiresInSeconds),
          requestKey,
        }),
      );
    },

    async settle({ actor, holdId, quantity, requestKey }) {
      authorize(actor, 'credits.spend');
      const { accountId } = actor;
      const key = requestKey ?? `settle:${holdId}`;
      const before = await repeated(accountId, [key]);
      if (before) return before;
      const hold = await credits.getHold(accountId, holdId);
      // At the price that was set aside, whatever the operation costs by now.
      const price = hold.credits / hold.quantity;
      const spending = price * BigInt(quantity);
      if (spending === 0n) {
        await db.transaction((tx) => credits.release(tx, { accountId, holdId }));
        return { each: [0], credits: 0, balance: toWire(await credits.spendableOf(accountId)) };
      }
      return db.transaction(async (tx) => {
        const [usageEventId = ''] = await insertUsages(tx, [
          {
            accountId,
            operation: hold.operation,
            quantity: BigInt(quantity),
            credits: spending,
            siteId: null,
            membershipId: null,
            occurredAt: tx.at,
            requestKey: key,
          },
        ]);
        const spent = await credits.settle(tx, { accountId, holdId, credits: spending, usageEventId });
        await noteSpent(tx, { accountId, left: spent.left });
        return { each: [toWire(spending)], credits: toWire(spending), balance: toWire(spent.left) };
      });
    },

    async release({ actor, holdId }) {
      authorize(actor, 'credits.spend');
      await db.transaction((tx) => credits.release(tx, { accountId: actor.accountId, holdId }));
      return credits.getHold(actor.accountId, holdId);
    },

    async costs(actor) {
      authorize(actor, 'account.read');
      return listCosts(db.prisma);
    },

    async putCost({ actor, cost }) {
      authorize(actor, 'credits.adjust');
      return db.transaction(async (tx) => {
        const { before, after } = await putCost(tx, cost);
        tx.audit({
          actor,
          action: 'credit_cost.set',
          subject: { type: 'credit_cost', id: after.id },
          accountId: null,
          ...(before ? { before: { credits: String(before.credits), isActive: before.isActive } } : {}),
          after: { operation: after.operation, credits: String(after.credits), isActive: after.isActive },
        });
        return after;
      });
    },
  };
}
