import type { Transactions } from '../store/transaction.js';
import { type EffectKind, forgetPending, type Work } from '../store/work.js';
import { StripeError } from '../wire/errors.js';
import { getCardByName } from './cards.js';
import { openDispute } from './disputes.js';
import { failRefund, finishRefund } from './refunds.js';

/** What the outside world does by itself: banks dispute, refunds come through or fail. Due effects run one by one. */
export async function runDueEffects(transactions: Transactions): Promise<number> {
  return transactions.run({ requestId: null, idempotencyKey: null }, async (work) => {
    // Deleted with the effect's own commit, so that it happens once even where the process dies in between.
    const { rows } = await work.query<{ kind: EffectKind; object_id: string }>(
      `delete from sandbox.effects where id = (
         select id from sandbox.effects where due_at <= now() order by due_at, id limit 1 for update skip locked)
       returning kind, object_id`,
    );
    const effect = rows[0];
    if (effect === undefined) return 0;
    await runEffect(work, effect.kind, effect.object_id).catch((error: unknown) => {
      // What became impossible meanwhile does not happen, and must not block what is due after it.
      if (!(error instanceof StripeError)) throw error;
      forgetPending(work);
    });
    return 1;
  });
}

async function runEffect(work: Work, kind: EffectKind, objectId: string): Promise<void> {
  switch (kind) {
    case 'finish_refund':
      return finishRefund(work, objectId);
    case 'fail_refund':
      return failRefund(work, objectId);
    case 'open_dispute':
      return disputeByCard(work, objectId);
  }
}

async function disputeByCard(work: Work, chargeId: string): Promise<void> {
  const charge = await work.lock('charge', chargeId);
  if (charge.disputed || charge.amount_refunded >= charge.amount_captured || charge.payment_method === null)
    return;
  const method = await work.get('payment_method', charge.payment_method);
  const { dispute } = getCardByName(work.hidden(method.id).testCard);
  if (dispute === undefined) return;
  await openDispute(work, { chargeId, reason: dispute.reason, isInquiry: dispute.isInquiry, amount: null });
}
