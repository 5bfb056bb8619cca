import type { LineItem, Tax, TaxRate } from './objects.js';

/** Money on the sandbox's wire: integers of minor units, rounded half away from zero as Stripe's examples do. */

const PERCENT_DIGITS = 10_000;

/** `amount × part / whole`, exact until the last step. */
export function share(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  return divide(BigInt(amount) * BigInt(part), BigInt(whole));
}

function divide(numerator: bigint, denominator: bigint): number {
  const isNegative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (n * 2n + d) / (d * 2n);
  return Number(isNegative ? -rounded : rounded);
}

/** Taxes of one line, each rounded for itself: Stripe computes tax line by line unless told otherwise. */
export function taxesOf(amount: number, rates: readonly TaxRate[]): Tax[] {
  const parts = rates.map((rate) => ({ rate, share: Math.round(rate.percentage * PERCENT_DIGITS) }));
  const whole = 100 * PERCENT_DIGITS;
  const inclusive = parts
    .filter(({ rate }) => rate.inclusive)
    .reduce((sum, { share: part }) => sum + part, 0);
  return parts.map(({ rate, share: part }) => {
    // An inclusive price holds all its inclusive taxes; what remains is what both kinds are computed on.
    const tax = share(amount, part, whole + inclusive);
    return {
      amount: tax,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: rate.percentage === 0 ? 'zero_rated' : 'standard_rated',
      taxable_amount: share(amount, whole, whole + inclusive),
      type: 'tax_rate_details',
    };
  });
}

export interface Totals {
  readonly subtotal: number;
  readonly subtotal_excluding_tax: number;
  readonly total: number;
  readonly total_excluding_tax: number;
  readonly total_taxes: Tax[];
}

export function totalsOf(lines: readonly Pick<LineItem, 'amount' | 'taxes'>[]): Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const byRate = new Map<string, Tax>();
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const key = tax.tax_rate_details.tax_rate;
    const present = byRate.get(key);
    byRate.set(key, {
      ...tax,
      amount: tax.amount + (present?.amount ?? 0),
      taxable_amount: tax.taxable_amount + (present?.taxable_amount ?? 0),
    });
  }
  const taxes = [...byRate.values()];
  const sumOf = (behavior: Tax['tax_behavior']) =>
    taxes.filter((tax) => tax.tax_behavior === behavior).reduce((sum, tax) => sum + tax.amount, 0);
  const net = subtotal - sumOf('inclusive');
  return {
    subtotal,
    subtotal_excluding_tax: net,
    total: subtotal + sumOf('exclusive'),
    total_excluding_tax: net,
    total_taxes: taxes,
  };
}

/**
 * What a customer's balance does to an invoice. Negative is credit, which pays; positive is owed and comes on top. A negative total
 * becomes credit, and a total below the smallest charge is put on the balance instead of being charged.
 */
export function settleBalance(total: number, balance: number, smallestCharge: number) {
  const due = total + balance;
  if (due <= 0) return { amountDue: 0, endingBalance: due };
  if (due < smallestCharge) return { amountDue: 0, endingBalance: due };
  return { amountDue: due, endingBalance: 0 };
}
