export type SubscriptionStatus = 'trialing' | 'active' | 'past_due' | 'paused' | 'canceled' | 'incomplete';

/**
 * Which state may follow which. `incomplete`: ordered, its first invoice is not paid yet. `canceled` is the end; whoever comes back
 * takes out a new subscription.
 */
export const TRANSITIONS = {
  incomplete: ['trialing', 'active', 'canceled'],
  trialing: ['active', 'past_due', 'paused', 'canceled'],
  active: ['past_due', 'paused', 'canceled'],
  past_due: ['active', 'paused', 'canceled'],
  paused: ['trialing', 'active', 'past_due', 'canceled'],
  canceled: [],
} as const satisfies Record<SubscriptionStatus, readonly SubscriptionStatus[]>;

export const mayBecome = (from: SubscriptionStatus, to: SubscriptionStatus): boolean =>
  (TRANSITIONS[from] as readonly SubscriptionStatus[]).includes(to);

/** An account has one of these at most. */
export const LIVE_STATUSES = [
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'paused',
] as const satisfies readonly SubscriptionStatus[];

/** The plan may be used. */
export const USABLE_STATUSES = [
  'trialing',
  'active',
  'past_due',
] as const satisfies readonly SubscriptionStatus[];

export const isLive = (status: SubscriptionStatus): boolean => status !== 'canceled';
export const isUsable = (status: SubscriptionStatus): boolean =>
  (USABLE_STATUSES as readonly SubscriptionStatus[]).includes(status);

/** Which way a change of plan goes. Another interval is a direction of its own, since a new period begins. */
export type Direction = 'up' | 'down' | 'same';

/** Compares prices per month: a yearly price counts as a twelfth of it. */
export function directionOf(
  from: { price: bigint; interval: 'month' | 'year' },
  to: { price: bigint; interval: 'month' | 'year' },
): Direction {
  const yearly = ({ price, interval }: { price: bigint; interval: 'month' | 'year' }) =>
    interval === 'year' ? price : price * 12n;
  const [a, b] = [yearly(from), yearly(to)];
  return a === b ? 'same' : b > a ? 'up' : 'down';
}
