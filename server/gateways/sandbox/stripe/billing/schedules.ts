import { z } from 'zod';
import { previousAttributes, type Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import { expand, flag, integer, list, mergeMetadata, pagination, shape, text } from '../../wire/params.js';
import type { SubscriptionSchedule } from './objects.js';
import { datesOf, newSchedule, phaseOf, phaseParams, phasesFrom, scheduleFields } from './schedules.build.js';
import { planSchedule, startSchedule } from './schedules.cycle.js';
import { cancelNow } from './subscriptions.cancel.js';
import { isOver, saveChange } from './subscriptions.state.js';
import { enterClock } from './test-clocks.js';

const PATH = '/v1/subscription_schedules';

const create = endpoint({
  method: 'POST',
  path: PATH,
  params: shape({
    ...scheduleFields,
    customer: text().optional(),
    from_subscription: text().optional(),
    phases: list(phaseParams, 10).optional(),
    start_date: z.union([z.literal('now'), integer({ min: 1 })]).optional(),
  }),
  run: async (call) => {
    const { work, params } = call;
    if (params.from_subscription !== undefined)
      return fromSubscription(work, params.from_subscription, params.metadata);
    if (params.customer === undefined || params.phases === undefined)
      throw invalidRequest('Missing required param: customer.', 'parameter_missing', 'customer');
    const customer = await work.get('customer', params.customer, 'customer');
    const clock = customer.test_clock as string | null;
    await enterClock(work, { test_clock: clock });
    const startsAt =
      params.start_date === 'now' || params.start_date === undefined ? work.now : params.start_date;
    const schedule = newSchedule(work, {
      customer: customer.id,
      end_behavior: params.end_behavior ?? 'release',
      metadata: mergeMetadata({}, params.metadata),
      phases: await phasesFrom(work, params.phases, startsAt),
      status: 'not_started',
      subscription: null,
      test_clock: clock,
    });
    work.save(schedule);
    const begun = startsAt <= work.now ? await startSchedule(work, schedule, call) : schedule;
    planSchedule(work, begun);
    work.emit('subscription_schedule.created', begun);
    return begun;
  },
});

async function fromSubscription(
  work: Work,
  id: string,
  meta: Record<string, string> | '' | undefined,
): Promise<SubscriptionSchedule> {
  const subscription = await work.lock('subscription', id, 'from_subscription');
  await enterClock(work, subscription);
  if (subscription.schedule !== null || isOver(subscription))
    throw invalidRequest(
      'You cannot migrate a subscription that is already attached to a schedule or has ended.',
      undefined,
      'from_subscription',
    );
  const schedule = newSchedule(work, {
    customer: subscription.customer,
    end_behavior: 'release',
    metadata: mergeMetadata({}, meta),
    phases: [phaseOf(subscription)],
    status: 'active',
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  });
  work.save(schedule);
  planSchedule(work, schedule);
  work.emit('subscription_schedule.created', schedule);
  await saveChange(work, subscription, { ...subscription, schedule: schedule.id });
  return schedule;
}

const retrieve = endpoint({
  method: 'GET',
  path: `${PATH}/:id`,
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('subscription_schedule', id),
});

/** Locks in the order schedule, subscription. */
async function take(work: Work, id: string): Promise<SubscriptionSchedule> {
  const schedule = await work.lock('subscription_schedule', id);
  await enterClock(work, schedule);
  return schedule;
}

const update = endpoint({
  method: 'POST',
  path: `${PATH}/:id`,
  params: shape({ ...scheduleFields, phases: list(phaseParams, 10).optional() }),
  run: async ({ work, params, id }) => {
    const before = await take(work, id);
    assertLives(before);
    const startsAt = params.phases?.[0]?.start_date ?? before.current_phase?.start_date ?? work.now;
    if (
      before.status === 'active' &&
      params.phases !== undefined &&
      startsAt !== before.current_phase?.start_date
    )
      throw invalidRequest(
        'The first phase must be the current one, with its own start date.',
        undefined,
        'phases[0][start_date]',
      );
    const phases =
      params.phases === undefined ? before.phases : await phasesFrom(work, params.phases, startsAt);
    const after: SubscriptionSchedule = {
      ...before,
      end_behavior: params.end_behavior ?? before.end_behavior,
      metadata: mergeMetadata(before.metadata, params.metadata),
      phases,
      current_phase: before.status === 'active' ? datesOf(phases[0]) : null,
    };
    work.save(after);
    planSchedule(work, after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('subscription_schedule.updated', after, previous);
    return after;
  },
});

function assertLives({ status, id }: SubscriptionSchedule): void {
  if (status === 'active' || status === 'not_started') return;
  throw invalidRequest(
    `You cannot change a subscription schedule that is currently in the \`${status}\` status (${id}).`,
  );
}

const cancel = endpoint({
  method: 'POST',
  path: `${PATH}/:id/cancel`,
  params: shape({ expand: expand(), invoice_now: flag().optional(), prorate: flag().optional() }),
  run: async ({ work, params, id }) => {
    const before = await take(work, id);
    assertLives(before);
    const after: SubscriptionSchedule = {
      ...before,
      status: 'canceled',
      canceled_at: work.now,
      current_phase: null,
    };
    work.save(after);
    planSchedule(work, after);
    // One that never began is told of as aborted, as Stripe's own trigger expects it.
    if (before.status === 'not_started') work.emit('subscription_schedule.aborted', after);
    else work.emit('subscription_schedule.canceled', after);
    const subscription =
      before.subscription === null ? null : await work.lock('subscription', before.subscription);
    if (subscription !== null && !isOver(subscription)) {
      const { invoice_now, prorate } = params;
      await cancelNow(work, subscription, { invoice_now: invoice_now ?? true, prorate: prorate ?? true });
    }
    return after;
  },
});

/** The subscription stays as it is and goes on without the schedule. */
const release = endpoint({
  method: 'POST',
  path: `${PATH}/:id/release`,
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const before = await take(work, id);
    assertLives(before);
    const after: SubscriptionSchedule = {
      ...before,
      status: 'released',
      released_at: work.now,
      released_subscription: before.subscription,
      subscription: null,
      current_phase: null,
    };
    work.save(after);
    planSchedule(work, after);
    work.emit('subscription_schedule.released', after);
    if (before.subscription !== null) {
      const subscription = await work.lock('subscription', before.subscription);
      await saveChange(work, subscription, { ...subscription, schedule: null });
    }
    return after;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: PATH,
  params: shape({ ...pagination, customer: text().optional() }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'subscription_schedule',
      url: PATH,
      page: params,
      equal: { customer: params.customer },
    }),
});

export const scheduleEndpoints = [create, listAll, retrieve, update, cancel, release];
