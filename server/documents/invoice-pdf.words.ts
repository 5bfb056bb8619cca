import { currencyExponent, formatMoney, toDecimal } from '../kit/money.js';
import { addDays, dateToInstant } from '../kit/time.js';
import { hasRightToLeft, isDrawable } from './pdf-script.js';

/** The paper's own words in one language. */
export interface Labels {
  readonly invoice: string;
  readonly from: string;
  readonly billTo: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly amountDue: string;
  readonly payBy: string;
  readonly reference: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitAmount: string;
  readonly tax: string;
  readonly amount: string;
  readonly discount: string;
  readonly subtotal: string;
  readonly subtotalWithTax: string;
  readonly total: string;
  readonly howToPay: string;
  readonly notes: string;
  readonly taxId: string;
  readonly taxOn: (tax: { name: string; rate: string; taxable: string }) => string;
  readonly includesTaxOn: (tax: { name: string; rate: string; taxable: string }) => string;
  readonly page: (place: { page: number; pages: number }) => string;
}

const english: Labels = {
  invoice: 'Invoice',
  from: 'From',
  billTo: 'Bill to',
  issueDate: 'Issue date',
  dueDate: 'Due date',
  amountDue: 'Amount due',
  payBy: 'Please pay by',
  reference: 'Payment reference',
  description: 'Description',
  quantity: 'Qty',
  unitAmount: 'Unit price',
  tax: 'Tax',
  amount: 'Amount',
  discount: 'Discount',
  subtotal: 'Subtotal',
  subtotalWithTax: 'Subtotal, prices include tax',
  total: 'Total',
  howToPay: 'How to pay',
  notes: 'Notes',
  taxId: 'Tax ID',
  taxOn: ({ name, rate, taxable }) => `${name} ${rate} on ${taxable}`,
  includesTaxOn: ({ name, rate, taxable }) => `Includes ${name} ${rate} on ${taxable}`,
  page: ({ page, pages }) => `Page ${page} of ${pages}`,
};

const german: Labels = {
  invoice: 'Rechnung',
  from: 'Von',
  billTo: 'Rechnung an',
  issueDate: 'Rechnungsdatum',
  dueDate: 'Fällig am',
  amountDue: 'Zu zahlen',
  payBy: 'Bitte zahlen Sie bis',
  reference: 'Verwendungszweck',
  description: 'Beschreibung',
  quantity: 'Menge',
  unitAmount: 'Einzelpreis',
  tax: 'Steuer',
  amount: 'Betrag',
  discount: 'Rabatt',
  subtotal: 'Zwischensumme',
  subtotalWithTax: 'Zwischensumme, Preise inkl. Steuer',
  total: 'Gesamtbetrag',
  howToPay: 'So bezahlen Sie',
  notes: 'Hinweise',
  taxId: 'USt-IdNr.',
  taxOn: ({ name, rate, taxable }) => `${name} ${rate} auf ${taxable}`,
  includesTaxOn: ({ name, rate, taxable }) => `Darin enthalten: ${name} ${rate} auf ${taxable}`,
  page: ({ page, pages }) => `Seite ${page} von ${pages}`,
};

const LABELS: Readonly<Record<string, Labels>> = { en: english, de: german };

/** Everything on the paper that depends on the locale. */
export interface Words {
  /** The language of the labels, for the document's `Lang`. */
  readonly language: string;
  readonly labels: Labels;
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
  // Amounts in digits that every reader and every embedded face knows.
  const tag = `${locale.baseName}-u-nu-latn`;
  const labels = LABELS[locale.language];
  const long = dateFormat(tag, 'long');
  const medium = dateFormat(tag, 'medium');
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 6 });
  const rates = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  // Making a formatter costs far more than using it, and the same prices return line after line.
  const amounts = new Map<bigint, string>();
  return {
    language: labels ? locale.language : 'en',
    labels: labels ?? english,
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
