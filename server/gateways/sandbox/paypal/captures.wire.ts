import type { Work } from '../store/work.js';
import { instantOf, MERCHANT, type StoredCapture } from './objects.js';
import { feeOf, minorOf, moneyOf } from './wire/amounts.js';

/** How a capture looks on the wire. Source: https://developer.paypal.com/docs/api/payments/v2/#captures_get */
export function captureWire(capture: StoredCapture, publicUrl: string) {
  const self = `${publicUrl}/paypal/v2/payments/captures/${capture.id}`;
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.reason === null ? {} : { status_details: { reason: capture.reason } }),
    amount: capture.amount,
    final_capture: true,
    seller_protection: { status: 'NOT_ELIGIBLE' },
    ...(isPaid(capture) ? { seller_receivable_breakdown: breakdownOf(capture) } : {}),
    ...(capture.invoiceId === null ? {} : { invoice_id: capture.invoiceId }),
    ...(capture.customId === null ? {} : { custom_id: capture.customId }),
    create_time: instantOf(capture.created),
    update_time: instantOf(capture.updated),
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/refund`, rel: 'refund', method: 'POST' },
      { href: `${publicUrl}/paypal/v2/checkout/orders/${capture.orderId}`, rel: 'up', method: 'GET' },
    ],
  };
}

/** Asked for by itself, a capture also tells its order. */
export const wholeCaptureWire = (capture: StoredCapture, publicUrl: string) => ({
  ...captureWire(capture, publicUrl),
  payee: MERCHANT,
  supplementary_data: { related_ids: { order_id: capture.orderId } },
});

export const isPaid = ({ status }: StoredCapture): boolean =>
  status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED';

export async function captureOfOrder(work: Work, orderId: string): Promise<StoredCapture | null> {
  // What this work has just made stands in no table yet.
  for (const { object } of work.pending.objects.values()) {
    if (object.object === 'paypal.capture' && object.orderId === orderId) return object;
  }
  const { rows } = await work.query<{ data: StoredCapture }>(
    `select data from sandbox.objects where type = 'paypal.capture' and data->>'orderId' = $1 order by seq desc limit 1`,
    [orderId],
  );
  return rows[0]?.data ?? null;
}

function breakdownOf({ amount }: StoredCapture) {
  const gross = minorOf(amount);
  const fee = feeOf(gross);
  return {
    gross_amount: amount,
    paypal_fee: moneyOf(fee, amount.currency_code),
    net_amount: moneyOf(gross - fee, amount.currency_code),
  };
}
