// Exact on the way: minor units stay text or bigint, never a float. The table is that of server/kit/money.ts (a test compares them).
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

export const exponentOf = (currency: string): number => EXPONENTS[currency] ?? 2;

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `12345` and `USD` become `123.45`; `withGroups` adds the commas. */
export function decimalOf(minor: string | number | bigint, currency: string, withGroups = false): string {
  const written = String(minor);
  const exponent = exponentOf(currency);
  const digits = written.replace('-', '').padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = (withGroups ? grouped(whole) : whole) + (exponent === 0 ? '' : `.${digits.slice(-exponent)}`);
  return written.startsWith('-') ? `−${text}` : text;
}

export const moneyText = (minor: string | number | bigint, currency: string): string =>
  `${currency}\u00a0${decimalOf(minor, currency, true)}`;

export const numberText = (value: string | number): string => grouped(String(value)).replace('-', '−');

/** Reads `1234.5`, `1,234.50` or `1234,50`; null where it is no amount of the currency. */
export function minorOf(typed: string, currency: string): bigint | null {
  const exponent = exponentOf(currency);
  const clean = typed.trim().replace(/\s/g, '');
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(clean)
    ? clean.replaceAll(',', '')
    : clean.replace(',', '.');
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain);
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > exponent) return null;
  return BigInt((match[1] ?? '0') + fraction.padEnd(exponent, '0'));
}

/** Percent as typed (`19`, `7.5`) in basis points; null where it is none between 0 and 100. */
export function basisPointsOf(typed: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.trim().replace(/\s*%$/, ''));
  if (!match) return null;
  const points = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return points <= 10_000 ? points : null;
}

export const percentText = (basisPoints: number): string => `${String(basisPoints / 100)}\u00a0%`;

/** Half away from zero, like the server. */
export const shareOf = (minor: bigint, basisPoints: number): bigint =>
  (minor * BigInt(basisPoints) * 2n + 10_000n) / 20_000n;
