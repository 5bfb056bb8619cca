import type { Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { periodAt } from './calendar.js';
import { lineOf, pendingItems } from './invoice-items.js';
import { draftInvoice } from './invoices.build.js';
import type { LineDraft } from './lines.js';
import type { Invoice, Subscription } from './objects.js';
import { cycleOf, newSubscription } from './subscriptions.build.js';
import { creditsOf, planChange } from './subscriptions.change.js';
import { type PreviewParams, previewParams } from './subscriptions.params.js';
import { periodLines } from './subscriptions.periods.js';
import { firstItem, isOver, periodOf, withItems } from './subscriptions.state.js';
import { enterClock } from './test-clocks.js';

/** Computes an invoice and forgets it. */
const createPreview = endpoint({
  method: 'POST',
  path: '/v1/invoices/create_preview',
  params: previewParams,
  run: async ({ work, params }) => {
    if (params.subscription === undefined) return previewNew(work, params);
    const subscription = await work.get('subscription', params.subscription, 'subscription');
    await enterClock(work, subscription);
    if (isOver(subscription))
      throw invalidRequest(
        'You cannot preview the upcoming invoice for a canceled subscription.',
        'invoice_upcoming_none',
      );
    return preview(work, subscription, params.subscription_details ?? {});
  },
});

type Details = NonNullable<PreviewParams['subscription_details']>;

async function preview(work: Work, before: Subscription, details: Details): Promise<Invoice> {
  if (details.cancel_now === true) {
    const credits = await creditsOf(work, before, null, details.proration_date ?? work.now);
    return asInvoice(work, before, details.proration_behavior === 'none' ? [] : credits, periodOf(before));
  }
  const changes =
    details.items !== undefined ||
    details.trial_end !== undefined ||
    details.billing_cycle_anchor?.type === 'now';
  if (!changes) return previewNext(work, before);
  const behavior = details.proration_behavior ?? 'create_prorations';
  const change = await planChange(work, before, details);
  const prorations = [...change.credits, ...change.charges];
  if (change.isReset || behavior === 'always_invoice')
    return asInvoice(work, before, prorations, periodOf(before), change.prorationDate);
  return previewNext(work, change.after, prorations, change.prorationDate);
}

/** The next renewal, with what waits for it. */
export async function previewNext(
  work: Work,
  subscription: Subscription,
  prorations: LineDraft[] = [],
  prorationDate?: number,
): Promise<Invoice> {
  const { start, end } = periodOf(subscription);
  if (subscription.cancel_at_period_end || (subscription.cancel_at !== null && subscription.cancel_at <= end))
    return asInvoice(work, subscription, prorations, { start, end }, prorationDate);
  const period = periodAt(subscription.billing_cycle_anchor, cycleOf(firstItem(subscription)), end);
  const renewed = withItems(
    subscription,
    subscription.items.data.map((item) => ({
      ...item,
      current_period_start: period.start,
      current_period_end: period.end,
    })),
  );
  const { lines } = await periodLines(work, renewed, { isTrial: false });
  return asInvoice(work, subscription, [...prorations, ...lines], { start, end }, prorationDate);
}

async function asInvoice(
  work: Work,
  subscription: Subscription,
  lines: readonly LineDraft[],
  period: { start: number; end: number },
  prorationDate?: number,
): Promise<Invoice> {
  const customer = await work.get('customer', subscription.customer);
  const { currency } = subscription;
  const waiting = await pendingItems(work, {
    customer: customer.id,
    subscription: subscription.id,
    currency,
  });
  return draftInvoice(work, {
    customer,
    subscription,
    reason: 'upcoming',
    currency,
    period,
    lines: [...lines, ...waiting.map(lineOf)],
    ...(prorationDate === undefined ? {} : { prorationDate }),
  }).invoice;
}

async function previewNew(work: Work, params: PreviewParams): Promise<Invoice> {
  const items = params.subscription_details?.items;
  if (params.customer === undefined || items === undefined)
    throw invalidRequest(
      'The sandbox previews a subscription, or items of a customer.',
      'parameter_missing',
      'customer',
    );
  const customer = await work.get('customer', params.customer, 'customer');
  await enterClock(work, { test_clock: customer.test_clock as string | null });
  const wanted = items.map((item) => ({ ...item, price: item.price ?? '' }));
  const trialEnd = params.subscription_details?.trial_end;
  const fresh = await newSubscription(
    work,
    { customer: customer.id, items: wanted, ...(trialEnd === undefined ? {} : { trial_end: trialEnd }) },
    customer,
  );
  const { lines } = await periodLines(work, fresh, { isTrial: fresh.status === 'trialing' });
  return asInvoice(work, fresh, lines, { start: work.now, end: work.now });
}

export const invoicePreviewEndpoints = [createPreview];
