import type { StoredObjects } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { invalidRequest, StripeError } from '../../wire/errors.js';
import { confirmIntent } from '../payment-intents.confirm.js';
import { subscriptionOf } from './invoices.build.js';
import { defaultPaymentOf, saveInvoice, settleInvoice } from './invoices.finalize.js';
import type { Invoice } from './objects.js';
import { type BillingSettings, readSettings } from './settings.js';
import { afterRefused } from './subscriptions.state.js';

export type Attempt =
  | { kind: 'paid'; invoice: Invoice }
  | { kind: 'action'; invoice: Invoice }
  | { kind: 'refused'; invoice: Invoice; error: StripeError };

/** Tries to charge an open, locked invoice. A refusal is told, counted and kept; the caller decides whom it concerns. */
export async function attemptPayment(
  work: Work,
  invoice: Invoice,
  options: { readonly methodId?: string | undefined; readonly isRetry?: boolean },
  surroundings: Surroundings,
): Promise<Attempt> {
  const payment = await defaultPaymentOf(work, invoice.id);
  if (payment === null) throw new Error(`Invoice ${invoice.id} is open without a payment`);
  const intent = await work.lock('payment_intent', payment.payment.payment_intent);
  const methodId = options.methodId ?? (await methodOf(work, invoice));
  if (methodId === null) {
    const refused = await noteRefusal(work, invoice, { isRetry: options.isRetry === true, action: false });
    return { kind: 'refused', invoice: refused, error: NO_METHOD() };
  }
  const method = await work.get('payment_method', methodId, 'payment_method');
  if (options.isRetry === true && work.hidden(intent.id).isHardDeclined === true) {
    // A card that was refused for good is not asked again; the attempt counts all the same.
    return {
      kind: 'refused',
      invoice: await noteRefusal(work, invoice, { isRetry: true, action: false }),
      error: NO_METHOD(),
    };
  }
  try {
    const done = await confirmIntent(
      work,
      intent,
      {
        method,
        returnUrl: undefined,
        offSession: false,
        requestsAuthentication: false,
        errorOnRequiresAction: false,
      },
      surroundings,
    );
    if (done.status === 'succeeded')
      return { kind: 'paid', invoice: await settleInvoice(work, invoice, done) };
    const waiting = await noteRefusal(work, invoice, { isRetry: options.isRetry === true, action: true });
    return { kind: 'action', invoice: waiting };
  } catch (error) {
    if (!(error instanceof StripeError) || !error.keepsEffects) throw error;
    const advice = intent.last_payment_error?.advice_code;
    work.save(intent, { isHardDeclined: advice === 'do_not_try_again' });
    const refused = await noteRefusal(work, invoice, { isRetry: options.isRetry === true, action: false });
    return { kind: 'refused', invoice: refused, error };
  }
}

const NO_METHOD = (): StripeError =>
  invalidRequest(
    'There is no `default_payment_method` set on this Customer or Invoice. Please either set one up or pass `payment_method`.',
    'resource_missing',
    'payment_method',
  );

/** Whose card is charged: the invoice's, the subscription's, the customer's. */
export async function methodOf(work: Work, invoice: Invoice): Promise<string | null> {
  if (invoice.default_payment_method !== null) return invoice.default_payment_method;
  const id = subscriptionOf(invoice);
  const subscription = id === null ? null : await work.find('subscription', id);
  if (subscription?.default_payment_method) return subscription.default_payment_method;
  return customerMethod(await work.get('customer', invoice.customer));
}

export const customerMethod = ({ invoice_settings: settings }: StoredObjects['customer']): string | null =>
  settings.default_payment_method as string | null;

/** Writes down that an attempt brought nothing, and when the next one comes. */
export async function noteRefusal(
  work: Work,
  invoice: Invoice,
  { isRetry, action }: { isRetry: boolean; action: boolean },
): Promise<Invoice> {
  const counts = isRetry || !invoice.attempted;
  const count = invoice.attempt_count + (counts ? 1 : 0);
  const settings = await readSettings(work);
  const after: Invoice = {
    ...invoice,
    attempt_count: count,
    attempted: true,
    next_payment_attempt: counts
      ? await nextAttempt(work, invoice, count, settings)
      : invoice.next_payment_attempt,
  };
  saveInvoice(work, invoice, after, 'invoice.updated');
  work.emit('invoice.payment_failed', after);
  if (action) work.emit('invoice.payment_action_required', after);
  const isLast =
    counts && after.auto_advance && (await isCollected(work, after)) && after.next_payment_attempt === null;
  await afterRefused(work, after, isLast);
  return after;
}

/** Only what Stripe collects by itself is tried again, and never a first invoice or a change that waits. */
async function nextAttempt(
  work: Work,
  invoice: Invoice,
  count: number,
  settings: BillingSettings,
): Promise<number | null> {
  const isTentative = work.hidden(invoice.id).isTentative === true;
  if (!invoice.auto_advance || invoice.collection_method !== 'charge_automatically' || isTentative)
    return null;
  if (!(await isCollected(work, invoice))) return null;
  const days = settings.retryDays[count - 1];
  return days === undefined ? null : work.now + days * 86_400;
}

/** A first invoice that was not paid at once leaves its subscription incomplete, and is not tried again. */
async function isCollected(work: Work, invoice: Invoice): Promise<boolean> {
  const id = subscriptionOf(invoice);
  if (id === null) return false;
  return (await work.find('subscription', id))?.status !== 'incomplete';
}
