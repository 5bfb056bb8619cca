import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { StripeError } from '../../wire/errors.js';
import { lineOf, newInvoiceItem, pendingItems } from './invoice-items.js';
import { type DraftInvoice, draftInvoice, saveDraft } from './invoices.build.js';
import { finalizeInvoice, saveInvoice } from './invoices.finalize.js';
import { actionRequired, voidInvoice } from './invoices.js';
import { attemptPayment } from './invoices.pay.js';
import { attach } from './invoices.write.js';
import type { LineDraft } from './lines.js';
import type { BillingReason, Debit, Invoice, LineItem, Subscription } from './objects.js';
import { readSettings } from './settings.js';
import type { PlannedChange } from './subscriptions.change.js';
import { billedOn } from './subscriptions.periods.js';
import { INCOMPLETE_SECONDS, periodOf, saveChange } from './subscriptions.state.js';

export type PaymentBehavior = 'allow_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete';

/** Drafts an invoice of a subscription with what waits for it, and tells of it. */
export async function billSubscription(
  work: Work,
  subscription: Subscription,
  given: {
    readonly reason: BillingReason;
    readonly lines: readonly LineDraft[];
    readonly period: { start: number; end: number };
    readonly prorationDate?: number;
    readonly autoAdvance?: boolean;
  },
): Promise<DraftInvoice> {
  const customer = await work.get('customer', subscription.customer);
  const waiting = await pendingItems(work, {
    customer: customer.id,
    subscription: subscription.id,
    currency: subscription.currency,
  });
  const draft = draftInvoice(work, {
    customer,
    subscription,
    currency: subscription.currency,
    ...given,
    lines: [...given.lines, ...waiting.map(lineOf)],
  });
  attach(work, waiting, draft.invoice.id);
  saveDraft(work, draft);
  work.emit('invoice.created', draft.invoice);
  return draft;
}

/** Carries a planned change out: bills it now where that is wanted, else leaves its prorations for the next invoice. */
export async function carryOutChange(
  work: Work,
  before: Subscription,
  change: PlannedChange,
  options: {
    readonly prorationBehavior: 'always_invoice' | 'create_prorations' | 'none';
    readonly paymentBehavior: PaymentBehavior;
  },
  surroundings: Surroundings,
): Promise<Subscription> {
  const prorations = [...change.credits, ...change.charges];
  const billsNow =
    change.isReset || (options.prorationBehavior === 'always_invoice' && prorations.length > 0);
  const { after } = change;
  if (!billsNow) {
    const debits = change.charges.length > 0 ? leaveForLater(work, change) : [];
    work.save(after, { debits: [...change.keptDebits, ...debits] });
    return saveChange(work, before, after);
  }
  const draft = await billSubscription(work, after, {
    reason: 'subscription_update',
    lines: prorations,
    period: periodOf(before),
    prorationDate: change.prorationDate,
  });
  const debits = [...change.keptDebits, ...billedOn(change.newDebits, chargedLines(change, draft.lines))];
  if (
    options.paymentBehavior === 'pending_if_incomplete' &&
    before.collection_method === 'charge_automatically'
  )
    return payFirst(work, before, change, { invoice: draft.invoice, debits }, surroundings);
  work.save(after, { debits });
  await saveChange(work, before, { ...after, latest_invoice: draft.invoice.id });
  if (before.collection_method === 'send_invoice') await leaveAsDraft(work, draft.invoice);
  else await collect(work, draft.invoice, options.paymentBehavior, surroundings);
  return work.get('subscription', before.id);
}

const chargedLines = (change: PlannedChange, lines: readonly LineItem[]): LineItem[] =>
  lines.slice(change.credits.length, change.credits.length + change.charges.length);

/** It is finalised by itself an hour later. */
export async function leaveAsDraft(work: Work, draft: Invoice): Promise<Invoice> {
  const { finalizeAfterSeconds } = await readSettings(work);
  return saveInvoice(
    work,
    draft,
    { ...draft, automatically_finalizes_at: work.now + finalizeAfterSeconds },
    null,
  );
}

/** Finalises and charges. `error_if_incomplete` undoes everything with the request. */
export async function collect(
  work: Work,
  draft: Invoice,
  behavior: PaymentBehavior,
  surroundings: Surroundings,
): Promise<'paid' | 'action' | 'refused'> {
  const invoice = await finalizeInvoice(work, draft);
  if (invoice.status === 'paid') return 'paid';
  const attempt = await attemptPayment(work, invoice, {}, surroundings);
  if (attempt.kind !== 'paid' && behavior === 'error_if_incomplete')
    throw undoing(attempt.kind === 'action' ? actionRequired() : attempt.error);
  return attempt.kind;
}

/** The same refusal, but nothing of the request is kept. */
const undoing = (error: StripeError): StripeError => {
  const { code, message, param, type, ...more } = error.toBody().error;
  return new StripeError(String(message), {
    status: error.status,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof param === 'string' ? { param } : {}),
    ...(type === 'card_error' ? { type } : {}),
    more,
  });
};

/** The change takes effect once its invoice is paid; until then it waits, for 23 hours. */
async function payFirst(
  work: Work,
  before: Subscription,
  change: PlannedChange,
  billed: { invoice: Invoice; debits: readonly Debit[] },
  surroundings: Surroundings,
): Promise<Subscription> {
  const { after } = change;
  work.save(before, {
    update: {
      invoice: billed.invoice.id,
      items: after.items.data,
      debits: billed.debits,
      anchor: after.billing_cycle_anchor,
      trialEnd: after.trial_end,
    },
  });
  const invoiced: Subscription = { ...before, latest_invoice: billed.invoice.id };
  work.save(invoiced);
  work.save(billed.invoice, { isTentative: true });
  const outcome = await collect(work, billed.invoice, 'pending_if_incomplete', surroundings);
  const present = await work.get('subscription', before.id);
  if (outcome === 'paid') return present;
  return saveChange(work, before, {
    ...present,
    pending_update: {
      billing_cycle_anchor: change.isReset ? after.billing_cycle_anchor : null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: work.now + INCOMPLETE_SECONDS,
      metadata: null,
      subscription_items: after.items.data,
      trial_end: after.trial_end === before.trial_end ? null : after.trial_end,
      trial_from_plan: null,
    },
  });
}

/** Prorations that wait for the next invoice. */
function leaveForLater(work: Work, change: PlannedChange): Debit[] {
  const { after } = change;
  const save = (line: LineDraft, item: string, debit: Debit | null) => {
    const saved = newInvoiceItem(work, {
      amount: line.amount,
      currency: line.currency,
      customer: after.customer,
      description: line.description,
      metadata: {},
      period: { ...line.period },
      subscription: after.id,
      subscriptionItem: item,
      taxRates: [...line.taxRates],
      testClock: after.test_clock,
      quantity: line.quantity,
      proration: true,
      debit,
    });
    work.emit('invoiceitem.created', saved);
  };
  for (const credit of change.credits)
    save(credit, String(credit.parent.subscription_item_details?.['subscription_item']), null);
  return change.newDebits.map((debit, index) => {
    const waiting: Debit = { ...debit, billed: null };
    const line = change.charges[index];
    if (line !== undefined) save(line, debit.item, waiting);
    return waiting;
  });
}

/** A change that is still waiting for its payment gives way to a new one. */
export async function withoutUpdate(work: Work, subscription: Subscription): Promise<Subscription> {
  const { update } = work.hidden(subscription.id);
  if (!update || subscription.pending_update === null) return subscription;
  const invoice = await work.lock('invoice', update.invoice);
  if (['open', 'uncollectible'].includes(invoice.status)) await voidInvoice(work, invoice);
  return work.get('subscription', subscription.id);
}
