import { add, basisPointsOf, type Money, sum, zero } from '../../kit/money.js';

/** The tax that applies to a sale, and why: the reason is kept on the invoice. */
export interface TaxDecision {
  name: string;
  basisPoints: number;
  reason: string;
}

export interface TaxableLine {
  /** Net of discount, before tax. */
  amount: Money;
  taxName: string;
  taxBasisPoints: number;
}

export interface TaxTotal {
  name: string;
  basisPoints: number;
  taxable: Money;
  amount: Money;
}

/**
 * Tax per rate over the sum of its lines, rounded once (EN 16931, BR-CO-17): 3 × 1.33 at 19 % is 0.76, not 0.75.
 * Rates of zero are listed too, so that an exempt sale shows its base. Sorted by rate, highest first.
 */
export function taxTotals(lines: readonly TaxableLine[], currency: string): TaxTotal[] {
  const groups = new Map<string, { name: string; basisPoints: number; amounts: Money[] }>();
  for (const line of lines) {
    const key = `${line.taxBasisPoints}|${line.taxName}`;
    const group = groups.get(key) ?? { name: line.taxName, basisPoints: line.taxBasisPoints, amounts: [] };
    group.amounts.push(line.amount);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ name, basisPoints, amounts }) => {
      const taxable = sum(amounts, currency);
      return { name, basisPoints, taxable, amount: basisPointsOf(taxable, basisPoints) };
    })
    .sort((a, b) => b.basisPoints - a.basisPoints || a.name.localeCompare(b.name));
}

export const totalTax = (taxes: readonly TaxTotal[], currency: string): Money =>
  taxes.reduce((total, tax) => add(total, tax.amount), zero(currency));
