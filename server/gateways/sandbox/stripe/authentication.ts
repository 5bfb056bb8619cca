import type { StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import type { Surroundings } from '../wire/endpoint.js';
import { missingObject, StripeError } from '../wire/errors.js';
import { getCardByName } from './cards.js';

/** 3-D Secure and client secrets: what a payment intent and a setup intent have in common. */

export type Intent = StoredObjects['payment_intent'] | StoredObjects['setup_intent'];
type PaymentMethod = StoredObjects['payment_method'];

/** Whether the bank asks the customer to prove that the card is theirs. */
export function needsAuthentication(work: Work, method: PaymentMethod, isRequested: boolean): boolean {
  const { testCard, isSetUp } = work.hidden(method.id);
  const { authentication } = getCardByName(testCard);
  if (isRequested || authentication === 'always') return true;
  return authentication === 'until_set_up' && isSetUp !== true;
}

/** Where the customer is to be sent. Without a return address Stripe leaves the step to its browser library. */
export function nextAction(intent: Intent, returnUrl: string | undefined, { publicUrl }: Surroundings) {
  const url = authenticationUrl(intent, publicUrl);
  if (returnUrl !== undefined) {
    return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  }
  return {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url, source: intent.id },
  };
}

export function authenticationUrl(intent: Intent, publicUrl: string): string {
  const folder = intent.object === 'payment_intent' ? 'payment_intents' : 'setup_intents';
  return `${publicUrl}/hosted/${folder}/${intent.id}/authenticate?client_secret=${intent.client_secret ?? ''}`;
}

/** With the publishable key the client secret is the only proof of a right to the intent; a wrong one finds nothing. */
export function assertClientSecret(
  intent: Intent,
  shown: string | undefined,
  key: 'secret' | 'publishable',
): void {
  if (shown === undefined && key === 'secret') return;
  if (shown === undefined) {
    throw new StripeError('Missing required param: client_secret.', {
      status: 400,
      code: 'parameter_missing',
      param: 'client_secret',
    });
  }
  if (shown !== intent.client_secret) throw missingObject(intent.object, intent.id);
}
