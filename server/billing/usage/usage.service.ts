import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, type ApiKeyActor, authorize } from '../../kit/actors.js';
import { type Db, isUniqueViolation, type Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { toWire } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Credits, HoldRow } from '../credits/credits.service.js';
import { type Analytics, createAnalytics } from './usage.analytics.service.js';
import type { UsageRecord } from './usage.contract.js';
import { OCCURRED_AHEAD_SECONDS, OCCURRED_WITHIN_DAYS } from './usage.rules.js';
import {
  type CreditCost,
  findCosts,
  findUsagesByKey,
  insertUsages,
  listCosts,
  type NewUsage,
  ownOf,
  putCost,
  type UsageEvent,
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
   * `occurred_at_out_of_range`, `insufficient_credits`, `idempotency_key_reused`.
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
  noteSpent: (tx: Tx, spent: { accountId: string; credits: bigint; left: bigint }) => Promise<void>;
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

  /**
   * What a request with this key has recorded already: its process died before it could answer, or its stored reply is
   * forgotten. Refuses with `idempotency_key_reused` where it was another request.
   */
  async function repeated(accountId: string, uses: readonly KeyedUse[]): Promise<Recorded | null> {
    const events = await findUsagesByKey(
      db.prisma,
      accountId,
      uses.map(({ requestKey }) => requestKey),
    );
    if (events.length === 0) return null;
    const each = uses.map((use) => {
      const event = events.find(({ requestKey }) => requestKey === use.requestKey);
      if (!event || !isSameUse(event, use)) throw keyReused();
      return toWire(event.credits);
    });
    const balance = toWire(await credits.spendableOf(accountId));
    return { each, credits: each.reduce((a, b) => a + b, 0), balance };
  }

  /** Two with one key at once: the second finds what the first has recorded. */
  async function once(
    accountId: string,
    uses: readonly KeyedUse[],
    story: (tx: Tx) => Promise<Recorded>,
  ): Promise<Recorded> {
    try {
      return await db.transaction(story);
    } catch (error) {
      const before = isUniqueViolation(error) ? await repeated(accountId, uses) : null;
      if (before) return before;
      throw error;
    }
  }

  return {
    ...createAnalytics({ db, clock, accounts }),

    async record({ actor, records, requestKey }) {
      authorize(actor, 'credits.spend');
      const { accountId } = actor;
      const keyed = records.map((record, index) => ({ ...record, requestKey: keyOf(requestKey, index) }));
      const before = await repeated(accountId, keyed);
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
          requestKey: keyOf(requestKey, index),
        };
      });
      return once(accountId, keyed, async (tx) => {
        const ids = await insertUsages(tx, uses);
        const spent = await credits.spend(tx, {
          accountId,
          uses: uses.map((use, index) => ({ credits: use.credits, usageEventId: ids[index] ?? '' })),
        });
        await noteSpent(tx, { accountId, ...spent });
        const each = uses.map((use) => toWire(use.credits));
        return { each, credits: toWire(spent.credits), balance: toWire(spent.left) };
      });
    },

    async hold({ actor, operation, quantity, expiresInSeconds, requestKey }) {
      authorize(actor, 'credits.spend');
      const { accountId } = actor;
      const before = await credits.findRepeatedHold(accountId, requestKey);
      if (before) {
        if (before.operation !== operation || before.quantity !== BigInt(quantity)) throw keyReused();
        return before;
      }
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
      const hold = await credits.getHold(accountId, holdId);
      const keyed = [{ operation: hold.operation, quantity, requestKey: key }];
      const before = await repeated(accountId, keyed);
      if (before) return before;
      // At the price that was set aside, whatever the operation costs by now.
      const price = hold.credits / hold.quantity;
      const spending = price * BigInt(quantity);
      if (spending === 0n) {
        await db.transaction((tx) => credits.release(tx, { accountId, holdId }));
        return { each: [0], credits: 0, balance: toWire(await credits.spendableOf(accountId)) };
      }
      return once(accountId, keyed, async (tx) => {
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
        await noteSpent(tx, { accountId, ...spent });
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

type KeyedUse = UsageRecord & { requestKey: string };

/** The key of each record of a request. No key of a client holds a blank, so that none of these can be one. */
const keyOf = (requestKey: string, index: number): string =>
  index === 0 ? requestKey : `${requestKey} ${index}`;

const keyReused = () => conflict('idempotency_key_reused', 'This key was used for another request.');

const isSameUse = (event: UsageEvent, use: KeyedUse): boolean =>
  event.operation === use.operation &&
  event.quantity === BigInt(use.quantity) &&
  event.siteId === (use.siteId ?? null) &&
  event.membershipId === (use.memberId ?? null) &&
  (use.occurredAt === undefined || event.occurredAt.getTime() === new Date(use.occurredAt).getTime());
