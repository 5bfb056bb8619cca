import { z } from 'zod';
import type { Work } from '../../store/work.js';
import { endpoint, type Surroundings } from '../../wire/endpoint.js';
import { invalidRequest, missingObject } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import { expand, mergeMetadata, oneOf, pagination, shape, text } from '../../wire/params.js';
import type { Subscription } from './objects.js';
import { carryOutChange, type PaymentBehavior, withoutUpdate } from './subscriptions.bill.js';
import { cancelNow } from './subscriptions.cancel.js';
import { planChange } from './subscriptions.change.js';
import { assertOwnMethod, createSubscription } from './subscriptions.create.js';
import { endTrialWithoutMethod, resumePaused } from './subscriptions.cycle.js';
import { cancelParams, createParams, type UpdateParams, updateParams } from './subscriptions.params.js';
import { isOver, periodOf, saveChange } from './subscriptions.state.js';
import { ratesFrom } from './tax-rates.js';
import { enterClock } from './test-clocks.js';

const PATH = '/v1/subscriptions';

const create = endpoint({
  method: 'POST',
  path: PATH,
  params: createParams,
  run: (call) => createSubscription(call.work, call.params, call),
});

const retrieve = endpoint({
  method: 'GET',
  path: `${PATH}/:id`,
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('subscription', id),
});

async function take(work: Work, id: string): Promise<Subscription> {
  const subscription = await work.lock('subscription', id);
  await enterClock(work, subscription);
  return subscription;
}

const update = endpoint({
  method: 'POST',
  path: `${PATH}/:id`,
  params: updateParams,
  run: async (call) => {
    const { work, params, id } = call;
    const found = await take(work, id);
    assertMayChange(found, params);
    const bills =
      params.items !== undefined ||
      params.trial_end !== undefined ||
      params.billing_cycle_anchor?.type === 'now';
    const ready = bills ? await withoutUpdate(work, found) : found;
    const plain = await changePlainly(work, ready, params);
    return bills ? changeBilling(work, plain, params, call) : plain;
  },
});

const AFTER_THE_END = new Set(['cancellation_details', 'metadata', 'expand']);
/** Source: docs.stripe.com/billing/subscriptions/pending-updates-reference */
const WITH_PENDING = new Set([
  'billing_cycle_anchor',
  'expand',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'trial_end',
]);

function assertMayChange(subscription: Subscription, params: UpdateParams): void {
  const given = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (isOver(subscription) && given.some((name) => !AFTER_THE_END.has(name))) {
    throw invalidRequest(
      'A canceled subscription can only update its cancellation_details and metadata.',
      'invalid_canceled_subscription_fields',
    );
  }
  const foreign = given.filter((name) => !WITH_PENDING.has(name));
  if (params.payment_behavior === 'pending_if_incomplete' && foreign.length > 0) {
    throw invalidRequest(
      `The following parameters can't be updated when \`payment_behavior\` is \`pending_if_incomplete\`: ${foreign.join(', ')}.`,
      undefined,
      foreign[0],
    );
  }
  if (subscription.status === 'incomplete' && params.items !== undefined)
    throw invalidRequest(
      'An incomplete subscription cannot change its items before its first invoice is paid.',
    );
  if (subscription.schedule !== null && params.items !== undefined)
    throw invalidRequest(
      'This subscription is managed by a subscription schedule, which decides about its items.',
    );
}

/** Everything that bills nothing. */
async function changePlainly(work: Work, before: Subscription, params: UpdateParams): Promise<Subscription> {
  await assertOwnMethod(work, before.customer, params.default_payment_method);
  const kept = <T>(given: T | undefined, present: T): T => (given === undefined ? present : given);
  const saving = params.payment_settings?.save_default_payment_method;
  const after: Subscription = {
    ...before,
    ...cancellationOf(work, before, params),
    collection_method: kept(params.collection_method, before.collection_method),
    days_until_due: kept(params.days_until_due, before.days_until_due),
    default_payment_method: kept(params.default_payment_method, before.default_payment_method),
    default_tax_rates: await ratesFrom(
      work,
      params.default_tax_rates,
      before.default_tax_rates,
      'default_tax_rates',
    ),
    description: kept(params.description, before.description),
    metadata: mergeMetadata(before.metadata, params.metadata),
    pause_collection: pauseOf(before, params),
    payment_settings: {
      ...before.payment_settings,
      ...(saving === undefined ? {} : { save_default_payment_method: saving }),
    },
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: kept(
          params.trial_settings?.end_behavior.missing_payment_method,
          before.trial_settings.end_behavior.missing_payment_method,
        ),
      },
    },
  };
  return saveChange(work, before, after);
}

function pauseOf(
  before: Subscription,
  { pause_collection: wanted }: UpdateParams,
): Subscription['pause_collection'] {
  if (wanted === undefined) return before.pause_collection;
  return wanted === '' ? null : { behavior: wanted.behavior, resumes_at: wanted.resumes_at ?? null };
}

function cancellationOf(work: Work, before: Subscription, params: UpdateParams): Partial<Subscription> {
  const details = { ...before.cancellation_details, ...definedOf(params.cancellation_details) };
  if (params.cancel_at_period_end === true && params.cancel_at !== undefined)
    throw invalidRequest('You cannot set both `cancel_at` and `cancel_at_period_end`.');
  if (params.cancel_at_period_end === true || typeof params.cancel_at === 'number') {
    const at = typeof params.cancel_at === 'number' ? params.cancel_at : periodOf(before).end;
    if (at < work.now) throw invalidRequest('`cancel_at` must be in the future.', undefined, 'cancel_at');
    return {
      cancel_at: at,
      cancel_at_period_end: params.cancel_at_period_end === true,
      canceled_at: before.canceled_at ?? work.now,
      cancellation_details: { ...details, reason: 'cancellation_requested' },
    };
  }
  if (params.cancel_at_period_end === false || params.cancel_at === '') {
    return {
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      cancellation_details: { ...details, reason: null },
    };
  }
  return { cancellation_details: details };
}

const definedOf = <T extends object>(given: T | undefined) =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

async function changeBilling(
  work: Work,
  before: Subscription,
  params: UpdateParams,
  surroundings: Surroundings,
): Promise<Subscription> {
  if (params.trial_end === 'now' && before.status === 'trialing') {
    const ended = await endTrialWithoutMethod(work, before);
    if (ended !== null) return ended;
  }
  const prorationBehavior = params.proration_behavior ?? 'create_prorations';
  const change = await planChange(work, before, params);
  const paymentBehavior: PaymentBehavior = params.payment_behavior ?? 'allow_incomplete';
  return carryOutChange(work, before, change, { prorationBehavior, paymentBehavior }, surroundings);
}

const cancel = endpoint({
  method: 'DELETE',
  path: `${PATH}/:id`,
  params: cancelParams,
  run: async (call) => {
    const { work, params, id } = call;
    const found = await take(work, id);
    if (isOver(found)) throw missingObject('subscription', id);
    return cancelNow(work, found, params);
  },
});

const resume = endpoint({
  method: 'POST',
  path: `${PATH}/:id/resume`,
  params: shape({
    billing_cycle_anchor: shape({ type: oneOf(['now']) }).optional(),
    expand: expand(),
  }),
  run: async (call) => {
    const { work, id } = call;
    const found = await take(work, id);
    if (found.status !== 'paused') throw invalidRequest('This subscription is not paused.');
    return resumePaused(work, found, call);
  },
});

const STATUSES = [
  'active',
  'all',
  'canceled',
  'ended',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
] as const;

const listAll = endpoint({
  method: 'GET',
  path: PATH,
  params: shape({
    ...pagination,
    collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
    customer: text().optional(),
    price: text().optional(),
    status: z.union([oneOf(STATUSES)]).optional(),
  }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'subscription',
      url: PATH,
      page: params,
      equal: { customer: params.customer, collection_method: params.collection_method },
      where: [
        { sql: (value) => `data->>'status' = any(${value}::text[])`, value: statusesOf(params.status) },
        {
          sql: (value) => `data#>'{items,data}' @> ${value}::jsonb`,
          value: params.price === undefined ? undefined : JSON.stringify([{ price: { id: params.price } }]),
        },
      ],
    }),
});

/** Without a status Stripe leaves out what was canceled. */
function statusesOf(wanted: (typeof STATUSES)[number] | undefined): readonly string[] | undefined {
  if (wanted === 'all') return undefined;
  if (wanted === 'ended') return ['canceled', 'incomplete_expired'];
  return wanted === undefined
    ? STATUSES.filter((status) => !['all', 'canceled', 'ended', 'incomplete_expired'].includes(status))
    : [wanted];
}

export const subscriptionEndpoints = [create, listAll, retrieve, update, cancel, resume];
