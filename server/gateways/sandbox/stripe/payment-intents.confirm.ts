import type { StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import type { Surroundings } from '../wire/endpoint.js';
import { invalidRequest, StripeError } from '../wire/errors.js';
import { needsAuthentication, nextAction } from './authentication.js';
import { AUTHENTICATION_REQUIRED, type Decline, getCardByName } from './cards.js';
import { recordCharge, recordFailedCharge } from './charges.js';
import { assertReusable, attachPaymentMethod, declineOf } from './payment-methods.attach.js';

type PaymentIntent = StoredObjects['payment_intent'];
type PaymentMethod = StoredObjects['payment_method'];

export interface Confirmation {
  readonly method: PaymentMethod;
  readonly returnUrl: string | undefined;
  readonly offSession: boolean;
  readonly requestsAuthentication: boolean;
  readonly errorOnRequiresAction: boolean;
}

const CONFIRMABLE: readonly PaymentIntent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/**
 * Tries to pay a locked intent: succeeds, waits for 3-D Secure, or throws the bank's refusal (402), whose failed charge
 * and event are kept.
 */
export async function confirmIntent(
  work: Work,
  intent: PaymentIntent,
  confirmation: Confirmation,
  surroundings: Surroundings,
): Promise<PaymentIntent> {
  assertConfirmable(intent);
  const method = work.pending.objects.has(confirmation.method.id)
    ? confirmation.method
    : await work.lock('payment_method', confirmation.method.id);
  assertOwned(work, intent, method);
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  intent.next_action = null;
  if (needsAuthentication(work, method, confirmation.requestsAuthentication)) {
    if (confirmation.offSession || confirmation.errorOnRequiresAction) {
      throw refuse(work, { intent, method, isAuthenticated: false }, AUTHENTICATION_REQUIRED);
    }
    intent.status = 'requires_action';
    intent.next_action = nextAction(intent, confirmation.returnUrl, surroundings);
    work.save(intent);
    work.emit('payment_intent.requires_action', intent);
    return intent;
  }
  return charge(work, { intent, method, isAuthenticated: false }, surroundings);
}

/** The customer came through 3-D Secure, or did not. Expects a locked intent that waits for it. */
export async function finishAuthentication(
  work: Work,
  intent: PaymentIntent,
  outcome: 'succeed' | 'fail',
  surroundings: Surroundings,
): Promise<PaymentIntent> {
  if (intent.status !== 'requires_action' || intent.payment_method === null) {
    throw invalidRequest(
      `This PaymentIntent does not wait for an action: its status is ${intent.status}.`,
      'payment_intent_unexpected_state',
    );
  }
  const method = await work.lock('payment_method', intent.payment_method);
  intent.next_action = null;
  if (outcome === 'succeed') return charge(work, { intent, method, isAuthenticated: true }, surroundings);
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_payment_error = {
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: method,
    type: 'invalid_request_error',
  };
  work.save(intent);
  work.emit('payment_intent.payment_failed', intent);
  return intent;
}

interface Attempt {
  readonly intent: PaymentIntent;
  readonly method: PaymentMethod;
  readonly isAuthenticated: boolean;
}

async function charge(work: Work, attempt: Attempt, { effectDelayMs }: Surroundings): Promise<PaymentIntent> {
  const { intent, isAuthenticated } = attempt;
  const decline = declineOf(work, attempt.method);
  if (decline !== null) throw refuse(work, attempt, decline);
  const method = await keepMethod(work, intent, attempt.method, isAuthenticated);
  const done = recordCharge(work, { intent, method, isAuthenticated });
  intent.latest_charge = done.id;
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    work.save(intent);
    work.emit('payment_intent.amount_capturable_updated', intent);
    return intent;
  }
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  work.save(intent);
  work.emit('payment_intent.succeeded', intent);
  if (getCardByName(work.hidden(method.id).testCard).dispute !== undefined)
    work.later('open_dispute', done.id, effectDelayMs);
  return intent;
}

/** Saves the card to the customer where that was asked for, and remembers that a loose one cannot be used again. */
async function keepMethod(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  isAuthenticated: boolean,
): Promise<PaymentMethod> {
  if (intent.setup_future_usage !== null && intent.customer !== null && method.customer === null) {
    const attached = await attachPaymentMethod(work, method, intent.customer);
    if (isAuthenticated) work.save(attached, { isSetUp: true });
    return attached;
  }
  if (intent.setup_future_usage !== null && isAuthenticated) work.save(method, { isSetUp: true });
  else if (method.customer === null) work.save(method, { isSpent: true });
  return method;
}

/** Writes the refused attempt down and returns the error that tells of it. */
function refuse(work: Work, attempt: Attempt, decline: Decline): StripeError {
  const { intent, method } = attempt;
  const failed = recordFailedCharge(work, attempt, decline);
  const declineCode = decline.declineCode === undefined ? {} : { decline_code: decline.declineCode };
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.latest_charge = failed.id;
  intent.last_payment_error = {
    advice_code: decline.advice,
    charge: failed.id,
    code: decline.code,
    ...declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    payment_method: method,
    type: 'card_error',
  };
  work.save(intent);
  work.emit('payment_intent.payment_failed', intent);
  return new StripeError(decline.message, {
    status: 402,
    type: 'card_error',
    code: decline.code,
    keepsEffects: true,
    more: {
      advice_code: decline.advice,
      charge: failed.id,
      ...declineCode,
      payment_intent: intent,
      payment_method: method,
    },
  });
}

function assertConfirmable(intent: PaymentIntent): void {
  if (CONFIRMABLE.includes(intent.status)) return;
  const because =
    intent.status === 'succeeded'
      ? 'it has already succeeded after being previously confirmed'
      : intent.status === 'canceled'
        ? 'it has been canceled'
        : `it has a status of ${intent.status}`;
  throw unexpectedState(`You cannot confirm this PaymentIntent because ${because}.`, intent);
}

export function unexpectedState(message: string, intent: PaymentIntent): StripeError {
  return new StripeError(message, {
    status: 400,
    code: 'payment_intent_unexpected_state',
    more: { payment_intent: structuredClone(intent) },
  });
}

function assertOwned(work: Work, intent: PaymentIntent, method: PaymentMethod): void {
  assertReusable(work, method.id);
  if (method.customer === null || method.customer === intent.customer) return;
  throw invalidRequest(
    intent.customer === null
      ? `The PaymentMethod ${method.id} belongs to a customer. Please include the Customer in the 'customer' parameter on the PaymentIntent.`
      : `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`,
    undefined,
    'payment_method',
  );
}
