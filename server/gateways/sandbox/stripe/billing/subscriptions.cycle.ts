import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { boundary, periodAt } from './calendar.js';
import { lockInvoice } from './intents.js';
import { subscriptionOf } from './invoices.build.js';
import { finalizeInvoice, saveInvoice } from './invoices.finalize.js';
import { voidInvoice, writeOff } from './invoices.js';
import { attemptPayment, customerMethod } from './invoices.pay.js';
import type { Invoice, Subscription } from './objects.js';
import { billSubscription, collect, leaveAsDraft, withoutUpdate } from './subscriptions.bill.js';
import { cycleOf } from './subscriptions.build.js';
import { billedOn, periodLines } from './subscriptions.periods.js';
import {
  dropUpdate,
  endSubscription,
  firstItem,
  INCOMPLETE_SECONDS,
  isOver,
  periodOf,
  saveChange,
  withItems,
} from './subscriptions.state.js';

/** What happens by itself at its time. Each looks first whether it still applies. */

/** A period ends: it is cancelled, or the next one begins with an invoice. */
export async function endPeriod(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  const { start, end } = periodOf(found);
  if (isOver(found) || end > work.now || !['active', 'trialing', 'past_due', 'unpaid'].includes(found.status))
    return;
  if (found.cancel_at_period_end || (found.cancel_at !== null && found.cancel_at <= end)) {
    await endSubscription(work, found, { status: 'canceled', reason: 'cancellation_requested' });
    return;
  }
  const before = await withoutUpdate(work, found);
  if (before.status === 'trialing' && (await endTrialWithoutMethod(work, before)) !== null) return;
  const cycle = cycleOf(firstItem(before));
  const period = periodAt(before.billing_cycle_anchor, cycle, end);
  const renewed: Subscription = {
    ...withItems(
      before,
      before.items.data.map((item) => ({
        ...item,
        current_period_start: period.start,
        current_period_end: period.end,
      })),
    ),
    status: before.status === 'trialing' ? 'active' : before.status,
  };
  const { lines, debits } = await periodLines(work, renewed, { isTrial: false });
  const draft = await billSubscription(work, renewed, {
    reason: 'subscription_cycle',
    lines,
    period: { start, end },
    autoAdvance: before.status !== 'unpaid',
  });
  const after = { ...renewed, latest_invoice: draft.invoice.id };
  work.save(after, { debits: billedOn(debits, draft.lines) });
  await saveChange(work, before, after);
  await letGo(work, after, draft.invoice);
}

/** The renewal's invoice: an hour as a draft, or what the pause says. */
async function letGo(work: Work, subscription: Subscription, draft: Invoice): Promise<void> {
  const pause = subscription.pause_collection;
  if (pause === null) {
    if (draft.auto_advance) await leaveAsDraft(work, draft);
    return;
  }
  if (pause.behavior === 'keep_as_draft') {
    saveInvoice(work, draft, { ...draft, auto_advance: false }, null);
    return;
  }
  const invoice = await finalizeInvoice(work, draft);
  if (invoice.status !== 'open') return;
  await (pause.behavior === 'void' ? voidInvoice(work, invoice) : writeOff(work, invoice));
}

/** A trial that ends without a card is cancelled or paused where it was set so. Null: it goes on to its first invoice. */
export async function endTrialWithoutMethod(work: Work, before: Subscription): Promise<Subscription | null> {
  const { missing_payment_method: behavior } = before.trial_settings.end_behavior;
  const customer = await work.get('customer', before.customer);
  const hasMethod = before.default_payment_method !== null || customerMethod(customer) !== null;
  if (hasMethod || behavior === 'create_invoice' || before.collection_method === 'send_invoice') return null;
  if (behavior === 'cancel') return endSubscription(work, before, { status: 'canceled', reason: null });
  const after: Subscription = { ...before, status: 'paused', trial_end: work.now };
  work.save(after);
  work.emit('customer.subscription.paused', after);
  return saveChange(work, before, after);
}

/** A paused one begins a new cycle now, with an invoice that is charged. */
export async function resumePaused(
  work: Work,
  before: Subscription,
  surroundings: Surroundings,
): Promise<Subscription> {
  const period = { start: work.now, end: boundary(work.now, cycleOf(firstItem(before)), 1) };
  const placed: Subscription = {
    ...withItems(
      before,
      before.items.data.map((item) => ({
        ...item,
        current_period_start: period.start,
        current_period_end: period.end,
      })),
    ),
    billing_cycle_anchor: work.now,
    status: 'active',
  };
  const { lines, debits } = await periodLines(work, placed, { isTrial: false });
  const draft = await billSubscription(work, placed, {
    reason: 'subscription_update',
    lines,
    period: { start: work.now, end: work.now },
  });
  const after = { ...placed, latest_invoice: draft.invoice.id };
  work.save(after, { debits: billedOn(debits, draft.lines) });
  work.emit('customer.subscription.resumed', after);
  await saveChange(work, before, after);
  await collect(work, draft.invoice, 'allow_incomplete', surroundings);
  return work.get('subscription', before.id);
}

/** `cancel_at` lies within the period. */
export async function cancelAtDate(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  if (isOver(found) || found.cancel_at === null || found.cancel_at > work.now) return;
  await endSubscription(work, found, { status: 'canceled', reason: 'cancellation_requested' });
}

/** Nobody paid the first invoice within 23 hours. */
export async function expireIncomplete(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  if (found.status !== 'incomplete' || found.created + INCOMPLETE_SECONDS > work.now) return;
  await endSubscription(work, found, { status: 'incomplete_expired', reason: null });
  const invoice = found.latest_invoice === null ? null : await work.lock('invoice', found.latest_invoice);
  if (invoice?.status === 'open') await voidInvoice(work, invoice);
}

export async function expireUpdate(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  if (found.pending_update === null || found.pending_update.expires_at > work.now) return;
  const rid = await withoutUpdate(work, found);
  if (rid.pending_update !== null) await dropUpdate(work, rid);
}

export async function resumeCollection(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  const resumesAt = found.pause_collection?.resumes_at ?? null;
  if (resumesAt === null || resumesAt > work.now) return;
  await saveChange(work, found, { ...found, pause_collection: null });
}

export async function warnOfTrialEnd(work: Work, id: string): Promise<void> {
  const found = await work.lock('subscription', id);
  if (found.status === 'trialing') work.emit('customer.subscription.trial_will_end', found);
}

export async function finalizeInTime(work: Work, id: string, surroundings: Surroundings): Promise<void> {
  const draft = await lockInvoice(work, id);
  if (draft.status !== 'draft' || (draft.automatically_finalizes_at ?? Infinity) > work.now) return;
  const invoice = await finalizeInvoice(work, draft);
  if (invoice.status !== 'open' || !invoice.auto_advance || invoice.collection_method === 'send_invoice')
    return;
  if (await isAbandoned(work, invoice)) return;
  await attemptPayment(work, invoice, {}, surroundings);
}

export async function retryInTime(work: Work, id: string, surroundings: Surroundings): Promise<void> {
  const invoice = await lockInvoice(work, id);
  if (invoice.status !== 'open' || (invoice.next_payment_attempt ?? Infinity) > work.now) return;
  if (await isAbandoned(work, invoice)) {
    saveInvoice(work, invoice, { ...invoice, auto_advance: false, next_payment_attempt: null }, null);
    return;
  }
  await attemptPayment(work, invoice, { isRetry: true }, surroundings);
}

/** What a subscription that has ended still owes is not collected by itself. */
async function isAbandoned(work: Work, invoice: Invoice): Promise<boolean> {
  const id = subscriptionOf(invoice);
  const subscription = id === null ? null : await work.find('subscription', id);
  return subscription !== null && isOver(subscription);
}

export async function tellOverdue(work: Work, id: string): Promise<void> {
  const invoice = await lockInvoice(work, id);
  if (invoice.status !== 'open') return;
  work.emit('invoice.overdue', invoice);
  const subscriptionId = subscriptionOf(invoice);
  const before = subscriptionId === null ? null : await work.lock('subscription', subscriptionId);
  if (before?.status === 'active') await saveChange(work, before, { ...before, status: 'past_due' });
}
