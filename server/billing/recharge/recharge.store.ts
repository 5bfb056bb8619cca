import type { AutoRecharge, PaymentStatus } from '../../generated/prisma/client.js';
import type { Reader, Tx } from '../../kit/db.js';

export type { AutoRecharge };

export async function findRecharge(reader: Reader, accountId: string): Promise<AutoRecharge | null> {
  return reader.autoRecharge.findUnique({ where: { accountId } });
}

/** Locks the account's row: one attempt is decided at a time. */
export async function lockRecharge(tx: Tx, accountId: string): Promise<AutoRecharge | null> {
  await tx.prisma.$queryRaw`SELECT 1 FROM auto_recharge WHERE account_id = ${accountId} FOR UPDATE`;
  return findRecharge(tx.prisma, accountId);
}

export type RechargeSettings = Pick<
  AutoRecharge,
  'isEnabled' | 'threshold' | 'packageId' | 'savedPaymentMethodId' | 'monthlyCap'
>;

/** Settings that were chosen anew: what went wrong before is forgotten. */
export async function putSettings(tx: Tx, accountId: string, settings: RechargeSettings): Promise<void> {
  await tx.prisma.autoRecharge.upsert({
    where: { accountId },
    create: { accountId, ...settings, createdAt: tx.at },
    update: { ...settings, failures: 0, nextAttemptAt: null, pausedAt: null, pauseReason: null },
  });
}

export async function changeRecharge(
  tx: Tx,
  accountId: string,
  change: Partial<
    Pick<
      AutoRecharge,
      'failures' | 'nextAttemptAt' | 'lastAttemptAt' | 'lastPaymentId' | 'pausedAt' | 'pauseReason'
    >
  >,
): Promise<void> {
  await tx.prisma.autoRecharge.update({ where: { accountId }, data: change });
}

/** How a payment with this key stands, or null. */
export async function findStatusByKey(reader: Reader, requestKey: string): Promise<PaymentStatus | null> {
  const found = await reader.payment.findUnique({ where: { requestKey }, select: { status: true } });
  return found?.status ?? null;
}

/** What was charged, or is being charged, by payments whose key begins so; minor units. */
export async function sumCharged(
  reader: Reader,
  charged: { accountId: string; keys: string; since: Date },
): Promise<bigint> {
  const { _sum } = await reader.payment.aggregate({
    where: {
      accountId: charged.accountId,
      requestKey: { startsWith: charged.keys },
      createdAt: { gte: charged.since },
      status: { in: ['pending', 'requires_action', 'processing', 'succeeded'] },
    },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}
