import { newObjectId } from '../../store/objects.js';
import { exponentOf } from '../currencies.js';
import type { LineItem, Price, TaxRate } from './objects.js';
import { taxesOf } from './sums.js';

/** A line before it stands on an invoice. */
export interface LineDraft {
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly quantity: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly price: Price | null;
  readonly taxRates: readonly TaxRate[];
  readonly metadata?: Record<string, string>;
  readonly parent: LineItem['parent'];
  readonly subscription: string | null;
}

export function newLine(draft: LineDraft, invoice: string): LineItem {
  const { price } = draft;
  return {
    id: newObjectId('line_item'),
    object: 'line_item',
    amount: draft.amount,
    currency: draft.currency,
    description: draft.description,
    discount_amounts: [],
    discountable: false,
    discounts: [],
    invoice,
    livemode: false,
    metadata: draft.metadata ?? {},
    parent: draft.parent,
    period: draft.period,
    pretax_credit_amounts: [],
    pricing:
      price === null
        ? null
        : {
            price_details: { price: price.id, product: price.product },
            type: 'price_details',
            unit_amount_decimal: price.unit_amount_decimal,
          },
    quantity: draft.quantity,
    quantity_decimal: String(draft.quantity),
    subscription: draft.subscription,
    subtotal: draft.amount,
    taxes: taxesOf(draft.amount, draft.taxRates),
  };
}

interface ItemParent {
  readonly subscription: string;
  readonly item: string;
  readonly proration: boolean;
  readonly invoiceItem?: string;
  readonly credited?: { invoice: string; line: string } | null;
}

export const itemParent = (given: ItemParent): LineItem['parent'] => ({
  invoice_item_details: null,
  subscription_item_details: {
    invoice_item: given.invoiceItem ?? null,
    proration: given.proration,
    proration_details: given.proration ? { credited_items: creditedItems(given.credited) } : null,
    subscription: given.subscription,
    subscription_item: given.item,
  },
  type: 'subscription_item_details',
});

export const invoiceItemParent = (given: {
  readonly invoiceItem: string;
  readonly subscription: string | null;
  readonly proration: boolean;
  readonly credited?: { invoice: string; line: string } | null;
}): LineItem['parent'] => ({
  invoice_item_details: {
    invoice_item: given.invoiceItem,
    proration: given.proration,
    proration_details: given.proration ? { credited_items: creditedItems(given.credited) } : null,
    subscription: given.subscription,
  },
  subscription_item_details: null,
  type: 'invoice_item_details',
});

const creditedItems = (billed: { invoice: string; line: string } | null | undefined) =>
  billed ? { invoice: billed.invoice, invoice_line_items: [billed.line] } : null;

/** `1 × Pro (at $29.00 / month)`. */
export function spokenLine(quantity: number, name: string, price: Price): string {
  const exponent = exponentOf(price.currency);
  const amount = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: price.currency,
    minimumFractionDigits: exponent,
  }).format(price.unit_amount / 10 ** exponent);
  return `${quantity} × ${name} (at ${amount} / ${price.recurring?.interval ?? 'once'})`;
}

export const spokenDay = (unixSeconds: number): string =>
  new Date(unixSeconds * 1000).toLocaleDateString('en-GB', {
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
