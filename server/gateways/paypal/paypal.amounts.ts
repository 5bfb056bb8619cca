import type { Money as WireMoney } from '@paypal/paypal-server-sdk';
import { currencyExponent, type Money } from '../../kit/money.js';

/**
 * The currencies that PayPal takes; those that it writes without decimals although ISO 4217 has two are marked.
 * Source: https://developer.paypal.com/api/rest/reference/currency-codes/
 */
const EXPONENTS: Readonly<Record<string, 0 | 2>> = Object.fromEntries([
  ...'AUD BRL CAD CNY CZK DKK EUR HKD ILS MYR MXN NZD NOK PHP PLN GBP SGD SEK CHF THB USD'
    .split(' ')
    .map((code) => [code, 2] as const),
  ...'HUF JPY TWD'.split(' ').map((code) => [code, 0] as const),
]);
export const CURRENCIES: readonly string[] = Object.keys(EXPONENTS);
/** 999999999999999.99, by PayPal's own specification. */
const MAX_DIGITS = 17;

/**
 * An amount above zero as PayPal writes it. Null where it cannot be paid there exactly: a currency that PayPal does not
 * take, a part of a forint or of a Taiwan dollar. Nothing is ever rounded.
 */
export function toPaypalAmount({ minor, currency }: Money): { currencyCode: string; value: string } | null {
  const exponent = EXPONENTS[currency];
  if (exponent === undefined || minor <= 0n) return null;
  const factor = 10n ** BigInt(currencyExponent(currency) - exponent);
  if (minor % factor !== 0n) return null;
  const digits = (minor / factor).toString().padStart(exponent + 1, '0');
  if (digits.length > MAX_DIGITS) return null;
  const value = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return { currencyCode: currency, value };
}

/** The other way. Null where our currencies have no such amount, or where it is none. */
export function fromPaypalAmount({ currencyCode: currency, value }: WireMoney): Money | null {
  const written = /^(\d{1,20})(?:\.(\d{1,10}))?$/.exec(value);
  if (written === null) return null;
  const [, whole = '', decimals = ''] = written;
  const exponent = currencyExponent(currency);
  if (/[1-9]/.test(decimals.slice(exponent))) return null;
  return { minor: BigInt(whole + decimals.slice(0, exponent).padEnd(exponent, '0')), currency };
}
