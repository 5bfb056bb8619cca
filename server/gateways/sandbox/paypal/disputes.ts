import type { Work } from '../store/work.js';
import { lockCapture } from './captures.js';
import { isPaid } from './captures.wire.js';
import { tell } from './events.js';
import { instantOf, newDisputeId, type StoredCapture, type StoredDispute } from './objects.js';
import { takeBack } from './refunds.js';
import { minorOf, moneyOf } from './wire/amounts.js';
import { paypalEndpoint } from './wire/endpoint.js';
import { unprocessable } from './wire/errors.js';
import { nothing } from './wire/params.js';

/** Complaints at PayPal. Source: https://developer.paypal.com/docs/api/customer-disputes/v1/ */

const ANSWER_DAYS = 10;

/** The payer complains; PayPal holds the money. Announces `CUSTOMER.DISPUTE.CREATED`. */
export async function openDispute(
  work: Work,
  wanted: { captureId: string; reason: string; minor: bigint | null },
  publicUrl: string,
): Promise<StoredDispute> {
  const captured = await lockCapture(work, wanted.captureId);
  if (!isPaid(captured)) throw unprocessable('REFUND_NOT_ALLOWED');
  const whole = minorOf(captured.amount);
  const minor = wanted.minor ?? whole;
  if (minor > whole) throw unprocessable('REFUND_AMOUNT_EXCEEDED');
  const dispute: StoredDispute = {
    id: newDisputeId(),
    object: 'paypal.dispute',
    created: work.now,
    updated: work.now,
    captureId: captured.id,
    amount: moneyOf(minor, captured.amount.currency_code),
    reason: wanted.reason,
    outcome: null,
  };
  work.save(dispute);
  announce(work, 'CUSTOMER.DISPUTE.CREATED', dispute, captured, publicUrl);
  return dispute;
}

/** PayPal decides. Announces `CUSTOMER.DISPUTE.RESOLVED`; where the payer gets the money, `PAYMENT.CAPTURE.REVERSED` as well. */
export async function resolveDispute(
  work: Work,
  id: string,
  outcome: NonNullable<StoredDispute['outcome']>,
  publicUrl: string,
): Promise<StoredDispute> {
  const unlocked = await work.get('paypal.dispute', id);
  const captured = await lockCapture(work, unlocked.captureId);
  const before = await work.lock('paypal.dispute', id);
  if (before.outcome !== null) return before;
  const after: StoredDispute = { ...before, outcome, updated: work.now };
  work.save(after);
  announce(work, 'CUSTOMER.DISPUTE.RESOLVED', after, captured, publicUrl);
  if (outcome === 'RESOLVED_BUYER_FAVOUR') await takeBack(work, captured, before.amount, publicUrl);
  return after;
}

function announce(
  work: Work,
  type: string,
  dispute: StoredDispute,
  captured: StoredCapture,
  publicUrl: string,
): void {
  const resource = disputeWire(dispute, captured, publicUrl);
  tell(work, publicUrl, { type, resourceType: 'dispute', summary: `Dispute ${dispute.id}`, resource });
}

function disputeWire(dispute: StoredDispute, captured: StoredCapture, publicUrl: string) {
  const self = `${publicUrl}/paypal/v1/customer/disputes/${dispute.id}`;
  return {
    dispute_id: dispute.id,
    create_time: instantOf(dispute.created),
    update_time: instantOf(dispute.updated),
    disputed_transactions: [
      {
        seller_transaction_id: captured.id,
        transaction_status: 'COMPLETED',
        gross_amount: captured.amount,
        ...(captured.customId === null ? {} : { custom: captured.customId }),
      },
    ],
    reason: dispute.reason,
    status: dispute.outcome === null ? 'WAITING_FOR_SELLER_RESPONSE' : 'RESOLVED',
    dispute_amount: dispute.amount,
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'INTERNAL',
    ...(dispute.outcome === null
      ? { seller_response_due_date: instantOf(dispute.created + ANSWER_DAYS * 86_400) }
      : { dispute_outcome: { outcome_code: dispute.outcome } }),
    links: [{ href: self, rel: 'self', method: 'GET' }],
  };
}

const retrieve = paypalEndpoint({
  method: 'GET',
  path: '/v1/customer/disputes/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => {
    const dispute = await work.get('paypal.dispute', id);
    const captured = await work.get('paypal.capture', dispute.captureId);
    return { status: 200, body: disputeWire(dispute, captured, publicUrl) };
  },
});

export const disputeEndpoints = [retrieve];
