import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import type { SchedulePhase, Subscription, SubscriptionSchedule } from './objects.js';
import { datesOf } from './schedules.build.js';
import { carryOutChange } from './subscriptions.bill.js';
import { planChange } from './subscriptions.change.js';
import { createSubscription } from './subscriptions.create.js';
import { endSubscription, isOver } from './subscriptions.state.js';

const DAY = 86_400;
const EXPIRING_SECONDS = 7 * DAY;

/** Sets when the schedule goes on by itself. */
export function planSchedule(work: Work, schedule: SubscriptionSchedule): void {
  const { status, current_phase: phase, phases } = schedule;
  const first = phases[0];
  const last = phases.at(-1);
  const next =
    status === 'not_started' ? first?.start_date : status === 'active' ? phase?.end_date : undefined;
  work.schedule('schedule.phase', schedule, next ?? null);
  const warnAt = (last?.end_date ?? 0) - EXPIRING_SECONDS;
  const warns = status === 'active' && warnAt > work.now;
  work.schedule('schedule.expiring', schedule, warns ? warnAt : null);
}

/** Its first phase makes the subscription. */
export async function startSchedule(
  work: Work,
  schedule: SubscriptionSchedule,
  surroundings: Surroundings,
): Promise<SubscriptionSchedule> {
  const [first] = schedule.phases;
  if (first === undefined) return schedule;
  const begun = await createSubscription(
    work,
    {
      customer: schedule.customer,
      items: first.items.map((item) => ({
        price: item.price,
        quantity: item.quantity,
        tax_rates: item.tax_rates.map(({ id }) => id),
      })),
    },
    surroundings,
    true,
  );
  work.save({ ...begun, schedule: schedule.id });
  const after: SubscriptionSchedule = {
    ...schedule,
    status: 'active',
    subscription: begun.id,
    current_phase: datesOf(first),
  };
  work.save(after);
  planSchedule(work, after);
  return after;
}

/** A phase ends: the next one's prices take its place, or the schedule is complete. */
export async function beginPhase(work: Work, id: string, surroundings: Surroundings): Promise<void> {
  const schedule = await work.lock('subscription_schedule', id);
  if (schedule.status === 'not_started') {
    const begun = await startSchedule(work, schedule, surroundings);
    work.emit('subscription_schedule.updated', begun, { status: 'not_started' });
    return;
  }
  if (schedule.status !== 'active' || schedule.subscription === null) return;
  if ((schedule.current_phase?.end_date ?? Infinity) > work.now) return;
  const subscription = await work.lock('subscription', schedule.subscription);
  const next = schedule.phases.find((phase) => phase.start_date === schedule.current_phase?.end_date);
  if (isOver(subscription)) return;
  if (next === undefined) return completeSchedule(work, schedule, subscription);
  const after: SubscriptionSchedule = { ...schedule, current_phase: datesOf(next) };
  work.save(after);
  planSchedule(work, after);
  await applyPhase(work, subscription, next, surroundings);
  work.emit('subscription_schedule.updated', after, { current_phase: schedule.current_phase });
}

/** At the very end of a period nothing is left to prorate: the renewal, which comes next, bills the new price. */
async function applyPhase(
  work: Work,
  before: Subscription,
  phase: SchedulePhase,
  surroundings: Surroundings,
): Promise<void> {
  const present = before.items.data;
  const items = phase.items.map((item, index) => ({
    ...(present[index] === undefined ? {} : { id: present[index].id }),
    price: item.price,
    quantity: item.quantity,
    tax_rates: item.tax_rates.map(({ id }) => id),
  }));
  const gone = present.slice(phase.items.length).map(({ id }) => ({ id, deleted: true }));
  const prorationBehavior = phase.proration_behavior;
  const change = await planChange(work, before, {
    items: [...items, ...gone],
    proration_behavior: prorationBehavior,
  });
  await carryOutChange(
    work,
    before,
    change,
    { prorationBehavior, paymentBehavior: 'allow_incomplete' },
    surroundings,
  );
}

async function completeSchedule(
  work: Work,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
): Promise<void> {
  const isReleased = schedule.end_behavior === 'release';
  const after: SubscriptionSchedule = {
    ...schedule,
    status: 'completed',
    completed_at: work.now,
    current_phase: null,
    ...(isReleased
      ? { subscription: null, released_subscription: subscription.id, released_at: work.now }
      : {}),
  };
  work.save(after);
  planSchedule(work, after);
  if (isReleased) work.save({ ...subscription, schedule: null });
  else await endSubscription(work, subscription, { status: 'canceled', reason: null });
  work.emit('subscription_schedule.completed', after);
}

export async function tellExpiring(work: Work, id: string): Promise<void> {
  const schedule = await work.lock('subscription_schedule', id);
  if (schedule.status === 'active') work.emit('subscription_schedule.expiring', schedule);
}
