import type { Refund, RefundSource } from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { LONGEST_PAUSE_SECONDS } from './payments.refunds.rules.js';
import type { GatewayName } from './payments.rules.js';

export type { Refund, RefundSource };
export type RefundRow = Refund & {
  payment: { accountId: string; method: string; account: { name: string } };
  requestedBy: { email: string } | null;
};

const include = {
  payment: { select: { accountId: true, method: true, account: { select: { name: true } } } },
  requestedBy: { select: { email: true } },
} as const;

const GATEWAY_ID = { stripe: 'stripeRefundId', paypal: 'paypalRefundId' } as const;

export const refundIdColumn = (gateway: GatewayName, id: string) => ({ [GATEWAY_ID[gateway]]: id });
export const gatewayRefundIdOf = (refund: Refund): string | null =>
  refund.stripeRefundId ?? refund.paypalRefundId;

export interface NewRefund {
  paymentId: string;
  source: RefundSource;
  currency: string;
  amount: bigint;
  reason: string;
  requestedById: string | null;
  bankReference: string | null;
  requestKey: string | null;
}

export async function insertRefund(tx: Tx, refund: NewRefund): Promise<Refund> {
  const id = newId('rfd', { now: () => tx.at });
  return tx.prisma.refund.create({
    data: { id, ...refund, status: 'pending', createdAt: tx.at, updatedAt: tx.at },
  });
}

export async function updateRefund(
  tx: Tx,
  id: string,
  data: Prisma.RefundUncheckedUpdateInput,
): Promise<Refund> {
  return tx.prisma.refund.update({ where: { id }, data: { ...data, updatedAt: tx.at } });
}

export async function findRefund(reader: Reader, id: string): Promise<Refund | null> {
  return reader.refund.findUnique({ where: { id } });
}

export async function findRefundRow(reader: Reader, id: string): Promise<RefundRow | null> {
  return reader.refund.findUnique({ where: { id }, include });
}

export async function findRefundByKey(reader: Reader, requestKey: string): Promise<Refund | null> {
  return reader.refund.findUnique({ where: { requestKey } });
}

export async function findRefundAtGateway(
  reader: Reader,
  gateway: GatewayName,
  id: string,
): Promise<Refund | null> {
  return reader.refund.findFirst({ where: refundIdColumn(gateway, id) });
}

/** Refunds of a payment that are done or under way, in minor units. */
export async function sumRefunds(reader: Reader, paymentId: string): Promise<bigint> {
  const { _sum } = await reader.refund.aggregate({
    where: { paymentId, status: { in: ['pending', 'succeeded'] } },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}

/** Those of them that the gateway has taken on. */
export async function sumRefundsAtGateway(reader: Reader, paymentId: string): Promise<bigint> {
  const { _sum } = await reader.refund.aggregate({
    where: {
      paymentId,
      status: { in: ['pending', 'succeeded'] },
      OR: [{ stripeRefundId: { not: null } }, { paypalRefundId: { not: null } }],
    },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}

/** What disputes that are not decided, or lost, hold of a payment. */
export async function sumDisputed(reader: Reader, paymentId: string): Promise<bigint> {
  const { _sum } = await reader.dispute.aggregate({
    where: { paymentId, withdrawnAt: { not: null }, reinstatedAt: null },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}

/**
 * Refunds whose answer was lost or that the gateway is still at, and that it is time to ask for: after two minutes, then
 * each time after as long as they have lasted, once a day in the end.
 */
export async function listUnfinished(
  reader: Reader,
  now: Date,
  firstPauseSeconds: number,
): Promise<{ id: string }[]> {
  return reader.$queryRaw<{ id: string }[]>`
    SELECT id FROM refund WHERE status = 'pending' AND updated_at <= ${now}::timestamptz - least(
      make_interval(secs => ${LONGEST_PAUSE_SECONDS}),
      greatest(make_interval(secs => ${firstPauseSeconds}), updated_at - created_at))
    ORDER BY updated_at LIMIT 200`;
}

/** It was asked for now. */
export async function touchRefund(db: Db, id: string, now: Date): Promise<void> {
  await db.prisma.refund.update({ where: { id }, data: { updatedAt: now } });
}

export async function listPendingOf(reader: Reader, paymentId: string): Promise<{ id: string }[]> {
  return reader.refund.findMany({ where: { paymentId, status: 'pending' }, select: { id: true } });
}

export async function listRefundsOf(reader: Reader, paymentId: string): Promise<Refund[]> {
  return reader.refund.findMany({ where: { paymentId }, orderBy: { createdAt: 'asc' } });
}

export async function listRefunds(db: Db, list: ListQuery): Promise<Page<RefundRow>> {
  const { where, ...page } = toPrismaList(list, {
    createdAt: { column: 'createdAt', value: (raw: unknown) => new Date(String(raw)) },
    amount: 'amount',
    status: 'status',
    paymentId: 'paymentId',
  });
  const [rows, total] = await Promise.all([
    db.prisma.refund.findMany({ where: { AND: where }, include, ...page }),
    db.prisma.refund.count({ where: { AND: where } }),
  ]);
  return { rows, total };
}
