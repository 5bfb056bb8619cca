import type { Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import {
  clearableText,
  expand,
  flag,
  integer,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  shape,
  text,
} from '../../wire/params.js';
import { readCurrency } from '../currencies.js';
import { lineOf, linesOf, pendingItems } from './invoice-items.js';
import { draftInvoice, saveDraft, withLines } from './invoices.build.js';
import { saveInvoice } from './invoices.finalize.js';
import { stateError, takeInvoice } from './invoices.js';
import type { Invoice, InvoiceItem } from './objects.js';
import { readSettings } from './settings.js';
import { taxesOf } from './sums.js';
import { ratesFrom } from './tax-rates.js';
import { enterClock } from './test-clocks.js';

/** Invoices that no subscription makes: for what staff bill at Stripe by hand. */

const fields = {
  auto_advance: flag().optional(),
  collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: integer({ min: 0 }).optional(),
  default_payment_method: text().optional(),
  default_tax_rates: list(text(), 5).optional(),
  description: clearableText().optional(),
  expand: expand(),
  metadata: metadata().optional(),
};

const create = endpoint({
  method: 'POST',
  path: '/v1/invoices',
  params: shape({
    ...fields,
    currency: text(3).optional(),
    customer: text(),
    pending_invoice_items_behavior: oneOf(['include', 'exclude']).optional(),
    subscription: text().optional(),
  }),
  run: async ({ work, params }) => {
    const customer = await work.lock('customer', params.customer, 'customer');
    await enterClock(work, { test_clock: customer.test_clock as string | null });
    const subscription =
      params.subscription === undefined
        ? null
        : await work.get('subscription', params.subscription, 'subscription');
    const currency = readCurrency(params.currency ?? subscription?.currency ?? customer.currency ?? 'usd');
    const items =
      params.pending_invoice_items_behavior === 'include'
        ? await pendingItems(work, {
            customer: customer.id,
            subscription: params.subscription ?? null,
            currency,
          })
        : [];
    const defaults = await ratesFrom(work, params.default_tax_rates, [], 'default_tax_rates');
    const draft = draftInvoice(work, {
      customer,
      subscription,
      reason: 'manual',
      currency,
      period: { start: work.now, end: work.now },
      lines: items.map((item) => ({
        ...lineOf(item),
        taxRates: item.tax_rates.length > 0 ? item.tax_rates : defaults,
      })),
      autoAdvance: params.auto_advance ?? false,
      ...(params.collection_method === undefined ? {} : { collectionMethod: params.collection_method }),
      daysUntilDue: params.days_until_due ?? null,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
      defaultMethod: params.default_payment_method ?? null,
      defaultTaxRates: defaults,
    });
    attach(work, items, draft.invoice.id);
    saveDraft(work, draft);
    work.emit('invoice.created', draft.invoice);
    return scheduleFinalizing(work, draft.invoice);
  },
});

export function attach(work: Work, items: readonly InvoiceItem[], invoiceId: string): void {
  for (const item of items) work.save({ ...item, invoice: invoiceId });
}

async function scheduleFinalizing(work: Work, draft: Invoice): Promise<Invoice> {
  if (!draft.auto_advance) return draft;
  const { finalizeAfterSeconds } = await readSettings(work);
  const after = { ...draft, automatically_finalizes_at: work.now + finalizeAfterSeconds };
  return saveInvoice(work, draft, after, null);
}

const update = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id',
  params: shape(fields),
  run: async ({ work, params, id }) => {
    const before = await takeInvoice(work, id);
    const { expand: _, metadata: change, default_tax_rates: rates, days_until_due: days, ...plain } = params;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const editsDraft = [rates, days, plain.collection_method, plain.description].some(
      (value) => value !== undefined,
    );
    if (editsDraft && before.status !== 'draft')
      throw stateError("Finalized invoices can't be updated in this way.");
    const merged: Invoice = {
      ...before,
      ...given,
      due_date: days === undefined ? before.due_date : work.now + days * 86_400,
      metadata: mergeMetadata(before.metadata, change),
    };
    const after = rates === undefined ? merged : await retaxed(work, merged, rates);
    return saveInvoice(work, before, after, 'invoice.updated');
  },
});

async function retaxed(work: Work, invoice: Invoice, ids: string[]): Promise<Invoice> {
  const rates = await ratesFrom(work, ids, [], 'default_tax_rates');
  const lines = (await linesOf(work, invoice.id)).map((line) => ({
    ...line,
    taxes: taxesOf(line.amount, rates),
  }));
  for (const line of lines) work.save(line);
  return withLines({ ...invoice, default_tax_rates: rates }, lines);
}

export const invoiceWriteEndpoints = [create, update];
