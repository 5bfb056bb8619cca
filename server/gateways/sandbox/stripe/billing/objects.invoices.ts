import type { Metadata, TaxRate } from './objects.js';

/** Invoices and what they are made of, as the sandbox stores them. */

export interface Tax {
  amount: number;
  tax_behavior: 'exclusive' | 'inclusive';
  tax_rate_details: { tax_rate: string };
  taxability_reason: string;
  taxable_amount: number;
  type: 'tax_rate_details';
}

export interface LineItem {
  id: string;
  object: 'line_item';
  amount: number;
  currency: string;
  description: string | null;
  invoice: string | null;
  metadata: Metadata;
  parent: {
    invoice_item_details: Record<string, unknown> | null;
    subscription_item_details: Record<string, unknown> | null;
    type: 'invoice_item_details' | 'subscription_item_details';
  };
  period: { start: number; end: number };
  quantity: number;
  subscription: string | null;
  subtotal: number;
  taxes: Tax[];
  [unused: string]: unknown;
}

export interface InvoiceItem {
  id: string;
  object: 'invoiceitem';
  amount: number;
  currency: string;
  customer: string;
  date: number;
  description: string | null;
  invoice: string | null;
  metadata: Metadata;
  parent: {
    subscription_details: { subscription: string; subscription_item?: string };
    type: 'subscription_details';
  } | null;
  period: { start: number; end: number };
  pricing: Record<string, unknown> | null;
  proration: boolean;
  proration_details?: { credited_items: Record<string, unknown> | null; discount_amounts: never[] };
  quantity: number;
  tax_rates: TaxRate[];
  test_clock: string | null;
  [unused: string]: unknown;
}

export type BillingReason =
  | 'manual'
  | 'subscription_create'
  | 'subscription_cycle'
  | 'subscription_update'
  | 'upcoming';

export interface Invoice {
  id: string;
  object: 'invoice';
  amount_due: number;
  amount_overpaid: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  automatically_finalizes_at: number | null;
  billing_reason: BillingReason;
  collection_method: 'charge_automatically' | 'send_invoice';
  created: number;
  currency: string;
  customer: string;
  default_payment_method: string | null;
  default_tax_rates: TaxRate[];
  description: string | null;
  due_date: number | null;
  effective_at: number | null;
  ending_balance: number | null;
  hosted_invoice_url: string | null;
  invoice_pdf: string | null;
  lines: { object: 'list'; data: LineItem[]; has_more: boolean; url: string; total_count?: number };
  metadata: Metadata;
  next_payment_attempt: number | null;
  number: string | null;
  parent: {
    quote_details: null;
    subscription_details: {
      metadata: Metadata;
      subscription: string;
      subscription_proration_date?: number;
    };
    type: 'subscription_details';
  } | null;
  period_start: number;
  period_end: number;
  starting_balance: number;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  status_transitions: {
    finalized_at: number | null;
    marked_uncollectible_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
  };
  subtotal: number;
  subtotal_excluding_tax: number;
  test_clock: string | null;
  total: number;
  total_excluding_tax: number;
  total_taxes: Tax[];
  [unused: string]: unknown;
}

export interface InvoicePayment {
  id: string;
  object: 'invoice_payment';
  amount_paid: number | null;
  amount_requested: number;
  created: number;
  currency: string;
  invoice: string;
  is_default: boolean;
  livemode: false;
  payment: { payment_intent: string; type: 'payment_intent' };
  status: 'open' | 'paid' | 'canceled';
  status_transitions: { canceled_at: number | null; paid_at: number | null };
}

export interface CustomerBalanceTransaction {
  id: string;
  object: 'customer_balance_transaction';
  amount: number;
  created: number;
  currency: string;
  customer: string;
  ending_balance: number;
  invoice: string | null;
  type: 'adjustment' | 'applied_to_invoice' | 'unapplied_from_invoice';
  [unused: string]: unknown;
}
