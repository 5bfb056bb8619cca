import type { Effects } from '../store/effects.js';
import type { Work } from '../store/work.js';
import { getCardByName } from './cards.js';
import { openDispute } from './disputes.js';
import { failRefund, finishRefund } from './refunds.js';

export const stripeEffects = {
  finish_refund: finishRefund,
  fail_refund: failRefund,
  open_dispute: disputeByCard,
} as const satisfies Partial<Effects>;

async function disputeByCard(work: Work, chargeId: string): Promise<void> {
  const charge = await work.lock('charge', chargeId);
  if (charge.disputed || charge.amount_refunded >= charge.amount_captured || charge.payment_method === null)
    return;
  const method = await work.get('payment_method', charge.payment_method);
  const { dispute } = getCardByName(work.hidden(method.id).testCard);
  if (dispute === undefined) return;
  await openDispute(work, { chargeId, reason: dispute.reason, isInquiry: dispute.isInquiry, amount: null });
}
