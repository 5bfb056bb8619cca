import type { Payment, PaymentAllocation, PaymentMethod } from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type GatewayName, OPEN_STATUSES } from './payments.rules.js';

export type { Payment, PaymentAllocation };
export type PaymentRow = Payment & {
  allocations: {
    invoiceId: string;
    amount: bigint;
    reversesId: string | null;
    reversedBy: { id: string } | null;
    invoice: { number: string | null };
  }[];
  account: { id: string; name: string };
  invoice: { number: string | null } | null;
  decidedBy: { email: string } | null;
};

/** What was done at once: the older invoice first. */
const AS_DONE: Prisma.PaymentAllocationOrderByWithRelationInput[] = [
  { createdAt: 'asc' },
  { invoice: { number: 'asc' } },
  { kind: 'asc' },
  { id: 'asc' },
];

const include = {
  allocations: {
    select: {
      invoiceId: true,
      amount: true,
      reversesId: true,
      reversedBy: { select: { id: true } },
      invoice: { select: { number: true } },
    },
    orderBy: AS_DONE,
  },
  account: { select: { id: true, name: true } },
  invoice: { select: { number: true } },
  decidedBy: { select: { email: true } },
} as const;

export interface NewPayment {
  accountId: string;
  invoiceId: string | null;
  method: PaymentMethod;
  status: 'pending' | 'pending_approval';
  currency: string;
  amount: bigint;
  savedPaymentMethodId: string | null;
  savesAccount?: boolean;
  reference: string | null;
  receivedOn?: Date | null;
  nextAction: Prisma.InputJsonObject | null;
  requestKey: string | null;
}

export async function insertPayment(tx: Tx, { nextAction, ...payment }: NewPayment): Promise<Payment> {
  const id = newId('pay', { now: () => tx.at });
  return tx.prisma.payment.create({
    data: { id, ...payment, ...(nextAction ? { nextAction } : {}), createdAt: tx.at },
  });
}

export async function lockPayment(tx: Tx, id: string): Promise<Payment | null> {
  await tx.prisma.$queryRaw`SELECT id FROM payment WHERE id = ${id} FOR UPDATE`;
  return tx.prisma.payment.findUnique({ where: { id } });
}

export async function findPayment(
  reader: Reader,
  id: string,
  accountId: string | null,
): Promise<PaymentRow | null> {
  return reader.payment.findFirst({ where: { id, ...(accountId ? { accountId } : {}) }, include });
}

/** The column that holds a gateway's own id of a payment (Stripe: payment intent, PayPal: order). */
const GATEWAY_ID = { stripe: 'stripePaymentIntentId', paypal: 'paypalOrderId' } as const;
/** The column that holds what the gateway calls the money that came in (Stripe: charge, PayPal: capture). */
const CHARGE_ID = { stripe: 'stripeChargeId', paypal: 'paypalCaptureId' } as const;

/** The gateway's id of a payment; null: it has none yet, or is paid by hand. */
export const gatewayIdOf = (payment: Payment): string | null =>
  payment.method === 'stripe' || payment.method === 'paypal' ? payment[GATEWAY_ID[payment.method]] : null;

/** What the gateway calls the money that came in; null: nothing came in through a gateway. */
export const chargeIdOf = (payment: Payment): string | null =>
  payment.method === 'stripe' || payment.method === 'paypal' ? payment[CHARGE_ID[payment.method]] : null;

export const gatewayIdColumn = (gateway: GatewayName, id: string) => ({ [GATEWAY_ID[gateway]]: id });
export const chargeIdColumn = (gateway: GatewayName, id: string | null) => ({ [CHARGE_ID[gateway]]: id });

export async function findByGatewayId(
  reader: Reader,
  gateway: GatewayName,
  gatewayPaymentId: string,
): Promise<Payment | null> {
  return reader.payment.findFirst({ where: gatewayIdColumn(gateway, gatewayPaymentId) });
}

export async function findByChargeId(
  reader: Reader,
  gateway: GatewayName,
  chargeId: string,
): Promise<Payment | null> {
  return reader.payment.findFirst({ where: chargeIdColumn(gateway, chargeId) });
}

export async function findById(reader: Reader, id: string): Promise<Payment | null> {
  return reader.payment.findUnique({ where: { id } });
}

/** A payment by what the gateway calls it or its money. */
export async function findAtGateway(
  reader: Reader,
  gateway: GatewayName,
  ids: { gatewayPaymentId: string | null; chargeId: string | null },
): Promise<Payment | null> {
  const byPayment = ids.gatewayPaymentId
    ? await findByGatewayId(reader, gateway, ids.gatewayPaymentId)
    : null;
  if (byPayment) return byPayment;
  return ids.chargeId ? findByChargeId(reader, gateway, ids.chargeId) : null;
}

/** What a payment settles, less what was taken out again; in the order in which it was done, of what was done at once the older invoice first. */
export async function findAllocations(reader: Reader, paymentId: string): Promise<PaymentAllocation[]> {
  return reader.paymentAllocation.findMany({
    where: { paymentId, reversesId: null, reversedBy: null },
    orderBy: AS_DONE,
  });
}

/** What credit notes for refunds and disputes of a payment took back of one invoice, in minor units. */
export async function sumCreditedFor(reader: Reader, paymentId: string, invoiceId: string): Promise<bigint> {
  const { _sum } = await reader.creditNote.aggregate({
    where: { invoiceId, OR: [{ refund: { paymentId } }, { dispute: { paymentId } }] },
    _sum: { total: true },
  });
  return _sum.total ?? 0n;
}

export async function findByRequestKey(reader: Reader, requestKey: string): Promise<Payment | null> {
  return reader.payment.findUnique({ where: { requestKey } });
}

export async function findStaffName(reader: Reader, staffId: string): Promise<string | null> {
  const found = await reader.staffUser.findUnique({ where: { id: staffId }, select: { name: true } });
  return found?.name ?? null;
}

export async function findOpenOfInvoice(reader: Reader, invoiceId: string): Promise<Payment[]> {
  return reader.payment.findMany({
    where: { invoiceId, status: { in: [...OPEN_STATUSES] } },
    orderBy: { createdAt: 'asc' },
  });
}

export async function updatePayment(
  tx: Tx,
  id: string,
  data: Prisma.PaymentUncheckedUpdateInput,
): Promise<Payment> {
  return tx.prisma.payment.update({ where: { id }, data });
}

/**
 * Payments whose gateway never answered, or that stayed under way: the sweep asks for each. Those that staff have to
 * decide about (an open exception) are left alone.
 */
export async function listStale(reader: Reader, before: Date): Promise<{ id: string }[]> {
  return reader.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM payment p
    WHERE p.method IN ('stripe', 'paypal') AND p.status IN ('pending', 'processing') AND p.updated_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM gateway_exception e WHERE e.payment_id = p.id AND e.status = 'open')
    ORDER BY p.updated_at LIMIT 200`;
}

/** Payments that somebody left at the card form, at PayPal's or at their bank's page. */
export async function listAbandoned(reader: Reader, before: Date): Promise<Payment[]> {
  return reader.payment.findMany({
    where: { method: { in: ['stripe', 'paypal'] }, status: 'requires_action', updatedAt: { lt: before } },
    orderBy: { updatedAt: 'asc' },
    take: 200,
  });
}

export async function countDeclines(reader: Reader, accountId: string, since: Date): Promise<number> {
  return reader.payment.count({
    where: { accountId, method: 'stripe', status: 'failed', createdAt: { gte: since } },
  });
}

/** Opens an exception for staff, once per kind and object; false: there is one already. */
export async function openException(
  tx: Tx,
  exception: {
    kind: string;
    objectId: string;
    payment: Payment;
    amount: bigint;
    currency: string;
    detail: string;
  },
): Promise<boolean> {
  const { payment, ...columns } = exception;
  const { count } = await tx.prisma.gatewayException.createMany({
    data: {
      id: newId('gex', { now: () => tx.at }),
      gateway: payment.method,
      paymentId: payment.id,
      accountId: payment.accountId,
      createdAt: tx.at,
      ...columns,
    },
    skipDuplicates: true,
  });
  return count === 1;
}

/** The exception of a payment that came in with another amount ends when just that has gone back. False: there is none. */
export async function closeMismatch(
  tx: Tx,
  payment: Payment,
  returned: { minor: bigint; currency: string } | null,
): Promise<boolean> {
  if (returned === null || payment.status === 'succeeded') return false;
  const found = await tx.prisma.gatewayException.findFirst({
    where: {
      paymentId: payment.id,
      kind: 'amount_mismatch',
      amount: returned.minor,
      currency: returned.currency,
    },
  });
  if (found?.status === 'open') {
    await tx.prisma.gatewayException.update({
      where: { id: found.id },
      data: { status: 'resolved', resolvedAt: tx.at, resolution: 'Refunded at the gateway' },
    });
  }
  return found !== null;
}

const instant = { value: (raw: unknown) => new Date(String(raw)) };
const COLUMNS = {
  createdAt: { column: 'createdAt', ...instant },
  amount: 'amount',
  status: 'status',
  method: 'method',
  currency: 'currency',
  invoiceId: 'invoiceId',
  accountId: 'accountId',
} as const;

export async function listPayments(
  db: Db,
  list: ListQuery,
  accountId: string | null,
): Promise<Page<PaymentRow>> {
  const { where, ...page } = toPrismaList(list, COLUMNS);
  const search = list.q
    ? { contains: list.q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
    : null;
  const own = search ? [{ reference: search }, { invoice: { number: search } }] : [];
  const scoped = {
    AND: [
      ...where,
      ...(accountId ? [{ accountId }] : []),
      ...(search ? [{ OR: accountId ? own : [...own, { account: { name: search } }] }] : []),
    ],
  };
  const [rows, total] = await Promise.all([
    db.prisma.payment.findMany({ where: scoped, include, ...page }),
    db.prisma.payment.count({ where: scoped }),
  ]);
  return { rows, total };
}
