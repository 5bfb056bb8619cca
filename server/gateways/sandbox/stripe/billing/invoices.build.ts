import { newObjectId, randomText, type StoredObjects } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import { smallestCharge } from '../currencies.js';
import { type LineDraft, newLine } from './lines.js';
import type { BillingReason, Invoice, LineItem, Subscription, TaxRate } from './objects.js';
import { settleBalance, totalsOf } from './sums.js';

type Customer = StoredObjects['customer'];

/** How many lines stand in the invoice itself; the rest is paged through at `/lines`. */
const LINES_SHOWN = 10;

export interface NewInvoice {
  readonly customer: Customer;
  readonly subscription: Subscription | null;
  readonly reason: BillingReason;
  readonly currency: string;
  readonly period: { readonly start: number; readonly end: number };
  readonly lines: readonly LineDraft[];
  readonly prorationDate?: number;
  readonly collectionMethod?: Invoice['collection_method'];
  readonly daysUntilDue?: number | null;
  readonly autoAdvance?: boolean;
  readonly description?: string | null;
  readonly metadata?: Record<string, string>;
  readonly defaultMethod?: string | null;
  readonly defaultTaxRates?: TaxRate[];
}

export interface DraftInvoice {
  readonly invoice: Invoice;
  readonly lines: LineItem[];
}

/** A draft with its lines and sums. Nothing is saved, so that a preview is the same computation. */
export function draftInvoice(work: Work, given: NewInvoice): DraftInvoice {
  const { customer, subscription } = given;
  const id = given.reason === 'upcoming' ? `upcoming_in_${randomText(24)}` : newObjectId('invoice');
  const lines = given.lines.map((line) => newLine(line, id));
  const method = given.collectionMethod ?? subscription?.collection_method ?? 'charge_automatically';
  const daysUntilDue = given.daysUntilDue ?? subscription?.days_until_due ?? null;
  const invoice: Invoice = {
    ...UNUSED,
    id,
    object: 'invoice',
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: given.autoAdvance ?? true,
    automatically_finalizes_at: null,
    billing_reason: given.reason,
    collection_method: method,
    created: work.now,
    currency: given.currency,
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? null,
    default_payment_method: given.defaultMethod ?? null,
    default_tax_rates: given.defaultTaxRates ?? subscription?.default_tax_rates ?? [],
    description: given.description ?? subscription?.description ?? null,
    due_date: method === 'send_invoice' ? work.now + (daysUntilDue ?? 30) * 86_400 : null,
    effective_at: null,
    ending_balance: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    lines: { object: 'list', data: [], has_more: false, url: '' },
    metadata: given.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    parent:
      subscription === null
        ? null
        : {
            quote_details: null,
            subscription_details: {
              metadata: subscription.metadata,
              subscription: subscription.id,
              ...(given.prorationDate === undefined
                ? {}
                : { subscription_proration_date: given.prorationDate }),
            },
            type: 'subscription_details',
          },
    period_start: given.period.start,
    period_end: given.period.end,
    starting_balance: customer.balance,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock as string | null,
    total: 0,
    total_excluding_tax: 0,
    total_taxes: [],
  };
  return { invoice: withLines(invoice, lines), lines };
}

/** The invoice with the sums of these lines. What is due counts with the customer's balance, as Stripe shows it on drafts too. */
export function withLines(invoice: Invoice, lines: readonly LineItem[]): Invoice {
  const totals = totalsOf(lines);
  const { amountDue } = settleBalance(
    totals.total,
    invoice.starting_balance,
    smallestCharge(invoice.currency),
  );
  return {
    ...invoice,
    ...totals,
    amount_due: amountDue,
    amount_remaining: amountDue,
    lines: {
      object: 'list',
      data: lines.slice(0, LINES_SHOWN),
      has_more: lines.length > LINES_SHOWN,
      url: `/v1/invoices/${invoice.id}/lines`,
    },
  };
}

/** Lists show the newest first, so what is to stand first is written last. */
export function saveDraft(work: Work, { invoice, lines }: DraftInvoice): Invoice {
  for (const line of [...lines].reverse()) work.save(line);
  work.save(invoice);
  return invoice;
}

export const subscriptionOf = (invoice: Invoice): string | null =>
  invoice.parent?.subscription_details.subscription ?? null;

const UNUSED = {
  account_country: 'US',
  account_name: 'Countinghouse Sandbox',
  account_tax_ids: null,
  amount_shipping: 0,
  application: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  custom_fields: null,
  customer_account: null,
  customer_tax_ids: [],
  default_source: null,
  discounts: [],
  footer: null,
  from_invoice: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  webhooks_delivered_at: null,
} as const;
