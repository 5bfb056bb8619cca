import { daysInMonth, instantOf, wallTime } from '../../kit/time.js';

export type Interval = 'month' | 'year';

/** Half-open: `[start, end)`. */
export interface Period {
  start: Date;
  end: Date;
}

/**
 * From where periods are counted. `day` is the day of the month on which they begin where the month has it; it may be later than that
 * of `at`: someone billed on the 31st who goes over to a yearly plan on 28 February still belongs to the 31st.
 */
export interface Anchor {
  at: Date;
  day: number;
  timeZone: string;
  interval: Interval;
}

/** An anchor of its own for an instant. */
export const anchorAt = (at: Date, timeZone: string, interval: Interval): Anchor => ({
  at,
  day: wallTime(at, timeZone).day,
  timeZone,
  interval,
});

/** The same day and wall time, counted on from one of its own boundaries, perhaps by another interval. */
export const anchorOn = (anchor: Anchor, at: Date, interval: Interval): Anchor => ({
  ...anchor,
  at,
  interval,
});

/**
 * Where period number `n` (from 0) begins: always counted from the anchor, never from the period before, so that the 31st comes
 * back after a short month. The wall time of the anchor's zone is kept across changes of the clocks.
 */
export function boundary(anchor: Anchor, n: number): Date {
  if (n === 0) return anchor.at;
  const wall = wallTime(anchor.at, anchor.timeZone);
  const months = wall.month - 1 + n * (anchor.interval === 'year' ? 12 : 1);
  const year = wall.year + Math.floor(months / 12);
  const month = (((months % 12) + 12) % 12) + 1;
  const day = Math.min(anchor.day, daysInMonth(year, month));
  return instantOf({ ...wall, year, month, day }, anchor.timeZone);
}

/** Period number `n`, from 0. */
export const periodOf = (anchor: Anchor, n: number): Period => ({
  start: boundary(anchor, n),
  end: boundary(anchor, n + 1),
});

/** The number of the period in which an instant lies; negative before the anchor. */
export function periodNumberAt(anchor: Anchor, instant: Date): number {
  const then = wallTime(instant, anchor.timeZone);
  const from = wallTime(anchor.at, anchor.timeZone);
  const months = (then.year - from.year) * 12 + then.month - from.month;
  let n = anchor.interval === 'year' ? Math.floor(months / 12) : months;
  while (boundary(anchor, n) > instant) n -= 1;
  while (boundary(anchor, n + 1) <= instant) n += 1;
  return n;
}

/** The period in which an instant lies. */
export const periodAt = (anchor: Anchor, instant: Date): Period =>
  periodOf(anchor, periodNumberAt(anchor, instant));

/** The period that follows a boundary: the first that begins there or later. */
export function periodFrom(anchor: Anchor, start: Date): Period {
  const n = periodNumberAt(anchor, start);
  return { start, end: boundary(anchor, n + 1) };
}

/** The same wall time some days later: how long a trial lasts. */
export function daysLater(at: Date, days: number, timeZone: string): Date {
  const wall = wallTime(at, timeZone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return instantOf(
    { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    timeZone,
  );
}

/** Whole seconds of a period. Its ends show the same fraction of a second, so nothing is lost. */
export const secondsOf = ({ start, end }: Period): bigint =>
  BigInt(Math.round((end.getTime() - start.getTime()) / 1000));

/** An instant within a period, back to the whole second that has begun since its start. */
export function wholeSecond({ start, end }: Period, instant: Date): Date {
  if (instant <= start) return start;
  if (instant >= end) return end;
  return new Date(start.getTime() + Math.floor((instant.getTime() - start.getTime()) / 1000) * 1000);
}
