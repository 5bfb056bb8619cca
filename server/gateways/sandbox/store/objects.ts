import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import type { PaypalObjects } from '../paypal/objects.js';
import type { BillingHidden, BillingObjects } from '../stripe/billing/objects.js';

/**
 * An object as the sandbox stores it: a reference is always an id. Expanding happens on the way out only, so
 * `string | Stripe.Customer | Stripe.DeletedCustomer | null` becomes `string | null`.
 */
export type Flat<T> = {
  [K in keyof T]: string extends Extract<T[K], string> ? Exclude<T[K], { object: unknown }> : T[K];
};

export interface StripeObjects extends BillingObjects {
  balance_transaction: Flat<Stripe.BalanceTransaction>;
  charge: Flat<Stripe.Charge>;
  customer: Flat<Stripe.Customer>;
  dispute: Flat<Stripe.Dispute>;
  payment_intent: Flat<Stripe.PaymentIntent>;
  payment_method: Flat<Stripe.PaymentMethod>;
  refund: Flat<Stripe.Refund>;
  setup_intent: Flat<Stripe.SetupIntent>;
  webhook_endpoint: Flat<Stripe.WebhookEndpoint>;
}

/** Both gateways' objects lie in one table; PayPal's types begin with `paypal.`. */
export type StoredObjects = StripeObjects & PaypalObjects;

export type StripeType = keyof StripeObjects;
export type ObjectType = keyof StoredObjects;
export type StoredObject = StoredObjects[ObjectType];

/**
 * What the sandbox knows about an object beyond its wire shape. A card is known by the name of its test card only:
 * its number is never stored.
 */
export interface Hidden extends BillingHidden {
  /** Key of the test-card table. */
  testCard?: string;
  /** The card was authenticated for later use. */
  isSetUp?: boolean;
  /** A payment method that was charged without a customer, or detached, cannot be used again. */
  isSpent?: boolean;
  /** The object was deleted; only a stub is shown. */
  isDeleted?: boolean;
  /** Signs what is sent to a webhook endpoint. */
  secret?: string;
}

export const ID_PREFIX = {
  balance_transaction: 'txn',
  charge: 'ch',
  customer: 'cus',
  dispute: 'du',
  payment_intent: 'pi',
  payment_method: 'pm',
  refund: 're',
  setup_intent: 'seti',
  webhook_endpoint: 'we',
  customer_balance_transaction: 'cbtxn',
  invoice: 'in',
  invoice_payment: 'inpay',
  invoiceitem: 'ii',
  line_item: 'il',
  price: 'price',
  product: 'prod',
  subscription: 'sub',
  subscription_schedule: 'sub_sched',
  tax_rate: 'txr',
  'test_helpers.test_clock': 'clock',
} as const satisfies Record<StripeType, string>;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits. The bias of `% 62` is harmless at this length (5.9 bits a character). */
export function randomText(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += ALPHABET.charAt(byte % ALPHABET.length);
  return text;
}

export const newObjectId = (type: StripeType): string => `${ID_PREFIX[type]}_${randomText(24)}`;
