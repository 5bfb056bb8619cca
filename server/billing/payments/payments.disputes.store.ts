import type { Dispute } from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import type { GatewayName } from './payments.rules.js';

export type { Dispute };
export type DisputeRow = Dispute & { payment: { accountId: string; account: { name: string } } };

const COLUMN = { stripe: 'stripeDisputeId', paypal: 'paypalDisputeId' } as const;

export async function findDispute(
  reader: Reader,
  gateway: GatewayName,
  gatewayDisputeId: string,
): Promise<Dispute | null> {
  return reader.dispute.findFirst({ where: { [COLUMN[gateway]]: gatewayDisputeId } });
}

export async function insertDispute(
  tx: Tx,
  gateway: GatewayName,
  dispute: {
    gatewayDisputeId: string;
    paymentId: string;
    currency: string;
    amount: bigint;
    reason: string;
    evidenceDueBy: Date | null;
    isReversal: boolean;
  },
): Promise<Dispute> {
  const { gatewayDisputeId, ...columns } = dispute;
  return tx.prisma.dispute.create({
    data: {
      id: newId('dsp', { now: () => tx.at }),
      ...columns,
      [COLUMN[gateway]]: gatewayDisputeId,
      status: 'needs_response',
      createdAt: tx.at,
    },
  });
}

/** Money of a payment that its payer's bank has taken back, of which no dispute was heard yet. */
export async function findReversal(
  reader: Reader,
  paymentId: string,
  amount: bigint,
): Promise<Dispute | null> {
  return reader.dispute.findFirst({ where: { paymentId, amount, isReversal: true, reinstatedAt: null } });
}

/** The reversal belongs to this dispute. */
export async function nameDispute(
  tx: Tx,
  id: string,
  gateway: GatewayName,
  named: { gatewayDisputeId: string; reason: string; evidenceDueBy: Date | null },
): Promise<Dispute> {
  const { gatewayDisputeId, ...columns } = named;
  return updateDispute(tx, id, { ...columns, [COLUMN[gateway]]: gatewayDisputeId, isReversal: false });
}

export async function updateDispute(
  tx: Tx,
  id: string,
  data: Prisma.DisputeUncheckedUpdateInput,
): Promise<Dispute> {
  return tx.prisma.dispute.update({ where: { id }, data });
}

/** Which of these invoices were settled by a payment of which another dispute holds money back. The caller holds the invoices. */
export async function findHeldInvoices(
  tx: Tx,
  invoiceIds: readonly string[],
  exceptDisputeId: string,
): Promise<string[]> {
  const rows = await tx.prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT a.invoice_id AS id FROM dispute d JOIN payment_allocation a ON a.payment_id = d.payment_id
    WHERE a.invoice_id = ANY (${[...invoiceIds]}) AND d.id <> ${exceptDisputeId} AND d.withdrawn_at IS NOT NULL AND d.closed_at IS NULL
    GROUP BY a.invoice_id, a.payment_id HAVING sum(a.amount) > 0`;
  return rows.map(({ id }) => id);
}

export async function listDisputesOf(reader: Reader, paymentId: string): Promise<Dispute[]> {
  return reader.dispute.findMany({ where: { paymentId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

export async function listDisputes(db: Db, list: ListQuery): Promise<Page<DisputeRow>> {
  const { where, ...page } = toPrismaList(list, {
    createdAt: { column: 'createdAt', value: (raw: unknown) => new Date(String(raw)) },
    status: 'status',
    amount: 'amount',
    paymentId: 'paymentId',
  });
  const [rows, total] = await Promise.all([
    db.prisma.dispute.findMany({
      where: { AND: where },
      include: { payment: { select: { accountId: true, account: { select: { name: true } } } } },
      ...page,
    }),
    db.prisma.dispute.count({ where: { AND: where } }),
  ]);
  return { rows, total };
}
