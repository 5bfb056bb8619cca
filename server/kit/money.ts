import { DomainError } from './errors.js';

/** An amount in the currency's minor units (cents, yen, fils). Never a float. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

// ISO 4217 exponents that differ from 2 (list one, 2024). Currencies without minor units and funds codes are left out.
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** How many decimal digits the currency has on paper (ISO 4217): USD 2, JPY 0, KWD 3. */
export const currencyExponent = (currency: string): number => EXPONENTS[currency] ?? 2;

export const money = (minor: bigint | number, currency: string): Money => ({
  minor: BigInt(minor),
  currency,
});
export const zero = (currency: string): Money => ({ minor: 0n, currency });

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new Error(`Two currencies cannot be combined: ${a.currency} and ${b.currency}`);
  }
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor + b.minor, currency: a.currency };
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor - b.minor, currency: a.currency };
}

export const negate = (a: Money): Money => ({ minor: -a.minor, currency: a.currency });
export const multiply = (a: Money, factor: bigint | number): Money => ({
  minor: a.minor * BigInt(factor),
  currency: a.currency,
});
export const sum = (amounts: readonly Money[], currency: string): Money =>
  amounts.reduce((total, amount) => add(total, amount), zero(currency));

export function compare(a: Money, b: Money): number {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

/** n / d rounded half away from zero, the commercial rule of tax offices (EN 16931 names no other). */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new Error('Division by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (n * 2n + d) / (d * 2n);
  return negative ? -rounded : rounded;
}

/** A share in basis points (1 % = 100), rounded half away from zero. */
export const basisPointsOf = (amount: Money, basisPoints: number): Money => ({
  minor: divideHalfUp(amount.minor * BigInt(basisPoints), 10_000n),
  currency: amount.currency,
});

/**
 * Splits an amount by weights so that the parts always sum to the whole (largest remainder; ties go to the earlier
 * part). Works for negative amounts. All weights zero: equal parts.
 */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  if (weights.length === 0) throw new Error('Nothing to allocate to');
  if (weights.some((weight) => weight < 0n)) throw new Error('Weights cannot be negative');
  const total = weights.reduce((a, b) => a + b, 0n);
  const shares = total === 0n ? weights.map(() => 1n) : weights;
  const whole = total === 0n ? BigInt(weights.length) : total;
  const sign = amount.minor < 0n ? -1n : 1n;
  const absolute = amount.minor * sign;
  const parts = shares.map((weight, index) => ({
    index,
    minor: (absolute * weight) / whole,
    remainder: (absolute * weight) % whole,
  }));
  let rest = absolute - parts.reduce((a, part) => a + part.minor, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (rest === 0n) break;
    part.minor += 1n;
    rest -= 1n;
  }
  return parts.map((part) => ({ minor: part.minor * sign, currency: amount.currency }));
}

/** Minor units for the wire: a safe integer, or our bug. */
export function toWire(minor: bigint): number {
  const value = Number(minor);
  if (!Number.isSafeInteger(value)) throw new Error(`Amount ${minor} does not fit the wire`);
  return value;
}

/** A decimal text such as `1234.50` in the currency's own digits; exact. */
export function toDecimal(amount: Money): string {
  const exponent = currencyExponent(amount.currency);
  const negative = amount.minor < 0n;
  const digits = (negative ? -amount.minor : amount.minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return negative ? `-${text}` : text;
}

/** Reads `1234.5` exactly; refuses more digits than the currency has. */
export function fromDecimal(text: string, currency: string): Money {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  const exponent = currencyExponent(currency);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > exponent) {
    throw new DomainError(
      'invalid',
      'invalid_amount',
      `${currency} amounts have at most ${exponent} decimals.`,
    );
  }
  const minor = BigInt((match[2] ?? '0') + fraction.padEnd(exponent, '0'));
  return { minor: match[1] === '-' ? -minor : minor, currency };
}

/** For people: `$1,234.50`, `1.234,50 €`, `￥1,234`. Exact for every size, since Intl takes the decimal text. */
export function formatMoney(amount: Money, locale = 'en'): string {
  const exponent = currencyExponent(amount.currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: amount.currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(toDecimal(amount) as unknown as number);
}
