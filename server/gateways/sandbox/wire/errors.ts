import type { StripeType } from '../store/objects.js';

type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

interface ErrorDetails {
  readonly status: number;
  readonly type?: ErrorType;
  readonly code?: string;
  readonly param?: string;
  /** Further members of the error body: `decline_code`, `payment_intent`, `charge`, … */
  readonly more?: Readonly<Record<string, unknown>>;
  /** What was done before the refusal stays done: a declined charge exists. */
  readonly keepsEffects?: boolean;
}

/** A refusal in Stripe's own shape. */
export class StripeError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly keepsEffects: boolean;
  readonly #details: ErrorDetails;

  constructor(message: string, details: ErrorDetails) {
    super(message);
    this.name = 'StripeError';
    this.status = details.status;
    this.code = details.code ?? null;
    this.keepsEffects = details.keepsEffects ?? false;
    this.#details = details;
  }

  /** Stripe keeps no idempotency record for a request that never began: failed validation, unknown ids. */
  get isRemembered(): boolean {
    if (this.keepsEffects) return true;
    return (
      this.status === 400 &&
      this.code !== 'resource_missing' &&
      !(this.code ?? 'parameter_').startsWith('parameter')
    );
  }

  toBody(): { error: Record<string, unknown> } {
    const { type, code, param, more } = this.#details;
    return {
      error: {
        ...(code === undefined
          ? {}
          : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        message: this.message,
        ...(param === undefined ? {} : { param }),
        type: type ?? 'invalid_request_error',
        ...more,
      },
    };
  }
}

export function invalidRequest(message: string, code?: string, param?: string): StripeError {
  return new StripeError(message, {
    status: 400,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  });
}

const SPOKEN = {
  balance_transaction: 'balance transaction',
  charge: 'charge',
  customer: 'customer',
  dispute: 'dispute',
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
  refund: 'refund',
  setup_intent: 'setupintent',
  webhook_endpoint: 'webhook endpoint',
  customer_balance_transaction: 'customer balance transaction',
  invoice: 'invoice',
  invoice_payment: 'invoice payment',
  invoiceitem: 'invoiceitem',
  line_item: 'line item',
  price: 'price',
  product: 'product',
  subscription: 'subscription',
  subscription_schedule: 'subscription_schedule',
  tax_rate: 'tax rate',
  'test_helpers.test_clock': 'test clock',
} as const satisfies Record<StripeType, string>;

/** 404 for an id in the path, 400 for an id in a parameter, as Stripe does it. */
export function missingObject(type: StripeType | 'event', id: string, param?: string): StripeError {
  const noun = type === 'event' ? 'event' : SPOKEN[type];
  return new StripeError(`No such ${noun}: '${id}'`, {
    status: param === undefined ? 404 : 400,
    code: 'resource_missing',
    param: param ?? 'id',
  });
}

/** The body for a fault of the sandbox itself, or one that was asked for. */
export const apiErrorBody = (message: string): { error: Record<string, unknown> } => ({
  error: { message, type: 'api_error' },
});
