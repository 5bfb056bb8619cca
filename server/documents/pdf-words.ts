import { currencyExponent, formatMoney, toDecimal } from '../kit/money.js';
import { addDays, dateToInstant } from '../kit/time.js';
import { type CreditNoteLabels, ENGLISH, LABELS, type Labels } from './pdf-labels.js';
import { hasRightToLeft, isDrawable } from './pdf-script.js';

/** Everything on the paper that depends on the locale. */
export interface Words {
  /** The language of the labels, for the document's `Lang`. */
  readonly language: string;
  readonly labels: Labels;
  readonly creditNote: CreditNoteLabels;
  readonly pageSize: 'A4' | 'LETTER';
  money(minor: bigint): string;
  date(date: string): string;
  period(period: { start: string; end: string }): string;
  number(value: number): string;
  rate(basisPoints: number): string;
}

// Where US Letter is the office paper (CLDR paper sizes).
const LETTER_REGIONS = new Set(['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'CR', 'GT', 'PA', 'PR', 'SV', 'VE']);

/** Words for a locale. An unknown or malformed locale reads as English. */
export function wordsFor(requested: string, currency: string): Words {
  const locale = readLocale(requested);
  // Amounts in digits that every reader and every embedded face knows, years as contracts and banks count them.
  const tag = `${locale.baseName}-u-ca-gregory-nu-latn`;
  const own = LABELS[locale.language];
  const { labels, creditNote } = own ?? ENGLISH;
  const long = dateFormat(tag, 'long');
  const medium = dateFormat(tag, 'medium');
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 6 });
  const rates = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  // Making a formatter costs far more than using it, and the same prices return line after line.
  const amounts = new Map<bigint, string>();
  return {
    language: own ? locale.language : 'en',
    labels,
    creditNote,
    pageSize: LETTER_REGIONS.has(locale.region ?? '') ? 'LETTER' : 'A4',
    money: (minor) => {
      const text = amounts.get(minor) ?? drawableMoney(minor, currency, tag);
      amounts.set(minor, text);
      return text;
    },
    date: (date) => long.format(dateToInstant(date)),
    period: ({ start, end }) => {
      const last = addDays(end, -1);
      return medium.formatRange(dateToInstant(start), dateToInstant(last < start ? start : last));
    },
    number: (value) => numbers.format(value),
    rate: (basisPoints) => rates.format(basisPoints / 10_000),
  };
}

function readLocale(requested: string): Intl.Locale {
  try {
    return new Intl.Locale(requested);
  } catch {
    return new Intl.Locale('en');
  }
}

/** British dates where the locale's own need letters that no embedded font has, or run from right to left. */
function dateFormat(tag: string, dateStyle: 'long' | 'medium'): Intl.DateTimeFormat {
  const own = new Intl.DateTimeFormat(tag, { dateStyle, timeZone: 'UTC' });
  return isPlain(own.format(0)) ? own : new Intl.DateTimeFormat('en-GB', { dateStyle, timeZone: 'UTC' });
}

/** `KWD 1,234.567` where the locale's own way needs letters that no embedded font has. */
function drawableMoney(minor: bigint, currency: string, tag: string): string {
  const text = formatMoney({ minor, currency }, tag).replace(/[\u200e\u200f\u061c]/g, '');
  if (isPlain(text)) return text;
  const digits = new Intl.NumberFormat('en', { minimumFractionDigits: currencyExponent(currency) });
  return `${currency}\u00a0${digits.format(toDecimal({ minor, currency }) as unknown as number)}`;
}

const isPlain = (text: string): boolean =>
  isDrawable(text, 'regular') && isDrawable(text, 'semibold') && !hasRightToLeft(text);
