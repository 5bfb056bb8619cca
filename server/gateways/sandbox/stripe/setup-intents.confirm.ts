import type { StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import type { Surroundings } from '../wire/endpoint.js';
import { StripeError } from '../wire/errors.js';
import { needsAuthentication, nextAction } from './authentication.js';
import { noteSetup } from './billing/subscriptions.create.js';
import { type Decline, getCardByName } from './cards.js';
import { assertReusable, attachPaymentMethod, declineOf } from './payment-methods.attach.js';

type SetupIntent = StoredObjects['setup_intent'];
type PaymentMethod = StoredObjects['payment_method'];

/** Saves a card for later: at once, after 3-D Secure, or throws the bank's refusal (402), whose event is kept. */
export async function confirmSetup(
  work: Work,
  intent: SetupIntent,
  input: {
    readonly method: PaymentMethod;
    readonly returnUrl: string | undefined;
    readonly requestsAuthentication: boolean;
  },
  surroundings: Surroundings,
): Promise<SetupIntent> {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw unexpectedSetupState(
      `You cannot confirm this SetupIntent because it has already ${intent.status}.`,
      intent,
    );
  }
  const method = work.pending.objects.has(input.method.id)
    ? input.method
    : await work.lock('payment_method', input.method.id);
  assertReusable(work, method.id);
  intent.payment_method = method.id;
  intent.last_setup_error = null;
  intent.next_action = null;
  if (needsAuthentication(work, method, input.requestsAuthentication)) {
    intent.status = 'requires_action';
    intent.next_action = nextAction(intent, input.returnUrl, surroundings);
    work.save(intent);
    work.emit('setup_intent.requires_action', intent);
    return intent;
  }
  return completeSetup(work, intent, method, false);
}

/** The customer came through 3-D Secure, or did not. Expects a locked intent that waits for it. */
export async function finishSetupAuthentication(
  work: Work,
  intent: SetupIntent,
  outcome: 'succeed' | 'fail',
): Promise<SetupIntent> {
  if (intent.status !== 'requires_action' || intent.payment_method === null) {
    throw unexpectedSetupState(
      `This SetupIntent does not wait for an action: its status is ${intent.status}.`,
      intent,
    );
  }
  const method = await work.lock('payment_method', intent.payment_method);
  intent.next_action = null;
  if (outcome === 'succeed') return completeSetup(work, intent, method, true);
  return fail(work, intent, {
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: method,
    type: 'invalid_request_error',
  });
}

async function completeSetup(
  work: Work,
  intent: SetupIntent,
  method: PaymentMethod,
  isAuthenticated: boolean,
): Promise<SetupIntent> {
  const decline = declineOf(work, method);
  if (decline !== null && getCardByName(work.hidden(method.id).testCard).savesAnyway !== true)
    throw refuse(work, intent, method, decline);
  const kept = intent.customer === null ? method : await attachPaymentMethod(work, method, intent.customer);
  work.save(kept, isAuthenticated ? { isSetUp: true } : {});
  intent.status = 'succeeded';
  work.save(intent);
  work.emit('setup_intent.succeeded', intent);
  await noteSetup(work, intent.id, kept.id);
  return intent;
}

function fail(work: Work, intent: SetupIntent, error: Record<string, unknown>): SetupIntent {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_setup_error = error as unknown as NonNullable<SetupIntent['last_setup_error']>;
  work.save(intent);
  work.emit('setup_intent.setup_failed', intent);
  return intent;
}

function refuse(work: Work, intent: SetupIntent, method: PaymentMethod, decline: Decline): StripeError {
  const declineCode = decline.declineCode === undefined ? {} : { decline_code: decline.declineCode };
  fail(work, intent, {
    advice_code: decline.advice,
    code: decline.code,
    ...declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    payment_method: method,
    type: 'card_error',
  });
  return new StripeError(decline.message, {
    status: 402,
    type: 'card_error',
    code: decline.code,
    keepsEffects: true,
    more: { advice_code: decline.advice, ...declineCode, payment_method: method, setup_intent: intent },
  });
}

export const unexpectedSetupState = (message: string, intent: SetupIntent): StripeError =>
  new StripeError(message, {
    status: 400,
    code: 'setup_intent_unexpected_state',
    more: { setup_intent: structuredClone(intent) },
  });
