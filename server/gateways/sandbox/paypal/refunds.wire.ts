import type { Work } from '../store/work.js';
import { instantOf, type StoredRefund } from './objects.js';
import { minorOf, moneyOf } from './wire/amounts.js';

/** How a refund looks on the wire. Source: https://developer.paypal.com/docs/api/payments/v2/#refunds_get */
export const refundWire = (refund: StoredRefund, publicUrl: string) => ({
  id: refund.id,
  status: refund.status,
  ...(refund.status === 'PENDING' ? { status_details: { reason: 'ECHECK' } } : {}),
  amount: refund.amount,
  ...(refund.invoiceId === null ? {} : { invoice_id: refund.invoiceId }),
  ...(refund.customId === null ? {} : { custom_id: refund.customId }),
  ...(refund.note === null ? {} : { note_to_payer: refund.note }),
  seller_payable_breakdown: {
    gross_amount: refund.amount,
    paypal_fee: moneyOf(0n, refund.amount.currency_code),
    net_amount: refund.amount,
    total_refunded_amount: refund.amount,
  },
  create_time: instantOf(refund.created),
  update_time: instantOf(refund.updated),
  links: [
    { href: `${publicUrl}/paypal/v2/payments/refunds/${refund.id}`, rel: 'self', method: 'GET' },
    { href: `${publicUrl}/paypal/v2/payments/captures/${refund.captureId}`, rel: 'up', method: 'GET' },
  ],
});

/** All of a capture's refunds, oldest first, as this work sees them. */
export async function refundsOfCapture(work: Work, captureId: string): Promise<StoredRefund[]> {
  const { rows } = await work.query<{ data: StoredRefund }>(
    `select data from sandbox.objects where type = 'paypal.refund' and data->>'captureId' = $1 order by seq`,
    [captureId],
  );
  const byId = new Map(rows.map(({ data }) => [data.id, data]));
  for (const { object } of work.pending.objects.values()) {
    if (object.object === 'paypal.refund' && object.captureId === captureId) byId.set(object.id, object);
  }
  return [...byId.values()];
}

/** Given back or on its way back: what can no longer be refunded. */
export const refundedMinor = (refunds: readonly StoredRefund[]): bigint =>
  refunds
    .filter(({ status }) => status === 'COMPLETED' || status === 'PENDING')
    .reduce((sum, { amount }) => sum + minorOf(amount), 0n);
