/** How an account reads numbers, money and time. */
export interface Formats {
  readonly locale: string;
  /** Minor units of a currency: `money(2610, 'USD')` is `$26.10`. */
  readonly money: (minor: number, currency: string) => string;
  /** The price of one credit, with as many digits as it needs. */
  readonly unitPrice: (minor: number, units: number, currency: string) => string;
  readonly number: (value: number) => string;
  readonly percent: (basisPoints: number) => string;
  /** A calendar date, `YYYY-MM-DD`: the same day everywhere. */
  readonly date: (date: string) => string;
  /** The day of an instant, in the account's time zone. */
  readonly day: (instant: string) => string;
  readonly dateTime: (instant: string) => string;
}

export interface Place {
  /** Language, as `en` or `de`. */
  readonly locale: string;
  readonly country: string;
  readonly timeZone: string;
}

/** Minor units per major unit of a currency: 100 for USD, 1 for JPY, 1000 for KWD. */
export const minorPerMajor = (currency: string): number => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits;
  return 10 ** (digits ?? 2);
};

/**
 * A regional form that writes numbers, money and dates one way. Mixed ones such as `en-DE` would print `4.390` beside
 * `€31.06`.
 */
const localeOf = ({ locale, country }: Place): string => {
  if (locale === 'de') return ['AT', 'CH', 'LI', 'LU'].includes(country) ? `de-${country}` : 'de-DE';
  return ['US', 'CA', 'PH'].includes(country) ? 'en-US' : 'en-GB';
};

// A time zone that this browser does not know must not take the page down.
const zoneOf = (timeZone: string): string => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
};

export const formatsFor = (place: Place): Formats => {
  const locale = localeOf(place);
  const timeZone = zoneOf(place.timeZone);
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const inCurrency = (currency: string, digits?: number) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      ...(digits === undefined ? {} : { maximumFractionDigits: digits }),
    });

  return {
    locale,
    money: (minor, currency) => inCurrency(currency).format(minor / minorPerMajor(currency)),
    unitPrice: (minor, units, currency) =>
      inCurrency(currency, 4).format(minor / minorPerMajor(currency) / units),
    number: (value) => number.format(value),
    percent: (basisPoints) => percent.format(basisPoints / 10_000),
    date: (value) => date.format(new Date(`${value.slice(0, 10)}T00:00:00Z`)),
    day: (value) => day.format(new Date(value)),
    dateTime: (value) => dateTime.format(new Date(value)),
  };
};

/** Money as it is typed (`26.10`, `26,10`) in minor units, or null where it is no amount or has too many digits. */
export const parseMoney = (typed: string, currency: string): number | null => {
  const match = /^\s*(\d{1,12})(?:[.,](\d{1,3}))?\s*$/.exec(typed);
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  const digits = Math.round(Math.log10(minorPerMajor(currency)));
  if (fraction.length > digits) return null;
  return Number(`${whole}${fraction.padEnd(digits, '0')}`);
};

/** Minor units as they are put into a text field: `2610` is `26.10`. */
export const typedMoney = (minor: number, currency: string): string => {
  const digits = Math.round(Math.log10(minorPerMajor(currency)));
  return (minor / minorPerMajor(currency)).toFixed(digits);
};
