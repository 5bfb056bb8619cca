/**
 * The objects of Stripe Billing as the sandbox stores them: references are ids, decimals are text. What Stripe has and the sandbox
 * never fills stands as constants in the builders; the tests hold every object against the SDK's own types.
 */

import type {
  CustomerBalanceTransaction,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  LineItem,
} from './objects.invoices.js';

export type {
  BillingReason,
  CustomerBalanceTransaction,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  LineItem,
  Tax,
} from './objects.invoices.js';

export type Interval = 'day' | 'week' | 'month' | 'year';
export type Metadata = Record<string, string>;

export interface Product {
  id: string;
  object: 'product';
  active: boolean;
  created: number;
  updated: number;
  name: string;
  description: string | null;
  metadata: Metadata;
  [unused: string]: unknown;
}

export interface Price {
  id: string;
  object: 'price';
  active: boolean;
  created: number;
  currency: string;
  lookup_key: string | null;
  metadata: Metadata;
  nickname: string | null;
  product: string;
  recurring: { interval: Interval; interval_count: number; [unused: string]: unknown } | null;
  type: 'one_time' | 'recurring';
  unit_amount: number;
  unit_amount_decimal: string;
  [unused: string]: unknown;
}

export interface TaxRate {
  id: string;
  object: 'tax_rate';
  active: boolean;
  created: number;
  country: string | null;
  display_name: string;
  inclusive: boolean;
  metadata: Metadata;
  percentage: number;
  [unused: string]: unknown;
}

export interface TestClock {
  id: string;
  object: 'test_helpers.test_clock';
  created: number;
  deletes_after: number;
  frozen_time: number;
  livemode: false;
  name: string | null;
  status: 'ready' | 'advancing' | 'internal_failure';
  status_details: { advancing?: { target_frozen_time: number } };
}

export interface SubscriptionItem {
  id: string;
  object: 'subscription_item';
  created: number;
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity: number;
  subscription: string;
  tax_rates: TaxRate[];
  [unused: string]: unknown;
}

export type SubscriptionStatus =
  | 'active'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired'
  | 'past_due'
  | 'paused'
  | 'trialing'
  | 'unpaid';

export interface PendingUpdate {
  billing_cycle_anchor: number | null;
  cancel_at_period_end: boolean | null;
  discount: null;
  discounts: null;
  expires_at: number;
  metadata: null;
  subscription_items: SubscriptionItem[] | null;
  trial_end: number | null;
  trial_from_plan: null;
}

export interface Subscription {
  id: string;
  object: 'subscription';
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: {
    comment: string | null;
    feedback: string | null;
    feedback_option: null;
    reason: string | null;
  };
  collection_method: 'charge_automatically' | 'send_invoice';
  created: number;
  currency: string;
  customer: string;
  days_until_due: number | null;
  default_payment_method: string | null;
  default_tax_rates: TaxRate[];
  description: string | null;
  ended_at: number | null;
  items: { object: 'list'; data: SubscriptionItem[]; has_more: false; url: string; total_count?: number };
  latest_invoice: string | null;
  metadata: Metadata;
  pause_collection: {
    behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void';
    resumes_at: number | null;
  } | null;
  payment_settings: {
    payment_method_options: null;
    payment_method_types: string[] | null;
    save_default_payment_method: 'off' | 'on_subscription';
  };
  pending_setup_intent: string | null;
  pending_update: PendingUpdate | null;
  schedule: string | null;
  start_date: number;
  status: SubscriptionStatus;
  test_clock: string | null;
  trial_end: number | null;
  trial_settings: {
    end_behavior: {
      billing_cycle_anchor: null;
      missing_payment_method: 'cancel' | 'create_invoice' | 'pause';
    };
  };
  trial_start: number | null;
  [unused: string]: unknown;
}

export interface SchedulePhase {
  items: { price: string; quantity: number; tax_rates: TaxRate[]; [unused: string]: unknown }[];
  start_date: number;
  end_date: number;
  proration_behavior: 'always_invoice' | 'create_prorations' | 'none';
  [unused: string]: unknown;
}

export interface SubscriptionSchedule {
  id: string;
  object: 'subscription_schedule';
  canceled_at: number | null;
  completed_at: number | null;
  created: number;
  current_phase: { start_date: number; end_date: number } | null;
  customer: string;
  end_behavior: 'cancel' | 'release';
  metadata: Metadata;
  phases: SchedulePhase[];
  released_at: number | null;
  released_subscription: string | null;
  status: 'active' | 'canceled' | 'completed' | 'not_started' | 'released';
  subscription: string | null;
  test_clock: string | null;
  [unused: string]: unknown;
}

export interface BillingObjects {
  customer_balance_transaction: CustomerBalanceTransaction;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  invoiceitem: InvoiceItem;
  line_item: LineItem;
  price: Price;
  product: Product;
  subscription: Subscription;
  subscription_schedule: SubscriptionSchedule;
  tax_rate: TaxRate;
  'test_helpers.test_clock': TestClock;
}

/** What was billed for an item and for which time: unused time is credited from it, at the amount that was billed. */
export interface Debit {
  readonly item: string;
  readonly description: string;
  readonly amount: number;
  readonly quantity: number;
  readonly start: number;
  readonly end: number;
  readonly price: Price;
  readonly taxRates: TaxRate[];
  /** Null while it is a pending invoice item. */
  readonly billed: { readonly invoice: string; readonly line: string } | null;
}

/** What the sandbox knows beyond the wire. */
export interface BillingHidden {
  /** Of a payment intent: the invoice that it pays. */
  invoice?: string;
  /** Of a setup intent: the subscription that waits for its card. */
  setsUp?: string;
  /** Of a subscription: what was billed in the present period. */
  debits?: readonly Debit[];
  /** Of a subscription: what its pending update brings once its invoice is paid. */
  update?: {
    readonly invoice: string;
    readonly items: SubscriptionItem[];
    readonly debits: readonly Debit[];
    readonly anchor: number;
    readonly trialEnd: number | null;
  } | null;
  /** Of an invoice: one more failure of it does not make its subscription past due. */
  isTentative?: boolean;
  /** Of an invoice: the balance that it has used of its customer's. */
  balanceUsed?: number;
  /** Of a payment intent's last attempt: why it may not be tried again with the same card. */
  isHardDeclined?: boolean;
}
