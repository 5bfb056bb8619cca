import { z } from 'zod';
import type { Work } from '../store/work.js';
import { tell } from './events.js';
import { newPaypalId, type StoredCapture, type StoredRefund, type WireMoney } from './objects.js';
import { refundedMinor, refundsOfCapture, refundWire } from './refunds.wire.js';
import { minorOf, moneyOf, spoken } from './wire/amounts.js';
import { KEPT_SECONDS, paypalEndpoint } from './wire/endpoint.js';
import { unprocessable } from './wire/errors.js';
import { nothing, text, wireMoney } from './wire/params.js';

const create = paypalEndpoint({
  method: 'POST',
  path: '/v2/payments/captures/:id/refund',
  body: z.object({
    amount: wireMoney.optional(),
    custom_id: text(127).optional(),
    invoice_id: text(127).optional(),
    note_to_payer: text(255).optional(),
  }),
  keyKeptSeconds: KEPT_SECONDS.payments,
  againStatus: 201,
  again: async ({ work, publicUrl }, id) => refundWire(await work.get('paypal.refund', id), publicUrl),
  run: async ({ work, id, body, publicUrl, effectDelayMs }) => {
    const { orderId } = await work.get('paypal.capture', id);
    await work.lock('paypal.order', orderId);
    const captured = await work.lock('paypal.capture', id);
    const refund: StoredRefund = {
      ...newRefund(work, captured, await refundable(work, captured, body.amount)),
      customId: body.custom_id ?? null,
      invoiceId: body.invoice_id ?? captured.invoiceId,
      note: body.note_to_payer ?? null,
      status: captured.funding === 'refunds_late' ? 'PENDING' : 'COMPLETED',
    };
    work.save(refund);
    await restate(work, captured);
    announceRefund(work, refund, publicUrl);
    if (captured.funding === 'refunds_late') work.later('paypal.finish_refund', refund.id, effectDelayMs);
    if (captured.funding === 'refunds_fail') work.later('paypal.fail_refund', refund.id, effectDelayMs);
    const whole = refundWire(refund, publicUrl);
    return { status: 201, body: whole, minimal: { id: whole.id, status: whole.status, links: whole.links } };
  },
});

const newRefund = (work: Work, captured: StoredCapture, amount: WireMoney): StoredRefund => ({
  id: newPaypalId(),
  object: 'paypal.refund',
  created: work.now,
  updated: work.now,
  orderId: captured.orderId,
  captureId: captured.id,
  status: 'COMPLETED',
  amount,
  customId: null,
  invoiceId: captured.invoiceId,
  note: null,
  isReversal: false,
});

/** Refunds under way count as refunded: two at once cannot give back more than was taken. */
async function refundable(
  work: Work,
  captured: StoredCapture,
  asked: WireMoney | undefined,
): Promise<WireMoney> {
  if (captured.status === 'PENDING') throw unprocessable('PENDING_CAPTURE');
  if (captured.status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED');
  const currency = captured.amount.currency_code;
  const left = minorOf(captured.amount) - refundedMinor(await refundsOfCapture(work, captured.id));
  if (left <= 0n) throw unprocessable('CAPTURE_FULLY_REFUNDED');
  if (asked === undefined) return moneyOf(left, currency);
  if (asked.currency_code !== currency) throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH');
  const minor = minorOf(asked, '/amount');
  if (minor > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED');
  return moneyOf(minor, currency);
}

/** What the capture says of its refunds. */
async function restate(work: Work, captured: StoredCapture): Promise<StoredCapture> {
  const refunded = refundedMinor(await refundsOfCapture(work, captured.id));
  const status =
    refunded === 0n ? 'COMPLETED' : refunded < minorOf(captured.amount) ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  const after: StoredCapture = { ...captured, status, updated: work.now };
  work.save(after);
  return after;
}

/**
 * The payer gets money back that nobody here has given: as much as is left. It stands among the capture's refunds, under no id of the
 * merchant's. Announces `PAYMENT.CAPTURE.REVERSED`. The caller holds the capture.
 */
export async function takeBack(
  work: Work,
  captured: StoredCapture,
  most: WireMoney,
  publicUrl: string,
): Promise<StoredCapture> {
  const currency = captured.amount.currency_code;
  const left = minorOf(captured.amount) - refundedMinor(await refundsOfCapture(work, captured.id));
  const minor = minorOf(most) < left ? minorOf(most) : left;
  if (minor <= 0n) return captured;
  const reversal: StoredRefund = {
    ...newRefund(work, captured, moneyOf(minor, currency)),
    isReversal: true,
  };
  work.save(reversal);
  const after = await restate(work, { ...captured, reason: 'CHARGEBACK' });
  tell(work, publicUrl, {
    type: 'PAYMENT.CAPTURE.REVERSED',
    resourceType: 'refund',
    summary: `A ${spoken(reversal.amount)} capture payment was reversed`,
    resource: refundWire(reversal, publicUrl),
  });
  return after;
}

/** The payer's bank did take it after all. */
export const finishRefund = (work: Work, id: string, publicUrl: string): Promise<void> =>
  decide(work, id, publicUrl, 'COMPLETED');

/** It could not be given back: the money returns to us. Announces `PAYMENT.REFUND.FAILED`. */
export const failRefund = (work: Work, id: string, publicUrl: string): Promise<void> =>
  decide(work, id, publicUrl, 'FAILED');

async function decide(
  work: Work,
  id: string,
  publicUrl: string,
  status: 'COMPLETED' | 'FAILED',
): Promise<void> {
  const unlocked = await work.get('paypal.refund', id);
  await work.lock('paypal.order', unlocked.orderId);
  const captured = await work.lock('paypal.capture', unlocked.captureId);
  const before = await work.lock('paypal.refund', id);
  if (before.status === 'FAILED' || before.status === 'CANCELLED' || before.status === status) return;
  const after: StoredRefund = { ...before, status, updated: work.now };
  work.save(after);
  await restate(work, captured);
  announceRefund(work, after, publicUrl);
}

function announceRefund(work: Work, refund: StoredRefund, publicUrl: string): void {
  const amount = spoken(refund.amount);
  const happened = {
    COMPLETED: { type: 'PAYMENT.CAPTURE.REFUNDED', summary: `A ${amount} capture payment was refunded` },
    PENDING: { type: 'PAYMENT.REFUND.PENDING', summary: `A ${amount} refund is pending` },
    FAILED: { type: 'PAYMENT.REFUND.FAILED', summary: `A ${amount} refund has failed` },
    CANCELLED: null,
  }[refund.status];
  if (happened === null) return;
  tell(work, publicUrl, { ...happened, resourceType: 'refund', resource: refundWire(refund, publicUrl) });
}

const retrieve = paypalEndpoint({
  method: 'GET',
  path: '/v2/payments/refunds/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => ({
    status: 200,
    body: refundWire(await work.get('paypal.refund', id), publicUrl),
  }),
});

export const refundEndpoints = [create, retrieve];
