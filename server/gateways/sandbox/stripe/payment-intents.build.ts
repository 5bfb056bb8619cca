import { newObjectId, randomText, type StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { mergeMetadata } from '../wire/params.js';
import { assertChargeable, readCurrency } from './currencies.js';
import type { ConfirmParams, CreateParams, UpdateParams } from './payment-intents.params.js';
import { createPaymentMethod, resolvePaymentMethod } from './payment-methods.create.js';

type PaymentIntent = StoredObjects['payment_intent'];
type PaymentMethod = StoredObjects['payment_method'];

/** An intent as it is before anybody paid. */
export function newIntent(work: Work, params: CreateParams, currency: string): PaymentIntent {
  const id = newObjectId('payment_intent');
  const named = params.payment_method_types ?? params.allowed_payment_method_types;
  const automatic = params.automatic_payment_methods ?? { enabled: named === undefined };
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic.enabled
      ? { allow_redirects: automatic.allow_redirects ?? 'always', enabled: true }
      : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: work.now,
    currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: requestedAuthentication(params) ?? 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage || null,
    shipping: params.shipping ?? null,
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_group: params.transfer_group ?? null,
  };
}

/** A change of the payment method or the amount of an unfinished intent starts it anew. */
export async function changedIntent(
  work: Work,
  before: PaymentIntent,
  params: UpdateParams,
): Promise<PaymentIntent> {
  if (params.customer !== undefined) await work.get('customer', params.customer, 'customer');
  const currency = params.currency === undefined ? before.currency : readCurrency(params.currency);
  const amount = params.amount ?? before.amount;
  if (params.amount !== undefined || params.currency !== undefined) assertChargeable(amount, currency);
  const method = await methodFrom(work, params);
  const startsAnew = method !== null || (before.status === 'requires_action' && amount !== before.amount);
  const after: PaymentIntent = {
    ...before,
    amount,
    currency,
    capture_method: params.capture_method ?? before.capture_method,
    customer: params.customer ?? before.customer,
    description: params.description === undefined ? before.description : params.description,
    metadata: mergeMetadata(before.metadata, params.metadata),
    payment_method: method?.id ?? before.payment_method,
    receipt_email: params.receipt_email === undefined ? before.receipt_email : params.receipt_email,
    setup_future_usage:
      params.setup_future_usage === undefined ? before.setup_future_usage : params.setup_future_usage || null,
    shipping: params.shipping ?? before.shipping,
    statement_descriptor: params.statement_descriptor ?? before.statement_descriptor,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? before.statement_descriptor_suffix,
    transfer_group: params.transfer_group ?? before.transfer_group,
  };
  return startsAnew ? { ...after, status: 'requires_confirmation', next_action: null } : after;
}

/** The payment method that the parameters name or describe, or null. */
export async function methodFrom(
  work: Work,
  params: Pick<ConfirmParams, 'payment_method' | 'payment_method_data'>,
): Promise<PaymentMethod | null> {
  if (params.payment_method !== undefined) return resolvePaymentMethod(work, params.payment_method);
  const data = params.payment_method_data;
  if (data === undefined) return null;
  return createPaymentMethod(work, {
    card: data.card,
    billingDetails: data.billing_details,
    metadata: data.metadata,
    allowRedisplay: data.allow_redisplay,
  });
}

export const requestedAuthentication = (params: Pick<CreateParams, 'payment_method_options'>) =>
  params.payment_method_options?.card?.request_three_d_secure;
