import type { Interval } from './objects.js';

/** The cycle of a price. Instants are unix seconds, UTC. */
export interface Cycle {
  readonly interval: Interval;
  readonly interval_count: number;
}

const DAY = 86_400;

/**
 * The `n`-th boundary counted from the anchor. Months keep the anchor's day and fall back to the last day of a shorter one: 31 January,
 * 28 February, 31 March; 29 February comes back in the next leap year. Source: docs.stripe.com/billing/subscriptions/billing-cycle
 */
export function boundary(anchor: number, { interval, interval_count: count }: Cycle, n: number): number {
  if (interval === 'day') return anchor + n * count * DAY;
  if (interval === 'week') return anchor + n * count * 7 * DAY;
  const from = new Date(anchor * 1000);
  const months = from.getUTCMonth() + n * count * (interval === 'year' ? 12 : 1);
  const year = from.getUTCFullYear() + Math.floor(months / 12);
  const month = ((months % 12) + 12) % 12;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) / 1000;
  const sinceMidnight =
    anchor - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()) / 1000;
  return midnight + sinceMidnight;
}

/** The period that holds an instant: half-open, `[start, end)`. */
export function periodAt(anchor: number, cycle: Cycle, instant: number): { start: number; end: number } {
  let n = Math.floor((instant - anchor) / longest(cycle));
  while (boundary(anchor, cycle, n) > instant) n -= 1;
  while (boundary(anchor, cycle, n + 1) <= instant) n += 1;
  return { start: boundary(anchor, cycle, n), end: boundary(anchor, cycle, n + 1) };
}

const LONGEST_DAYS = { day: 1, week: 7, month: 31, year: 366 } as const satisfies Record<Interval, number>;
const longest = ({ interval, interval_count: count }: Cycle): number => LONGEST_DAYS[interval] * count * DAY;

export const isSameCycle = (a: Cycle, b: Cycle): boolean =>
  a.interval === b.interval && a.interval_count === b.interval_count;
