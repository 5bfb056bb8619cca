import type { StoredObjects } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { invalidRequest, StripeError } from '../../wire/errors.js';
import { type Confirmation, confirmIntent, finishAuthentication } from '../payment-intents.confirm.js';
import { subscriptionOf } from './invoices.build.js';
import { settleInvoice } from './invoices.finalize.js';
import { noteRefusal } from './invoices.pay.js';
import type { Invoice } from './objects.js';
import { enterClock } from './test-clocks.js';

type PaymentIntent = StoredObjects['payment_intent'];

/** Payment intents that belong to an invoice: whoever confirms them pays it. */

/** Locks in the order subscription, invoice, intent, so that a payer and a renewal never wait for each other. */
export async function lockIntent(work: Work, id: string): Promise<PaymentIntent> {
  await work.get('payment_intent', id);
  const { invoice: invoiceId } = work.hidden(id);
  if (invoiceId !== undefined) await enterClock(work, await lockInvoice(work, invoiceId));
  return work.lock('payment_intent', id);
}

export async function lockInvoice(work: Work, id: string): Promise<Invoice> {
  const seen = await work.get('invoice', id);
  const subscription = subscriptionOf(seen);
  if (subscription !== null) await work.lock('subscription', subscription);
  return work.lock('invoice', id);
}

/** Stripe keeps an invoice's own payment in step with it; it cannot be changed or withdrawn by itself. */
export function assertOwnIntent(work: Work, intent: PaymentIntent, verb: string): void {
  const { invoice } = work.hidden(intent.id);
  if (invoice === undefined) return;
  throw invalidRequest(
    `You cannot ${verb} a PaymentIntent that was created by an invoice (${invoice}). Void the invoice instead.`,
    'payment_intent_unexpected_state',
  );
}

export const confirmAndTell = (
  work: Work,
  intent: PaymentIntent,
  confirmation: Confirmation,
  surroundings: Surroundings,
): Promise<PaymentIntent> => tell(work, intent, confirmIntent(work, intent, confirmation, surroundings));

export const finishAndTell = (
  work: Work,
  intent: PaymentIntent,
  outcome: 'succeed' | 'fail',
  surroundings: Surroundings,
): Promise<PaymentIntent> => tell(work, intent, finishAuthentication(work, intent, outcome, surroundings));

async function tell(
  work: Work,
  intent: PaymentIntent,
  attempt: Promise<PaymentIntent>,
): Promise<PaymentIntent> {
  const { invoice: invoiceId } = work.hidden(intent.id);
  if (invoiceId === undefined) return attempt;
  try {
    const done = await attempt;
    const invoice = await work.lock('invoice', invoiceId);
    if (invoice.status === 'open' || invoice.status === 'uncollectible') {
      if (done.status === 'succeeded') await settleInvoice(work, invoice, done);
      else await noteRefusal(work, invoice, { isRetry: false, action: done.status === 'requires_action' });
    }
    return done;
  } catch (error) {
    if (!(error instanceof StripeError) || !error.keepsEffects) throw error;
    const invoice = await work.lock('invoice', invoiceId);
    if (invoice.status === 'open') await noteRefusal(work, invoice, { isRetry: false, action: false });
    throw error;
  }
}
