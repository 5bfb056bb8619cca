import type { StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { invalidRequest, StripeError } from '../wire/errors.js';
import { type Decline, EXPIRED, getCardByName } from './cards.js';

type PaymentMethod = StoredObjects['payment_method'];

/** The decline that awaits a charge of this card now, or null. */
export function declineOf(work: Work, method: PaymentMethod): Decline | null {
  const testCard = getCardByName(work.hidden(method.id).testCard);
  return testCard.decline ?? (isExpired(work, method) ? EXPIRED : null);
}

function isExpired(work: Work, method: PaymentMethod): boolean {
  if (method.card === undefined) return false;
  const today = new Date(work.now * 1000);
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth() + 1];
  return method.card.exp_year < year || (method.card.exp_year === year && method.card.exp_month < month);
}

/** Refuses a card that declines (save the one that declines only when charged) and one that may not be used again. */
export async function attachPaymentMethod(
  work: Work,
  given: PaymentMethod,
  customerId: string,
): Promise<PaymentMethod> {
  await work.get('customer', customerId, 'customer');
  const method = work.pending.objects.has(given.id) ? given : await work.lock('payment_method', given.id);
  if (method.customer === customerId) return method;
  if (method.customer !== null) {
    throw invalidRequest(
      'The payment method you provided has already been attached to a customer.',
      'payment_method_unexpected_state',
      'payment_method',
    );
  }
  assertReusable(work, method.id);
  const decline = declineOf(work, method);
  if (decline !== null && getCardByName(work.hidden(method.id).testCard).savesAnyway !== true) {
    throw new StripeError(decline.message, {
      status: 402,
      type: 'card_error',
      code: decline.code,
      more: { ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }) },
    });
  }
  const attached: PaymentMethod = { ...method, customer: customerId };
  work.save(attached);
  work.emit('payment_method.attached', attached);
  return attached;
}

export function assertReusable(work: Work, methodId: string): void {
  if (work.hidden(methodId).isSpent !== true) return;
  throw invalidRequest(
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
    'payment_method_unexpected_state',
    'payment_method',
  );
}

export async function detachPaymentMethod(work: Work, id: string): Promise<PaymentMethod> {
  const before = await work.lock('payment_method', id);
  if (before.customer === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method_unexpected_state',
    );
  }
  const after: PaymentMethod = { ...before, customer: null };
  work.save(after, { isSpent: true });
  work.emit('payment_method.detached', after, { customer: before.customer });
  await forgetDefault(work, before.customer, id);
  return after;
}

/** A customer's default cannot be a payment method that is gone. */
async function forgetDefault(work: Work, customerId: string, methodId: string): Promise<void> {
  const customer = await work.lock('customer', customerId);
  if (customer.invoice_settings.default_payment_method !== methodId) return;
  const after = {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
  };
  work.save(after);
  work.emit('customer.updated', after, previousAttributes(customer, after));
}
