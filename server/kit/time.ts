/** The only place that reads the machine's clock. Everything else asks a `Clock`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A calendar date `YYYY-MM-DD`, without time or zone. */
export type CalendarDate = string;

const DAY_MS = 86_400_000;

/** The calendar date of an instant in a time zone (default UTC). */
export function calendarDate(instant: Date, timeZone = 'UTC'): CalendarDate {
  if (timeZone === 'UTC') return instant.toISOString().slice(0, 10);
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant);
}

/** Midnight UTC of a calendar date, as the database driver wants it for `DATE` columns. */
export const dateToInstant = (date: CalendarDate): Date => new Date(`${date}T00:00:00.000Z`);

export const addDays = (date: CalendarDate, days: number): CalendarDate =>
  calendarDate(new Date(dateToInstant(date).getTime() + days * DAY_MS));

export const addSeconds = (instant: Date, seconds: number): Date =>
  new Date(instant.getTime() + seconds * 1000);

/** Whole days from `from` to `to`; negative when `to` lies before. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  Math.round((dateToInstant(to).getTime() - dateToInstant(from).getTime()) / DAY_MS);

/** First instant of the UTC month that holds `instant`. */
export const startOfMonth = (instant: Date): Date =>
  new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), 1));

/** A real date of the calendar, not just the right shape: `2026-02-30` is refused. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows, to the millisecond. `month` counts from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const wallFormats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  const known = wallFormats.get(timeZone);
  if (known) return known;
  const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    ...digits,
    second: '2-digit',
  });
  wallFormats.set(timeZone, format);
  return format;
}

/** What a clock on a wall in this zone shows at an instant. */
export function wallTime(instant: Date, timeZone: string): WallTime {
  const parts = new Map(
    wallFormat(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    millisecond: instant.getUTCMilliseconds(),
  };
}

const asIfUtc = (wall: WallTime): number =>
  Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.millisecond);

/** How far a zone's clocks are ahead of UTC at an instant. */
const offsetMs = (instantMs: number, timeZone: string): number =>
  asIfUtc(wallTime(new Date(instantMs), timeZone)) - instantMs;

/**
 * The instant at which a clock in this zone shows a wall time. One that is shown twice (clocks go back) is the earlier; one that is
 * never shown (clocks go forward) is as much later as the clocks were moved. That is the rule of RFC 5545, 3.3.5.
 */
export function instantOf(wall: WallTime, timeZone: string): Date {
  const utcMs = asIfUtc(wall);
  const before = offsetMs(utcMs - DAY_MS, timeZone);
  const after = offsetMs(utcMs + DAY_MS, timeZone);
  const shown = [before, after]
    .map((offset) => utcMs - offset)
    .filter((instantMs) => instantMs + offsetMs(instantMs, timeZone) === utcMs);
  return new Date(shown.length > 0 ? Math.min(...shown) : utcMs - before);
}

/** The last day of a month: 28 to 31. `month` counts from 1. */
export const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();
