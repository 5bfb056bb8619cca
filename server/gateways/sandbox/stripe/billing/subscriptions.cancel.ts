import type { z } from 'zod';
import type { Work } from '../../store/work.js';
import { listObjects } from '../../wire/lists.js';
import { newInvoiceItem } from './invoice-items.js';
import { finalizeInvoice, saveInvoice } from './invoices.finalize.js';
import { voidInvoice } from './invoices.js';
import type { Invoice, Subscription } from './objects.js';
import { billSubscription } from './subscriptions.bill.js';
import { creditsOf } from './subscriptions.change.js';
import type { cancelParams } from './subscriptions.params.js';
import { endSubscription, periodOf } from './subscriptions.state.js';

/** Ends it at once. What is open stays open and is charged no more; a first invoice that nobody paid is void. */
export async function cancelNow(
  work: Work,
  before: Subscription,
  params: z.infer<typeof cancelParams>,
): Promise<Subscription> {
  const { comment, feedback } = params.cancellation_details ?? {};
  const told: Subscription = {
    ...before,
    cancellation_details: {
      ...before.cancellation_details,
      comment: comment ?? before.cancellation_details.comment,
      feedback: feedback ?? before.cancellation_details.feedback,
      reason: 'cancellation_requested',
    },
  };
  const lastInvoice = await lastInvoiceOf(work, before, params);
  const ended = await endSubscription(
    work,
    { ...told, latest_invoice: lastInvoice?.id ?? told.latest_invoice },
    { status: 'canceled', reason: 'cancellation_requested' },
  );
  for (const invoice of await openInvoices(work, before.id)) {
    if (
      before.status === 'incomplete' ||
      (before.pending_update !== null && work.hidden(before.id).update?.invoice === invoice.id)
    )
      await voidInvoice(work, invoice);
    else
      saveInvoice(
        work,
        invoice,
        { ...invoice, auto_advance: false, next_payment_attempt: null },
        'invoice.updated',
      );
  }
  return ended;
}

/** Unused time is given back where asked for, on a last invoice or, without one, on whatever comes next. */
async function lastInvoiceOf(
  work: Work,
  before: Subscription,
  { prorate, invoice_now: invoicesNow }: z.infer<typeof cancelParams>,
): Promise<Invoice | null> {
  const credits =
    prorate === true && before.status !== 'trialing' ? await creditsOf(work, before, null, work.now) : [];
  if (invoicesNow !== true) {
    for (const line of credits) {
      const item = newInvoiceItem(work, {
        ...line,
        customer: before.customer,
        metadata: {},
        period: { ...line.period },
        taxRates: [...line.taxRates],
        testClock: before.test_clock,
        proration: true,
        debit: null,
      });
      work.emit('invoiceitem.created', item);
    }
    return null;
  }
  const draft = await billSubscription(work, before, {
    reason: 'subscription_update',
    lines: credits,
    period: { start: periodOf(before).start, end: work.now },
  });
  return finalizeInvoice(work, draft.invoice);
}

export async function openInvoices(work: Work, subscriptionId: string): Promise<Invoice[]> {
  const { data } = await listObjects(work, {
    type: 'invoice',
    url: '',
    page: { limit: 100 },
    equal: { status: 'open' },
    where: [
      {
        sql: (value) => `data#>>'{parent,subscription_details,subscription}' = ${value}`,
        value: subscriptionId,
      },
    ],
  });
  const invoices: Invoice[] = [];
  for (const { id } of data) invoices.push(await work.lock('invoice', id));
  return invoices;
}
