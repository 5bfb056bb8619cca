/** The reader's clock: for what is shown, never for what is decided. */
export const now = (): Date => new Date();

/** The calendar date of an instant in a time zone, `YYYY-MM-DD`. */
export const dateIn = (instant: Date, timeZone: string): string => {
  const format = (zone: string) =>
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(instant);
  try {
    return format(timeZone);
  } catch {
    return format('UTC');
  }
};

/** Today where the account is. */
export const todayIn = (timeZone: string): string => dateIn(now(), timeZone);
