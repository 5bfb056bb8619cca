import { ApiError, ResponseValidationError } from '@paypal/paypal-server-sdk';
import { z } from 'zod';

/**
 * Why a call brought no result.
 * `refused`: PayPal has said no, and nothing was done.
 * `unanswered`: it may have been done; only PayPal knows.
 */
export type Failure =
  | Refusal
  | {
      readonly kind: 'unanswered';
      readonly reason: string;
      /** Whether asking once more at once may bring an answer. */
      readonly mayHelp: boolean;
      readonly debugId: string | null;
    };

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** A refused key is our trouble, not the payer's: whoever only asked may ask again later. */
  readonly isOurKey: boolean;
  /** PayPal's issue in small letters: `instrument_declined`. */
  readonly code: string;
  /** Fit for the payer. */
  readonly message: string;
  /** PayPal's own number of the call, for its support. */
  readonly debugId: string | null;
}

const NOT_POSSIBLE = 'PayPal has refused this. Nothing was charged.';
const DECLINED = 'PayPal could not charge this payment method. Choose another one at PayPal.';

/** What a payer can do something about. Source: https://developer.paypal.com/api/rest/reference/orders/v2/errors/ */
const MESSAGES: Readonly<Record<string, string>> = {
  instrument_declined: DECLINED,
  payer_cannot_pay: 'PayPal does not let this account pay. Choose another way to pay.',
  payer_account_locked_or_closed: 'This PayPal account is locked or closed. Choose another way to pay.',
  payer_account_restricted: 'This PayPal account is restricted. Choose another way to pay.',
  payment_source_cannot_be_used:
    'The saved PayPal account cannot be used any more. Choose another way to pay.',
  transaction_refused: 'PayPal has refused the payment. Choose another way to pay.',
  transaction_limit_exceeded: 'The amount is above the limit of this PayPal account.',
};

/** Under way, or the key has met other content: what became of the first call is what counts. */
const PROVES_NOTHING = new Set([
  'previous_request_in_progress',
  'order_completion_in_progress',
  'duplicate_request_id',
]);

/** Another call with the key is still under way, or PayPal wants to be asked less. */
const NOT_AT_ONCE = new Set([...PROVES_NOTHING, 'http_409', 'http_429']);

const errorBody = z.object({
  name: z.string().optional(),
  error: z.string().optional(),
  debug_id: z.string().optional(),
  details: z.array(z.object({ issue: z.string().optional() })).optional(),
});

/** Sorts what the SDK throws. Anything else is a fault of ours and is thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return ofAnswer(error.statusCode, bodyText(error.body));
  if (error instanceof ResponseValidationError) return unanswered('unreadable_answer');
  const code = networkCode(error);
  if (code !== null) return unanswered(code);
  throw error;
}

/** What an answer other than 2xx means. A fault's body need not be what the specification says, so it is read with care. */
export function ofAnswer(status: number, text: string): Failure {
  const body = parsed(text);
  const debugId = body.debug_id ?? null;
  if (status === 409 || status === 429 || status >= 500) return unanswered(`http_${status}`, debugId);
  const code = (body.details?.[0]?.issue ?? body.name ?? body.error ?? `http_${status}`).toLowerCase();
  if (PROVES_NOTHING.has(code)) return unanswered(code, debugId);
  const isOurKey = status === 401 || status === 403;
  return {
    kind: 'refused',
    status,
    isOurKey,
    code: isOurKey ? 'gateway_refused' : code,
    message: MESSAGES[code] ?? NOT_POSSIBLE,
    debugId,
  };
}

export const unanswered = (reason: string, debugId: string | null = null): Failure => ({
  kind: 'unanswered',
  reason,
  mayHelp: !NOT_AT_ONCE.has(reason),
  debugId,
});

const bodyText = (body: unknown): string => (typeof body === 'string' ? body : '');

function parsed(text: string): z.infer<typeof errorBody> {
  try {
    return errorBody.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

const thrown = z.object({ name: z.string(), message: z.string(), cause: z.unknown() }).partial();

/** Null: not about the network. What `fetch` throws need not be an `Error` of this realm, so it is told by its name. */
export function networkCode(error: unknown): string | null {
  const { name, message, cause } = thrown.safeParse(error).data ?? {};
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  const code = codeOf(error) ?? codeOf(cause);
  if (code === null) return name === 'AxiosError' || message === 'fetch failed' ? 'connection_lost' : null;
  return code === 'ECONNABORTED' || code === 'ETIMEDOUT' ? 'timeout' : code.toLowerCase();
}

function codeOf(error: unknown): string | null {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
