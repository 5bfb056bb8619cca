import Stripe from 'stripe';

/**
 * Why a call brought no result.
 * `refused`: Stripe has said no, and nothing was done.
 * `unanswered`: it may have been done; only Stripe knows.
 */
export type Failure = Refusal | { readonly kind: 'unanswered'; readonly reason: string };

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number | null;
  /** A refused key is our trouble, not the payer's: whoever only asked may ask again later. */
  readonly isOurKey: boolean;
  readonly code: string;
  readonly declineCode: string | null;
  /** Fit for the payer. */
  readonly message: string;
  /** What a declined attempt left behind. */
  readonly payment: Stripe.PaymentIntent | null;
  readonly setup: Stripe.SetupIntent | null;
}

const NOT_USABLE = 'This card cannot be used. Choose another one.';
const NOT_POSSIBLE = 'The payment service has refused this. Nothing was charged.';

/**
 * Sorts what the SDK throws. Anything else is a fault of ours and is thrown on. Source of the classes:
 * https://docs.stripe.com/api/errors, https://docs.stripe.com/error-handling
 */
export function failureOf(error: unknown): Failure {
  const { errors } = Stripe;
  if (!(error instanceof errors.StripeError)) throw error;
  if (error instanceof errors.StripeCardError)
    return refusal(error, error.code ?? 'card_declined', error.message);
  // The key has been used with other parameters: what became of that first call is what counts.
  if (error instanceof errors.StripeIdempotencyError) return unanswered('idempotency_key_reused');
  if (error instanceof errors.StripeInvalidRequestError) {
    return refusal(error, error.code ?? 'invalid_request', isAboutMethod(error) ? NOT_USABLE : NOT_POSSIBLE);
  }
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return { ...refusal(error, 'gateway_refused', NOT_POSSIBLE), isOurKey: true };
  }
  if (error instanceof errors.StripeConnectionError) return unanswered(networkCode(error));
  // 409, 429 and 5xx. A 429 is no proof either: the SDK may have sent the call before, and lost its answer.
  return unanswered(error.code ?? `http_${error.statusCode ?? 'none'}`);
}

function refusal(error: Stripe.errors.StripeError, code: string, message: string): Refusal {
  return {
    kind: 'refused',
    status: error.statusCode ?? null,
    isOurKey: false,
    code,
    declineCode: error.decline_code || null,
    message,
    payment: error.payment_intent ?? null,
    setup: error.setup_intent ?? null,
  };
}

const unanswered = (reason: string): Failure => ({ kind: 'unanswered', reason });

const isAboutMethod = ({ param, code }: Stripe.errors.StripeError): boolean =>
  param?.startsWith('payment_method') === true || code?.startsWith('payment_method') === true;

function networkCode({ detail }: Stripe.errors.StripeConnectionError): string {
  const code: unknown =
    typeof detail === 'object' && detail !== null && 'code' in detail ? detail.code : null;
  if (code === 'ETIMEDOUT') return 'timeout';
  return typeof code === 'string' ? code.toLowerCase() : 'connection_lost';
}
