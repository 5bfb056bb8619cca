import { newObjectId, randomText, type StoredObjects } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import { invalidRequest } from '../../wire/errors.js';
import { mergeMetadata } from '../../wire/params.js';
import { boundary, isSameCycle, periodAt } from './calendar.js';
import type { Price, Subscription, SubscriptionItem } from './objects.js';
import { getRecurring } from './prices.js';
import type { CreateParams } from './subscriptions.params.js';
import { ratesFrom } from './tax-rates.js';

type Customer = StoredObjects['customer'];
export type Recurring = NonNullable<Price['recurring']>;

const DAY = 86_400;

export const cycleOf = (item: SubscriptionItem): Recurring => {
  if (item.price.recurring === null) throw new Error(`Item ${item.id} has a price without a cycle`);
  return item.price.recurring;
};

/** A subscription as it begins, before its first invoice. */
export async function newSubscription(
  work: Work,
  params: CreateParams,
  customer: Customer,
): Promise<Subscription> {
  const id = newObjectId('subscription');
  const trialEnd = trialEndOf(work, params);
  const prices = await pricesOf(work, params);
  const currency = prices[0]?.currency ?? '';
  const anchor = anchorOf(work, params, trialEnd);
  const cycle = prices[0]?.recurring;
  if (!cycle) throw invalidRequest('Missing required param: items.', 'parameter_missing', 'items');
  const startsStub = trialEnd === null && anchor > work.now;
  if (startsStub && anchor > boundary(work.now, cycle, 1)) {
    throw invalidRequest(
      'billing_cycle_anchor cannot be later than next natural billing date',
      undefined,
      'billing_cycle_anchor',
    );
  }
  const end = trialEnd ?? (startsStub ? anchor : periodAt(anchor, cycle, work.now).end);
  const items: SubscriptionItem[] = [];
  for (const [index, given] of params.items.entries()) {
    const price = prices[index];
    if (price === undefined) continue;
    items.push(
      newItem(work, {
        price,
        quantity: given.quantity ?? 1,
        subscription: id,
        period: { start: work.now, end },
        taxRates: await ratesFrom(work, given.tax_rates, [], `items[${index}][tax_rates]`),
        metadata: mergeMetadata({}, given.metadata),
      }),
    );
  }
  const cancelsAtEnd = params.cancel_at_period_end === true;
  return {
    ...UNUSED,
    id,
    object: 'subscription',
    billing_cycle_anchor: anchor,
    cancel_at: cancelsAtEnd ? end : (params.cancel_at ?? null),
    cancel_at_period_end: cancelsAtEnd,
    canceled_at: cancelsAtEnd || params.cancel_at !== undefined ? work.now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: params.collection_method ?? 'charge_automatically',
    created: work.now,
    currency,
    customer: customer.id,
    days_until_due: params.days_until_due ?? null,
    default_payment_method: params.default_payment_method ?? null,
    default_tax_rates: await ratesFrom(work, params.default_tax_rates, [], 'default_tax_rates'),
    description: params.description ?? null,
    ended_at: null,
    items: { object: 'list', data: items, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    metadata: mergeMetadata({}, params.metadata),
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: params.payment_settings?.payment_method_types ?? null,
      save_default_payment_method: params.payment_settings?.save_default_payment_method ?? 'off',
    },
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: work.now,
    status: trialEnd === null ? 'incomplete' : 'trialing',
    test_clock: customer.test_clock as string | null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method:
          params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      },
    },
    trial_start: trialEnd === null ? null : work.now,
  };
}

function trialEndOf(work: Work, params: CreateParams): number | null {
  if (params.trial_end !== undefined && params.trial_period_days !== undefined)
    throw invalidRequest('Only one of `trial_end` and `trial_period_days` may be specified.');
  if (params.trial_period_days !== undefined) return work.now + params.trial_period_days * DAY;
  if (params.trial_end === undefined || params.trial_end === 'now') return null;
  if (params.trial_end <= work.now)
    throw invalidRequest(
      'Invalid timestamp: must be an integer Unix timestamp in the future.',
      undefined,
      'trial_end',
    );
  return params.trial_end;
}

function anchorOf(work: Work, params: CreateParams, trialEnd: number | null): number {
  const config = params.billing_cycle_anchor_config;
  if (config !== undefined) return dayOfMonth(work.now, config);
  if (params.billing_cycle_anchor === undefined) return trialEnd ?? work.now;
  if (params.billing_cycle_anchor < work.now)
    throw invalidRequest('billing_cycle_anchor must be in the future', undefined, 'billing_cycle_anchor');
  return params.billing_cycle_anchor;
}

/** The next instant at this day of a month; day 31 is the last one of a shorter month. */
function dayOfMonth(now: number, config: NonNullable<CreateParams['billing_cycle_anchor_config']>): number {
  const at = new Date(now * 1000);
  for (let ahead = 0; ; ahead += 1) {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + ahead];
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const day = Math.min(config.day_of_month, lastDay);
    const { hour = at.getUTCHours(), minute = at.getUTCMinutes(), second = at.getUTCSeconds() } = config;
    const instant = Date.UTC(year, month, day, hour, minute, second) / 1000;
    if (instant >= now) return instant;
  }
}

async function pricesOf(work: Work, params: CreateParams): Promise<(Price & { recurring: Recurring })[]> {
  const prices: (Price & { recurring: Recurring })[] = [];
  for (const [index, { price: id }] of params.items.entries()) {
    const price = await getRecurring(work, id, `items[${index}][price]`);
    const first = prices[0];
    if (first !== undefined && first.currency !== price.currency)
      throw invalidRequest('All prices on a subscription must have the same `currency`.', undefined, 'items');
    if (first !== undefined && !isSameCycle(first.recurring, price.recurring))
      throw invalidRequest(
        'The sandbox wants one cycle for all items of a subscription.',
        undefined,
        'items',
      );
    prices.push(price);
  }
  return prices;
}

export function newItem(
  work: Work,
  given: {
    price: Price;
    quantity: number;
    subscription: string;
    period: { start: number; end: number };
    taxRates: SubscriptionItem['tax_rates'];
    metadata: Record<string, string>;
  },
): SubscriptionItem {
  return {
    id: `si_${randomText(14)}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created: work.now,
    current_period_end: given.period.end,
    current_period_start: given.period.start,
    current_trial: null,
    discounts: [],
    metadata: given.metadata,
    plan: planOf(given.price),
    price: given.price,
    quantity: given.quantity,
    subscription: given.subscription,
    tax_rates: given.taxRates,
  };
}

/** What prices were called before; still part of each item. */
export const planOf = (price: Price) => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: 'per_unit',
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? 'month',
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: false,
  metadata: price.metadata,
  meter: null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: 'licensed',
});

const UNUSED = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
  billing_schedules: [],
  billing_thresholds: null,
  customer_account: null,
  default_source: null,
  discounts: [],
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pending_invoice_item_interval: null,
  transfer_data: null,
} as const;
