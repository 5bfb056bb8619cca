import { newObjectId } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import {
  expand,
  flag,
  integer,
  list,
  mergeMetadata,
  metadata,
  pagination,
  shape,
  text,
} from '../../wire/params.js';
import { readCurrency } from '../currencies.js';
import { saveDraft, withLines } from './invoices.build.js';
import { invoiceItemParent, type LineDraft, newLine } from './lines.js';
import type { Debit, InvoiceItem, LineItem } from './objects.js';
import { ratesFrom } from './tax-rates.js';
import { enterClock } from './test-clocks.js';

const create = endpoint({
  method: 'POST',
  path: '/v1/invoiceitems',
  params: shape({
    amount: integer(),
    currency: text(3),
    customer: text(),
    description: text().optional(),
    expand: expand(),
    invoice: text().optional(),
    metadata: metadata().optional(),
    period: shape({ start: integer(), end: integer() }).optional(),
    subscription: text().optional(),
    tax_rates: list(text(), 5).optional(),
  }),
  run: async ({ work, params }) => {
    const customer = await work.get('customer', params.customer, 'customer');
    await enterClock(work, { test_clock: customer.test_clock as string | null });
    if (params.subscription !== undefined)
      await work.get('subscription', params.subscription, 'subscription');
    const item = newInvoiceItem(work, {
      amount: params.amount,
      currency: readCurrency(params.currency),
      customer: customer.id,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
      period: params.period ?? { start: work.now, end: work.now },
      subscription: params.subscription ?? null,
      taxRates: await ratesFrom(work, params.tax_rates, [], 'tax_rates'),
      testClock: customer.test_clock as string | null,
      quantity: 1,
      proration: false,
      debit: null,
    });
    if (params.invoice !== undefined) await addTo(work, params.invoice, item);
    work.emit('invoiceitem.created', item);
    return item;
  },
});

async function addTo(work: Work, invoiceId: string, item: InvoiceItem): Promise<void> {
  const invoice = await work.lock('invoice', invoiceId, 'invoice');
  if (invoice.status !== 'draft')
    throw invalidRequest('This invoice is no longer editable.', 'invoice_not_editable', 'invoice');
  const line = newLine(lineOf(item), invoice.id);
  const lines = [line, ...(await linesOf(work, invoice.id))];
  item.invoice = invoice.id;
  work.save(item);
  saveDraft(work, { invoice: withLines(invoice, lines), lines });
}

export function newInvoiceItem(
  work: Work,
  given: {
    readonly amount: number;
    readonly currency: string;
    readonly customer: string;
    readonly description: string | null;
    readonly metadata: Record<string, string>;
    readonly period: { start: number; end: number };
    readonly subscription: string | null;
    readonly subscriptionItem?: string;
    readonly taxRates: InvoiceItem['tax_rates'];
    readonly testClock: string | null;
    readonly quantity: number;
    readonly proration: boolean;
    /** What a credit gives back, or what a debit bills. */
    readonly debit: Debit | null;
  },
): InvoiceItem {
  const price = given.debit?.price ?? null;
  const item: InvoiceItem = {
    id: newObjectId('invoiceitem'),
    object: 'invoiceitem',
    amount: given.amount,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    date: work.now,
    description: given.description,
    discountable: !given.proration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: given.metadata,
    net_amount: given.amount,
    parent:
      given.subscription === null
        ? null
        : {
            subscription_details: {
              subscription: given.subscription,
              ...(given.subscriptionItem === undefined ? {} : { subscription_item: given.subscriptionItem }),
            },
            type: 'subscription_details',
          },
    period: given.period,
    pricing:
      price === null
        ? null
        : {
            price_details: { price: price.id, product: price.product },
            type: 'price_details',
            unit_amount_decimal: price.unit_amount_decimal,
          },
    proration: given.proration,
    quantity: given.quantity,
    quantity_decimal: String(given.quantity),
    tax_rates: given.taxRates,
    test_clock: given.testClock,
  };
  work.save(item);
  return item;
}

export const lineOf = (item: InvoiceItem): LineDraft => ({
  amount: item.amount,
  currency: item.currency,
  description: item.description,
  quantity: item.quantity,
  period: item.period,
  price: null,
  taxRates: item.tax_rates,
  metadata: item.metadata,
  parent: invoiceItemParent({
    invoiceItem: item.id,
    subscription: item.parent?.subscription_details.subscription ?? null,
    proration: item.proration,
  }),
  subscription: item.parent?.subscription_details.subscription ?? null,
});

/** What waits for the customer's next invoice, oldest first; a subscription takes its own and those of nobody. */
export async function pendingItems(
  work: Work,
  wanted: { customer: string; subscription: string | null; currency: string },
): Promise<InvoiceItem[]> {
  const { rows } = await work.query<{ data: InvoiceItem }>(
    `select data from sandbox.objects where type = 'invoiceitem' and data->>'customer' = $1 and data->>'currency' = $2
       and data->>'invoice' is null and coalesce(hidden->>'isDeleted', 'false') = 'false'
       and ($3::text is null or coalesce(data#>>'{parent,subscription_details,subscription}', $3) = $3)
     order by seq`,
    [wanted.customer, wanted.currency, wanted.subscription],
  );
  return rows.map((row) => row.data);
}

/** The lines of an invoice in the order in which they stand on it. */
export async function linesOf(work: Work, invoiceId: string): Promise<LineItem[]> {
  const lines: LineItem[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listObjects(work, {
      type: 'line_item',
      url: '',
      page: { limit: 100, starting_after: after },
      equal: { invoice: invoiceId },
    });
    lines.push(...page.data);
    after = page.data.at(-1)?.id;
    if (!page.has_more) return lines;
  }
}

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/invoiceitems/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('invoiceitem', id),
});

const remove = endpoint({
  method: 'DELETE',
  path: '/v1/invoiceitems/:id',
  params: shape({}),
  run: async ({ work, id }) => {
    const item = await work.lock('invoiceitem', id);
    if (item.invoice !== null)
      throw invalidRequest('This invoice item is attached to an invoice.', 'invoice_not_editable');
    work.emit('invoiceitem.deleted', item);
    const stub = { id, object: 'invoiceitem', deleted: true } as const;
    work.save(stub as unknown as InvoiceItem, { isDeleted: true });
    return stub;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/invoiceitems',
  params: shape({
    ...pagination,
    customer: text().optional(),
    invoice: text().optional(),
    pending: flag().optional(),
  }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'invoiceitem',
      url: '/v1/invoiceitems',
      page: params,
      equal: { customer: params.customer, invoice: params.invoice },
      where: [{ sql: (value) => `(data->>'invoice' is null) = ${value}::boolean`, value: params.pending }],
    }),
});

export const invoiceItemEndpoints = [create, listAll, retrieve, remove];
