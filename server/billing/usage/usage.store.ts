import type { CreditCost, UsageEvent } from '../../generated/prisma/client.js';
import type { Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';

export type { CreditCost, UsageEvent };

export async function findCosts(reader: Reader, operations: readonly string[]): Promise<CreditCost[]> {
  return reader.creditCost.findMany({ where: { operation: { in: [...operations] }, isActive: true } });
}

export async function listCosts(reader: Reader): Promise<CreditCost[]> {
  return reader.creditCost.findMany({ orderBy: { operation: 'asc' } });
}

export async function putCost(
  tx: Tx,
  cost: { operation: string; displayName: string; unit: string; credits: bigint; isActive: boolean },
): Promise<{ before: CreditCost | null; after: CreditCost }> {
  const before = await tx.prisma.creditCost.findUnique({ where: { operation: cost.operation } });
  const after = await tx.prisma.creditCost.upsert({
    where: { operation: cost.operation },
    update: cost,
    create: { id: newId('ccs', { now: () => tx.at }), ...cost, createdAt: tx.at },
  });
  return { before, after };
}

/** Which of these sites and members are the account's. */
export async function ownOf(
  reader: Reader,
  accountId: string,
  ids: { sites: readonly string[]; members: readonly string[] },
): Promise<Set<string>> {
  const [sites, members] = await Promise.all([
    ids.sites.length === 0
      ? []
      : reader.site.findMany({
          where: { accountId, id: { in: [...ids.sites] }, removedAt: null },
          select: { id: true },
        }),
    ids.members.length === 0
      ? []
      : reader.membership.findMany({
          where: { accountId, id: { in: [...ids.members] } },
          select: { id: true },
        }),
  ]);
  return new Set([...sites, ...members].map(({ id }) => id));
}

export interface NewUsage {
  accountId: string;
  operation: string;
  quantity: bigint;
  credits: bigint;
  siteId: string | null;
  membershipId: string | null;
  occurredAt: Date;
  requestKey: string;
}

/** The events, and the totals of their days (UTC) in step. Answers the events' ids in order. */
export async function insertUsages(tx: Tx, uses: readonly NewUsage[]): Promise<string[]> {
  const ids = uses.map(() => newId('use', { now: () => tx.at }));
  const column = <Key extends keyof NewUsage>(key: Key) => uses.map((use) => use[key]);
  await tx.prisma.$executeRaw`
    WITH used AS (
      INSERT INTO usage_event (id, account_id, operation, quantity, credits, site_id, membership_id, occurred_at, request_key, created_at)
      SELECT u.*, ${tx.at} FROM unnest(
        ${ids}::text[], ${column('accountId')}::text[], ${column('operation')}::text[], ${column('quantity')}::bigint[], ${column('credits')}::bigint[],
        ${column('siteId')}::text[], ${column('membershipId')}::text[], ${column('occurredAt')}::timestamptz[], ${column('requestKey')}::text[]) AS u
      RETURNING account_id, operation, quantity, credits, occurred_at
    )
    INSERT INTO usage_day AS d (account_id, date, operation, quantity, credits)
    SELECT account_id, (occurred_at AT TIME ZONE 'UTC')::date, operation, sum(quantity), sum(credits)
    FROM used GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (account_id, date, operation) DO UPDATE SET quantity = d.quantity + excluded.quantity, credits = d.credits + excluded.credits`;
  return ids;
}

export async function findUsagesByKey(
  reader: Reader,
  accountId: string,
  requestKeys: readonly string[],
): Promise<UsageEvent[]> {
  return reader.usageEvent.findMany({ where: { accountId, requestKey: { in: [...requestKeys] } } });
}

export interface DayUse {
  date: string;
  operation: string;
  /** Null: staff have never given it one. */
  displayName: string | null;
  unit: string | null;
  credits: bigint;
  quantity: bigint;
}

/** What was used per day of the account's own calendar and operation, from an instant on. */
export async function usageSince(
  reader: Reader,
  accountId: string,
  window: { from: Date; timeZone: string },
): Promise<DayUse[]> {
  return reader.$queryRaw`
    SELECT u.*, c.display_name AS "displayName", c.unit
    FROM (
      SELECT to_char(occurred_at AT TIME ZONE ${window.timeZone}, 'YYYY-MM-DD') AS date, operation,
             sum(credits)::bigint AS credits, sum(quantity)::bigint AS quantity
      FROM usage_event WHERE account_id = ${accountId} AND occurred_at >= ${window.from}
      GROUP BY 1, 2
    ) u LEFT JOIN credit_cost c ON c.operation = u.operation
    ORDER BY u.date, u.operation`;
}
