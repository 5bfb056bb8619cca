import type { z } from 'zod';
import { newObjectId } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import { invalidRequest } from '../../wire/errors.js';
import { expand, integer, list, metadata, oneOf, shape, text } from '../../wire/params.js';
import { boundary } from './calendar.js';
import type { SchedulePhase, Subscription, SubscriptionSchedule } from './objects.js';
import { getRecurring } from './prices.js';
import { planOf, type Recurring } from './subscriptions.build.js';
import { periodOf } from './subscriptions.state.js';
import { ratesFrom } from './tax-rates.js';

export const phaseParams = shape({
  duration: shape({
    interval: oneOf(['day', 'week', 'month', 'year']),
    interval_count: integer({ min: 1 }).optional(),
  }).optional(),
  end_date: integer({ min: 1 }).optional(),
  items: list(
    shape({
      metadata: metadata().optional(),
      price: text(),
      quantity: integer({ min: 1 }).optional(),
      tax_rates: list(text(), 5).optional(),
    }),
    20,
  ),
  /** No longer in the SDK's types, but still sent by older programs: how many cycles of its price. */
  iterations: integer({ min: 1 }).optional(),
  metadata: metadata().optional(),
  proration_behavior: oneOf(['always_invoice', 'create_prorations', 'none']).optional(),
  start_date: integer({ min: 1 }).optional(),
});

export const scheduleFields = {
  end_behavior: oneOf(['cancel', 'release']).optional(),
  expand: expand(),
  metadata: metadata().optional(),
};

/** Phases follow each other without a gap; each lasts until its end date, its duration, or one cycle of its price. */
export async function phasesFrom(
  work: Work,
  given: readonly z.infer<typeof phaseParams>[],
  startsAt: number,
): Promise<SchedulePhase[]> {
  const phases: SchedulePhase[] = [];
  let start = startsAt;
  for (const [index, phase] of given.entries()) {
    const param = `phases[${index}]`;
    const items: SchedulePhase['items'] = [];
    let cycle: Recurring | null = null;
    let currency = 'usd';
    for (const [position, item] of phase.items.entries()) {
      const price = await getRecurring(work, item.price, `${param}[items][${position}][price]`);
      cycle ??= price.recurring;
      currency = price.currency;
      items.push({
        billing_thresholds: null,
        discounts: [],
        metadata: {},
        plan: planOf(price).id,
        price: price.id,
        quantity: item.quantity ?? 1,
        tax_rates: await ratesFrom(work, item.tax_rates, [], `${param}[items][${position}][tax_rates]`),
      });
    }
    if (cycle === null) throw invalidRequest('Missing required param: items.', 'parameter_missing', param);
    const end = endOf(phase, start, cycle);
    if (end <= start)
      throw invalidRequest(
        'The end date of a phase must lie after its start.',
        undefined,
        `${param}[end_date]`,
      );
    phases.push({
      ...UNUSED_PHASE,
      currency,
      end_date: end,
      items,
      proration_behavior: phase.proration_behavior ?? 'create_prorations',
      start_date: start,
    });
    start = end;
  }
  return phases;
}

function endOf(phase: z.infer<typeof phaseParams>, start: number, cycle: Recurring): number {
  if (phase.end_date !== undefined) return phase.end_date;
  if (phase.duration !== undefined) {
    const { interval, interval_count: count = 1 } = phase.duration;
    return boundary(start, { interval, interval_count: count }, 1);
  }
  return boundary(start, cycle, phase.iterations ?? 1);
}

/** The present state of a subscription as a phase. */
export const phaseOf = (subscription: Subscription): SchedulePhase => ({
  ...UNUSED_PHASE,
  currency: subscription.currency,
  start_date: periodOf(subscription).start,
  end_date: periodOf(subscription).end,
  items: subscription.items.data.map((item) => ({
    billing_thresholds: null,
    discounts: [],
    metadata: item.metadata,
    plan: item.price.id,
    price: item.price.id,
    quantity: item.quantity,
    tax_rates: item.tax_rates,
  })),
  proration_behavior: 'create_prorations',
});

export const newSchedule = (
  work: Work,
  given: Pick<
    SubscriptionSchedule,
    'customer' | 'end_behavior' | 'metadata' | 'phases' | 'status' | 'subscription' | 'test_clock'
  >,
): SubscriptionSchedule => ({
  id: newObjectId('subscription_schedule'),
  object: 'subscription_schedule',
  application: null,
  billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
  canceled_at: null,
  completed_at: null,
  created: work.now,
  current_phase: given.status === 'active' ? datesOf(given.phases[0]) : null,
  customer_account: null,
  default_settings: DEFAULT_SETTINGS,
  livemode: false,
  pause_schedules: [],
  released_at: null,
  released_subscription: null,
  ...given,
});

export const datesOf = (phase: SchedulePhase | undefined) =>
  phase === undefined ? null : { end_date: phase.end_date, start_date: phase.start_date };

const ISSUER = {
  account_tax_ids: null,
  custom_fields: null,
  days_until_due: null,
  description: null,
  footer: null,
};

const DEFAULT_SETTINGS = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: 'automatic',
  billing_thresholds: null,
  collection_method: 'charge_automatically',
  default_payment_method: null,
  description: null,
  invoice_settings: { ...ISSUER, issuer: { type: 'self' } },
  on_behalf_of: null,
  transfer_data: null,
} as const;

const UNUSED_PHASE = {
  add_invoice_items: [],
  application_fee_percent: null,
  billing_cycle_anchor: null,
  billing_thresholds: null,
  collection_method: null,
  default_payment_method: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  invoice_settings: null,
  metadata: {},
  on_behalf_of: null,
  transfer_data: null,
  trial_end: null,
};
