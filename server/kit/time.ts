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
