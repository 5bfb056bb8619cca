import type { Work } from '../../store/work.js';
import { invalidRequest } from '../../wire/errors.js';
import { mergeMetadata } from '../../wire/params.js';
import { boundary, isSameCycle, periodAt } from './calendar.js';
import { itemParent, type LineDraft, spokenDay } from './lines.js';
import type { Debit, Subscription, SubscriptionItem } from './objects.js';
import { getRecurring } from './prices.js';
import { cycleOf, newItem, planOf, type Recurring } from './subscriptions.build.js';
import type { UpdateParams } from './subscriptions.params.js';
import { nameOf, periodLines, ratesOf } from './subscriptions.periods.js';
import { debitsOf, firstItem, periodOf, withItems } from './subscriptions.state.js';
import { share } from './sums.js';
import { ratesFrom } from './tax-rates.js';

/** What a change of items, trial or anchor asks for. */
export type ChangeRequest = Pick<
  UpdateParams,
  'items' | 'trial_end' | 'billing_cycle_anchor' | 'proration_behavior' | 'proration_date'
>;

export interface PlannedChange {
  /** The subscription as it will be. */
  readonly after: Subscription;
  /** Credits first, then what is charged; `debits` belong to the charges, in their order. */
  readonly credits: LineDraft[];
  readonly charges: LineDraft[];
  readonly keptDebits: readonly Debit[];
  readonly newDebits: Omit<Debit, 'billed'>[];
  /** The cycle starts anew: what it costs is billed now, whatever the proration behaviour. */
  readonly isReset: boolean;
  readonly prorationDate: number;
}

/**
 * Computes a change to the second and writes nothing. Unused time is given back at what was billed for it, so that a second change in one
 * period starts from the first one's state (billing mode `flexible`). Source: docs.stripe.com/billing/subscriptions/prorations
 */
export async function planChange(
  work: Work,
  before: Subscription,
  request: ChangeRequest,
): Promise<PlannedChange> {
  const prorationDate = prorationDateOf(work, before, request);
  const items = await changedItems(work, before, request);
  const endsTrial = request.trial_end === 'now' && before.status === 'trialing';
  const cycle = cycleOf(items[0] ?? firstItem(before));
  const isReset = endsTrial || resets(before, items, request);
  const staysTrial = before.status === 'trialing' && !endsTrial;
  const period = isReset ? { start: work.now, end: boundary(work.now, cycle, 1) } : periodOf(before);
  const placed = items.map((item) => ({
    ...item,
    current_period_start: period.start,
    current_period_end: period.end,
  }));
  const after: Subscription = {
    ...withItems(before, placed),
    ...(isReset ? { billing_cycle_anchor: work.now } : {}),
    ...(endsTrial ? { trial_end: work.now, status: 'active' as const } : {}),
    ...trialExtension(work, before, request),
  };
  const prorates = request.proration_behavior !== 'none' && !staysTrial && !endsTrial;
  const touched = touchedItems(before, after, isReset);
  const credits = prorates ? await creditsOf(work, before, touched, prorationDate) : [];
  const charged = isReset
    ? await periodLines(work, after, { isTrial: false })
    : prorates
      ? await remainders(work, after, touched, prorationDate)
      : { lines: [], debits: [] };
  const isCleared = (debit: Debit) =>
    touched.has(debit.item) && debit.end > prorationDate && (prorates || isReset);
  return {
    after,
    credits,
    charges: charged.lines,
    keptDebits: debitsOf(work, before).filter((debit) => !isCleared(debit)),
    newDebits: charged.debits,
    isReset,
    prorationDate,
  };
}

function prorationDateOf(work: Work, before: Subscription, request: ChangeRequest): number {
  const date = request.proration_date ?? work.now;
  const { start, end } = periodOf(before);
  if (date < start || date > end)
    throw invalidRequest(
      'Invalid timestamp: `proration_date` must lie within the current period.',
      undefined,
      'proration_date',
    );
  return date;
}

function trialExtension(
  work: Work,
  before: Subscription,
  { trial_end: wanted }: ChangeRequest,
): Partial<Subscription> {
  if (typeof wanted !== 'number') return {};
  if (before.status !== 'trialing')
    throw invalidRequest('The sandbox can move the end of a running trial only.', undefined, 'trial_end');
  if (wanted <= work.now)
    throw invalidRequest('Invalid timestamp: must be in the future.', undefined, 'trial_end');
  const data = before.items.data.map((item) => ({ ...item, current_period_end: wanted }));
  return { trial_end: wanted, billing_cycle_anchor: wanted, items: { ...before.items, data } };
}

async function changedItems(
  work: Work,
  before: Subscription,
  request: ChangeRequest,
): Promise<SubscriptionItem[]> {
  let items = [...before.items.data];
  for (const [index, given] of (request.items ?? []).entries()) {
    const param = `items[${index}]`;
    const present = items.find((item) => item.id === given.id);
    if (given.id !== undefined && present === undefined)
      throw invalidRequest(`No such subscription item: '${given.id}'`, 'resource_missing', `${param}[id]`);
    if (given.deleted === true) {
      items = items.filter((item) => item !== present);
      continue;
    }
    const price =
      given.price === undefined ? present?.price : await getRecurring(work, given.price, `${param}[price]`);
    if (price === undefined)
      throw invalidRequest(
        `Missing required param: ${param}[price].`,
        'parameter_missing',
        `${param}[price]`,
      );
    if (price.currency !== before.currency)
      throw invalidRequest(
        `The price's currency (${price.currency}) is not that of the subscription (${before.currency}).`,
        undefined,
        `${param}[price]`,
      );
    const taxRates = await ratesFrom(work, given.tax_rates, present?.tax_rates ?? [], `${param}[tax_rates]`);
    const quantity = given.quantity ?? present?.quantity ?? 1;
    if (present === undefined) {
      const metadata = mergeMetadata({}, given.metadata);
      items.push(
        newItem(work, {
          price,
          quantity,
          subscription: before.id,
          period: periodOf(before),
          taxRates,
          metadata,
        }),
      );
    } else {
      const metadata = mergeMetadata(present.metadata, given.metadata);
      const changed = { ...present, price, plan: planOf(price), quantity, tax_rates: taxRates, metadata };
      items = items.map((item) => (item === present ? changed : item));
    }
  }
  const [first, ...rest] = items;
  if (first === undefined)
    throw invalidRequest('A subscription must have at least one active plan.', undefined, 'items');
  if (rest.some((item) => !isSameCycle(cycleOf(item), cycleOf(first))))
    throw invalidRequest('The sandbox wants one cycle for all items of a subscription.', undefined, 'items');
  return items;
}

const costOf = (items: readonly SubscriptionItem[]): number =>
  items.reduce((sum, { price, quantity }) => sum + price.unit_amount * quantity, 0);

function resets(before: Subscription, items: readonly SubscriptionItem[], request: ChangeRequest): boolean {
  if (request.billing_cycle_anchor?.type === 'now') return true;
  if (before.status === 'trialing') return false;
  const [first] = items;
  const isOtherCycle = first !== undefined && !isSameCycle(cycleOf(first), cycleOf(firstItem(before)));
  const wasFree = costOf(before.items.data) === 0 && costOf(items) > 0;
  return isOtherCycle || wasFree;
}

/** Items whose time is billed anew: all of them where the cycle starts anew. */
function touchedItems(before: Subscription, after: Subscription, isReset: boolean): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const item of [...before.items.data, ...after.items.data]) {
    const was = before.items.data.find(({ id }) => id === item.id);
    const is = after.items.data.find(({ id }) => id === item.id);
    if (isReset || was?.price.id !== is?.price.id || was?.quantity !== is?.quantity) ids.add(item.id);
  }
  return ids;
}

/** Unused time from `at` on, at what was billed for it. */
export async function creditsOf(
  work: Work,
  subscription: Subscription,
  touched: ReadonlySet<string> | null,
  at: number,
): Promise<LineDraft[]> {
  return debitsOf(work, subscription)
    .filter((debit) => (touched?.has(debit.item) ?? true) && debit.end > at && debit.amount !== 0)
    .map((debit) => {
      const start = Math.max(at, debit.start);
      return {
        amount: -share(debit.amount, debit.end - start, debit.end - debit.start),
        currency: subscription.currency,
        description: `Unused time on ${spoken(debit.quantity, debit.description)} after ${spokenDay(at)}`,
        quantity: debit.quantity,
        period: { start, end: debit.end },
        price: debit.price,
        taxRates: debit.taxRates,
        metadata: subscription.metadata,
        parent: itemParent({
          subscription: subscription.id,
          item: debit.item,
          proration: true,
          credited: debit.billed,
        }),
        subscription: subscription.id,
      };
    });
}

/** What the rest of the period costs at the new price, to the second. */
async function remainders(
  work: Work,
  after: Subscription,
  touched: ReadonlySet<string>,
  at: number,
): Promise<{ lines: LineDraft[]; debits: Omit<Debit, 'billed'>[] }> {
  const lines: LineDraft[] = [];
  const debits: Omit<Debit, 'billed'>[] = [];
  for (const item of after.items.data.filter(({ id }) => touched.has(id))) {
    const { price, quantity, current_period_end: end } = item;
    const whole = wholeOf(after, cycleOf(item), end);
    const amount = share(price.unit_amount * quantity, end - at, whole);
    const name = await nameOf(work, price);
    const taxRates = ratesOf(after, item);
    const period = { start: at, end };
    lines.push({
      amount,
      currency: after.currency,
      description: `Remaining time on ${spoken(quantity, name)} after ${spokenDay(at)}`,
      quantity,
      period,
      price,
      taxRates,
      metadata: after.metadata,
      parent: itemParent({ subscription: after.id, item: item.id, proration: true }),
      subscription: after.id,
    });
    debits.push({ item: item.id, description: name, amount, quantity, ...period, price, taxRates });
  }
  return { lines, debits };
}

/** How long the whole period is that ends there: months differ, and a first period may have been cut short. */
function wholeOf(subscription: Subscription, cycle: Recurring, end: number): number {
  const period = periodAt(subscription.billing_cycle_anchor, cycle, end - 1);
  return period.end - period.start;
}

const spoken = (quantity: number, name: string): string => (quantity === 1 ? name : `${quantity} × ${name}`);
