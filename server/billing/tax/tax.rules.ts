import {
  add,
  allocate,
  basisPointsOf,
  divideHalfUp,
  type Money,
  money,
  subtract,
  sum,
  zero,
} from '../../kit/money.js';
import { isInEu, vatTerritory } from './tax.places.rules.js';
import { NAMES, NOTES } from './tax.words.rules.js';

/** UNCL 5305: S standard, Z zero rated, E exempt, AE reverse charge, O outside the scope. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'O';

/** The tax that applies to a sale, and why: reason and note are kept on the invoice. */
export interface TaxDecision {
  category: TaxCategory;
  name: string;
  basisPoints: number;
  /** The prices of the sale hold the tax. */
  pricesIncludeTax: boolean;
  /** Stable, for programs: `rate:DE`, `rate:US-CA`, `reverse_charge:FR`, `export:GB`, `no_rate:US`, `exempt`. */
  reason: string;
  /** What the law wants said, in the buyer's language. */
  note: string | null;
}

/** A rate of a place on the day of the sale. */
export interface ApplicableRate {
  region: string | null;
  name: string;
  basisPoints: number;
  isInclusive: boolean;
}

export interface TaxableSale {
  /** Where the seller is established. */
  sellerCountry: string;
  buyer: { country: string; taxExempt: boolean; locale: string };
  /** The country that gave the buyer a tax id of right format and check digits; null without one. */
  taxIdCountry: string | null;
  rate: ApplicableRate | null;
}

/**
 * Which tax a sale of services carries. In this order: an exempt buyer pays none; a business of another country, proved by a
 * tax id of that country, accounts for the tax itself (inside the EU reverse charge, Articles 44 and 196 of Directive
 * 2006/112/EC; otherwise outside the scope); else the rate that is listed for the buyer's place; where none is, no tax.
 */
export function decideTax({ sellerCountry, buyer, taxIdCountry, rate }: TaxableSale): TaxDecision {
  const [from, to] = [vatTerritory(sellerCountry), vatTerritory(buyer.country)];
  const language = buyer.locale.startsWith('de') ? 'de' : 'en';
  const untaxed = (
    category: TaxCategory,
    name: keyof typeof NAMES,
    reason: string,
    note: keyof typeof NOTES | null,
  ): TaxDecision => ({
    category,
    name: NAMES[name][language],
    basisPoints: 0,
    pricesIncludeTax: false,
    reason,
    note: note && NOTES[note][language],
  });
  if (buyer.taxExempt) return untaxed('E', 'exempt', 'exempt', 'exempt');
  const abroad = from !== to;
  if (abroad && taxIdCountry !== null && vatTerritory(taxIdCountry) === to) {
    return isInEu(from) && isInEu(to)
      ? untaxed('AE', 'reverseCharge', `reverse_charge:${to}`, 'reverseCharge')
      : untaxed('O', 'none', `export:${to}`, isInEu(from) ? 'supplyAbroad' : 'buyerAccounts');
  }
  if (!rate) {
    const outsideEu = isInEu(from) && !isInEu(to);
    return untaxed('O', 'none', `no_rate:${to}`, outsideEu ? 'supplyAbroad' : null);
  }
  return {
    category: rate.basisPoints === 0 ? 'Z' : 'S',
    name: rate.name,
    basisPoints: rate.basisPoints,
    pricesIncludeTax: rate.isInclusive,
    reason: rateReason(to, rate.region),
    note: null,
  };
}

/** `rate:DE`, `rate:US-CA`. */
export const rateReason = (country: string, region: string | null): string =>
  `rate:${country}${region ? `-${region}` : ''}`;

/** The name of a tax that staff chose for a line by hand. */
export const CHOSEN_TAX = 'Tax';

/**
 * The tax of one line: the sale's own, or what staff chose for it. To choose the rate that applies anyway changes nothing.
 */
export function taxOfLine(
  decision: TaxDecision,
  chosen: number | null | undefined,
): Pick<TaxDecision, 'category' | 'name' | 'basisPoints' | 'reason'> {
  if (chosen === null || chosen === undefined || chosen === decision.basisPoints) return decision;
  return {
    category: chosen === 0 ? 'Z' : 'S',
    name: CHOSEN_TAX,
    basisPoints: chosen,
    reason: `override:${chosen}`,
  };
}

/** The reason for every rate of a sale, in the order of its lines: `rate:DE, override:700`. */
export const reasonsOf = (taxes: readonly { reason: string }[]): string =>
  [...new Set(taxes.map(({ reason }) => reason))].join(', ');

export interface TaxableLine {
  /** After the discount; without its tax, or with it where prices include it. */
  amount: Money;
  taxName: string;
  taxBasisPoints: number;
  taxCategory: TaxCategory;
}

export interface TaxTotal {
  name: string;
  basisPoints: number;
  category: TaxCategory;
  /** Without the tax. */
  taxable: Money;
  amount: Money;
}

/**
 * Tax per rate over the sum of its lines, rounded once (EN 16931, BR-CO-17): 3 × 1.33 at 19 % is 0.76, not 0.75. Where
 * prices include it, the sum of the lines is split into `gross / (1 + rate)`, rounded half up, and the tax, so that both
 * add up to what was asked for. Rates of zero are listed too, so that an exempt sale shows its base. Sorted by rate, highest first.
 */
export function taxTotals(
  lines: readonly TaxableLine[],
  currency: string,
  pricesIncludeTax: boolean,
): TaxTotal[] {
  const groups = new Map<string, TaxableLine[]>();
  for (const line of lines) {
    const key = `${line.taxBasisPoints}|${line.taxCategory}|${line.taxName}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()]
    .map((own) => {
      const { taxName: name, taxBasisPoints: basisPoints, taxCategory: category } = own[0] as TaxableLine;
      const asked = sum(
        own.map(({ amount }) => amount),
        currency,
      );
      const taxable = pricesIncludeTax ? withoutTax(asked, basisPoints) : asked;
      const amount = pricesIncludeTax ? subtract(asked, taxable) : basisPointsOf(taxable, basisPoints);
      return { name, basisPoints, category, taxable, amount };
    })
    .sort((a, b) => b.basisPoints - a.basisPoints || a.name.localeCompare(b.name));
}

const withoutTax = (gross: Money, basisPoints: number): Money => ({
  minor: divideHalfUp(gross.minor * 10_000n, 10_000n + BigInt(basisPoints)),
  currency: gross.currency,
});

export const totalTax = (taxes: readonly TaxTotal[], currency: string): Money =>
  taxes.reduce((total, tax) => add(total, tax.amount), zero(currency));

/** Lines and taxes as they are stored: minor units of one currency. */
export interface TaxedSale {
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly {
    readonly amount: bigint;
    readonly taxName: string;
    readonly taxBasisPoints: number;
  }[];
  readonly taxes: readonly {
    readonly name: string;
    readonly basisPoints: number;
    readonly taxable: bigint;
  }[];
}

/**
 * The price of each line without its tax. Where prices include it, what was taxed at a rate is split over its lines by
 * largest remainder, so that they add up to it exactly.
 */
export function netOfLines({ pricesIncludeTax, lines, taxes }: TaxedSale): bigint[] {
  const net = lines.map(({ amount }) => amount);
  if (!pricesIncludeTax) return net;
  for (const tax of taxes) {
    const own = [...lines.entries()].filter(
      ([, line]) => line.taxName === tax.name && line.taxBasisPoints === tax.basisPoints,
    );
    if (own.length === 0) continue;
    const weights = own.map(([, line]) => line.amount);
    const parts = allocate(money(tax.taxable, 'XXX'), weights);
    own.forEach(([index], part) => {
      net[index] = parts[part]?.minor ?? 0n;
    });
  }
  return net;
}
