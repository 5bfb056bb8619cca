import type { Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import type { Money } from '../../kit/money.js';
import { addSeconds } from '../../kit/time.js';
import { type ApprovalAction, countedSeconds, sizeOf, UNDER_WAY_SECONDS } from './approvals.rules.js';
import type { LimitRow } from './approvals.store.js';

/** What one person does alone, as it counts towards their limit. */
export interface SoleDeed {
  staffId: string;
  action: ApprovalAction;
  subjectId: string;
  amount: Money;
  /** The same key is the same deed: it counts once. */
  requestKey: string | null;
  /** The HTTP request that does it; null: counted for good at once. */
  requestId: string | null;
}

/** Two deeds of one person on one subject wait for each other here, so that none is counted before the other. */
export async function lockSoleDeeds(tx: Tx, { staffId, action, subjectId }: SoleDeed): Promise<void> {
  const place = `approval:${staffId}:${action}:${subjectId}`;
  await tx.prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${place}, 0))`;
}

/** What the person did alone before to this subject, in the action's own window; deeds under way count for ten minutes. */
export async function sumSoleDeeds(tx: Pick<Tx, 'prisma' | 'at'>, deed: SoleDeed): Promise<bigint> {
  const window = countedSeconds(deed.action);
  if (window === null) return 0n;
  const since = window === 'always' ? new Date(0) : addSeconds(tx.at, -window);
  const [row] = await tx.prisma.$queryRaw<{ sum: bigint }[]>`
    SELECT coalesce(sum(amount), 0)::bigint AS sum FROM sole_decision
    WHERE staff_id = ${deed.staffId} AND action = ${deed.action} AND subject_id = ${deed.subjectId}
      AND currency = ${deed.amount.currency} AND created_at >= ${since}
      AND (is_done OR created_at >= ${addSeconds(tx.at, -UNDER_WAY_SECONDS)})
      AND request_key IS DISTINCT FROM ${deed.requestKey ?? ''}`;
  return row?.sum ?? 0n;
}

/** One whose key is done already changes nothing: its service answers what it did then. */
export async function insertSoleDeed(tx: Tx, deed: SoleDeed): Promise<void> {
  const { amount, requestId, ...columns } = deed;
  const { staffId, action, subjectId, requestKey } = deed;
  const same = { staffId, action, subjectId, requestKey, isDone: true };
  if (requestKey !== null && (await tx.prisma.soleDecision.count({ where: same })) > 0) return;
  await tx.prisma.soleDecision.create({
    data: {
      id: newId('sol', { now: () => tx.at }),
      ...columns,
      currency: amount.currency,
      amount: sizeOf(amount.minor),
      requestId,
      isDone: requestId === null,
      createdAt: tx.at,
    },
  });
}

/** What this HTTP request does alone is done if the transaction commits. */
export async function confirmSoleDeeds(tx: Tx, requestId: string): Promise<void> {
  await tx.prisma.soleDecision.updateMany({ where: { requestId, isDone: false }, data: { isDone: true } });
}

const columns = { action: true, currency: true, amount: true, updatedAt: true } as const;

export async function findLimit(
  reader: Reader,
  action: ApprovalAction,
  currency: string,
): Promise<bigint | null> {
  const row = await reader.approvalLimit.findUnique({ where: { action_currency: { action, currency } } });
  return row?.amount ?? null;
}

export async function allLimits(reader: Reader): Promise<LimitRow[]> {
  return reader.approvalLimit.findMany({
    select: columns,
    orderBy: [{ action: 'asc' }, { currency: 'asc' }],
    take: 2000,
  });
}

/** Two who set the same limit wait for each other here, also where there is no row yet. */
export async function lockLimit(tx: Tx, action: ApprovalAction, currency: string): Promise<bigint | null> {
  await tx.prisma.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(${`approval_limit:${action}:${currency}`}, 0))`;
  return findLimit(tx.prisma, action, currency);
}

/** Null removes the limit: a second person always must. */
export async function putLimit(
  tx: Tx,
  limit: { action: ApprovalAction; currency: string; amount: bigint | null },
): Promise<void> {
  const { action, currency, amount } = limit;
  if (amount === null) {
    await tx.prisma.approvalLimit.deleteMany({ where: { action, currency } });
    return;
  }
  await tx.prisma.approvalLimit.upsert({
    where: { action_currency: { action, currency } },
    create: { id: newId('apl', { now: () => tx.at }), action, currency, amount, createdAt: tx.at },
    update: { amount },
  });
}
