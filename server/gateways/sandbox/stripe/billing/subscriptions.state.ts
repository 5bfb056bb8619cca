import { previousAttributes, type Work } from '../../store/work.js';
import { subscriptionOf } from './invoices.build.js';
import type { Debit, Invoice, Subscription, SubscriptionItem, SubscriptionSchedule } from './objects.js';
import { type BillingSettings, readSettings } from './settings.js';

/** What becomes of a subscription when its invoices are paid, refused or given up. Source: docs.stripe.com/billing/subscriptions/overview */

export const INCOMPLETE_SECONDS = 23 * 3_600;
const DAY = 86_400;
const TRIAL_WARNING_SECONDS = 3 * DAY;

export const isOver = ({ status }: Subscription): boolean =>
  status === 'canceled' || status === 'incomplete_expired';

export const firstItem = (subscription: Subscription): SubscriptionItem => {
  const item = subscription.items.data[0];
  if (item === undefined) throw new Error(`Subscription ${subscription.id} has no item`);
  return item;
};

export const periodOf = (subscription: Subscription) => {
  const { current_period_start: start, current_period_end: end } = firstItem(subscription);
  return { start, end };
};

export const withItems = (subscription: Subscription, data: SubscriptionItem[]): Subscription => ({
  ...subscription,
  items: { ...subscription.items, data },
});

/** Saves what changed, tells of it, and sets the times at which it goes on by itself. */
export async function saveChange(
  work: Work,
  before: Subscription,
  after: Subscription,
  event = 'customer.subscription.updated',
): Promise<Subscription> {
  work.save(after);
  const previous = previousAttributes(before, after);
  if (event !== 'customer.subscription.updated') work.emit(event, after);
  else if (Object.keys(previous).length > 0) work.emit(event, after, previous);
  await planMoments(work, after);
  return after;
}

/** Everything that happens to it by itself from here on. */
export async function planMoments(work: Work, subscription: Subscription): Promise<void> {
  const settings = await readSettings(work);
  const { end } = periodOf(subscription);
  const { status, trial_end: trialEnd, cancel_at: cancelAt } = subscription;
  const runs = ['active', 'trialing', 'past_due', 'unpaid'].includes(status);
  const warnAt = (trialEnd ?? 0) - TRIAL_WARNING_SECONDS;
  const upcomingAt = end - settings.upcomingDays * DAY;
  const endsBefore = cancelAt !== null && cancelAt < end;
  const goesOn = runs && !subscription.cancel_at_period_end && !endsBefore;
  const { resumes_at: resumesAt } = subscription.pause_collection ?? { resumes_at: null };
  const at = (condition: boolean, due: number | null) => (condition ? due : null);
  work.schedule('subscription.period_end', subscription, at(runs, end));
  work.schedule('subscription.cancel', subscription, at(runs && endsBefore, cancelAt));
  work.schedule('subscription.upcoming', subscription, at(goesOn && upcomingAt > work.now, upcomingAt));
  work.schedule(
    'subscription.trial_will_end',
    subscription,
    at(status === 'trialing' && warnAt > work.now, warnAt),
  );
  work.schedule(
    'subscription.expire',
    subscription,
    at(status === 'incomplete', subscription.created + INCOMPLETE_SECONDS),
  );
  work.schedule('subscription.expire_update', subscription, subscription.pending_update?.expires_at ?? null);
  work.schedule('subscription.resume_collection', subscription, at(runs, resumesAt));
}

/** Three days before its end a trial says so; a shorter one says so at once. */
export function tellTrialEnd(work: Work, subscription: Subscription): void {
  const { status, trial_end: trialEnd } = subscription;
  if (status === 'trialing' && trialEnd !== null && trialEnd - TRIAL_WARNING_SECONDS <= work.now)
    work.emit('customer.subscription.trial_will_end', subscription);
}

/** It ends now. Its open invoices stay open and are charged no more. */
export async function endSubscription(
  work: Work,
  before: Subscription,
  how: { status: 'canceled' | 'incomplete_expired'; reason: string | null },
): Promise<Subscription> {
  const after: Subscription = {
    ...before,
    status: how.status,
    canceled_at: how.status === 'canceled' ? (before.canceled_at ?? work.now) : before.canceled_at,
    cancellation_details: {
      ...before.cancellation_details,
      reason: before.cancellation_details.reason ?? how.reason,
    },
    ended_at: work.now,
    pending_update: null,
  };
  work.save(after, { update: null });
  await saveChange(
    work,
    before,
    after,
    how.status === 'canceled' ? 'customer.subscription.deleted' : 'customer.subscription.updated',
  );
  await endSchedule(work, after, how.reason);
  return after;
}

async function endSchedule(work: Work, subscription: Subscription, reason: string | null): Promise<void> {
  if (subscription.schedule === null) return;
  const schedule = await work.lock('subscription_schedule', subscription.schedule);
  if (schedule.status !== 'active') return;
  const after: SubscriptionSchedule = {
    ...schedule,
    status: 'canceled',
    canceled_at: work.now,
    current_phase: null,
  };
  work.save(after);
  work.schedule('schedule.phase', after, null);
  work.schedule('schedule.expiring', after, null);
  work.emit(`subscription_schedule.${reason === 'payment_failed' ? 'aborted' : 'canceled'}`, after);
}

/** `methodId`: what it was paid with, if a card. */
export async function afterPaid(work: Work, invoice: Invoice, methodId: string | null): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === null) return;
  const before = await work.lock('subscription', id);
  if (isOver(before)) return;
  const updated = await withUpdate(work, before, invoice);
  const after: Subscription = {
    ...updated,
    status: statusAfterPayment(updated, invoice),
    default_payment_method:
      methodId !== null && before.payment_settings.save_default_payment_method === 'on_subscription'
        ? methodId
        : before.default_payment_method,
  };
  await saveChange(work, before, after);
}

function statusAfterPayment(subscription: Subscription, invoice: Invoice): Subscription['status'] {
  const { status, trial_end: trialEnd, latest_invoice: latest } = subscription;
  if (status === 'incomplete')
    return trialEnd !== null && trialEnd > (invoice.status_transitions.paid_at ?? 0) ? 'trialing' : 'active';
  const isLatest = latest === invoice.id;
  return isLatest && ['past_due', 'unpaid', 'paused'].includes(status) ? 'active' : status;
}

/** A change that waited for this invoice takes effect. */
async function withUpdate(work: Work, before: Subscription, invoice: Invoice): Promise<Subscription> {
  const { update } = work.hidden(before.id);
  if (!update || update.invoice !== invoice.id) return before;
  const after: Subscription = {
    ...withItems(before, update.items),
    billing_cycle_anchor: update.anchor,
    trial_end: update.trialEnd,
    status: before.status === 'trialing' && (update.trialEnd ?? 0) <= work.now ? 'active' : before.status,
    pending_update: null,
  };
  work.save(after, { update: null, debits: update.debits });
  if (before.pending_update !== null) work.emit('customer.subscription.pending_update_applied', after);
  return after;
}

/** `isLast`: there will be no further attempt by itself. */
export async function afterRefused(work: Work, invoice: Invoice, isLast: boolean): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === null || work.hidden(invoice.id).isTentative === true) return;
  const before = await work.lock('subscription', id);
  if (isOver(before) || before.status === 'incomplete' || before.status === 'paused') return;
  const settings = await readSettings(work);
  const status = isLast ? statusAfterRetries(settings) : 'past_due';
  if (status === 'canceled') {
    await endSubscription(work, before, { status, reason: 'payment_failed' });
    return;
  }
  await saveChange(work, before, { ...before, status });
}

const statusAfterRetries = ({ afterRetries }: BillingSettings): 'canceled' | 'unpaid' | 'past_due' =>
  afterRetries === 'cancel' ? 'canceled' : afterRetries;

/** The invoice is void or written off: nobody waits for it any more. */
export async function afterGivenUp(work: Work, invoice: Invoice): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === null) return;
  const before = await work.lock('subscription', id);
  if (isOver(before)) return;
  const { update } = work.hidden(before.id);
  if (update?.invoice === invoice.id) {
    await dropUpdate(work, before);
    return;
  }
  if (before.status === 'incomplete' && invoice.billing_reason === 'subscription_create') {
    await endSubscription(work, before, { status: 'incomplete_expired', reason: null });
    return;
  }
  if (before.latest_invoice === invoice.id && ['past_due', 'unpaid'].includes(before.status))
    await saveChange(work, before, { ...before, status: 'active' });
}

/** A change that was never paid for is forgotten. */
export async function dropUpdate(work: Work, before: Subscription): Promise<Subscription> {
  const after: Subscription = { ...before, pending_update: null };
  work.save(after, { update: null });
  work.emit('customer.subscription.pending_update_expired', after);
  return saveChange(work, before, after);
}

export const debitsOf = (work: Work, subscription: Subscription): readonly Debit[] =>
  work.hidden(subscription.id).debits ?? [];
