import type { WireMoney } from '../objects.js';
import { type Issue, PaypalError, unprocessable } from './errors.js';

/**
 * The currencies that PayPal takes, and those of them that it writes without decimals although ISO 4217 has two.
 * Source: https://developer.paypal.com/api/rest/reference/currency-codes/
 */
const SUPPORTED = new Set(
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(
    ' ',
  ),
);
const WITHOUT_DECIMALS = new Set(['HUF', 'JPY', 'TWD']);
const VALUE_MAX = 99_999_999_999_999_999n;

const exponentOf = (currency: string): 0 | 2 => (WITHOUT_DECIMALS.has(currency) ? 0 : 2);

/** The amount in PayPal's smallest units. Refuses what PayPal refuses; nothing is rounded. */
export function minorOf(
  amount: WireMoney,
  field = "/purchase_units/@reference_id=='default'/amount",
): bigint {
  const refuse = (issue: Issue): never => {
    throw unprocessable(issue, `${field}/${issue === 'INVALID_CURRENCY_CODE' ? 'currency_code' : 'value'}`);
  };
  if (!SUPPORTED.has(amount.currency_code)) refuse('INVALID_CURRENCY_CODE');
  const written = /^(-?)(\d{1,32})(?:\.(\d{1,30}))?$/.exec(amount.value);
  if (written === null) throw new PaypalError(400, 'INVALID_PARAMETER_SYNTAX', `${field}/value`);
  const [, sign, whole = '', decimals = ''] = written;
  const exponent = exponentOf(amount.currency_code);
  // `10.00` yen is refused as well: a currency without decimals is written without them.
  if (decimals.length > exponent) refuse('DECIMAL_PRECISION');
  const minor = BigInt(whole + decimals.padEnd(exponent, '0'));
  if (sign === '-' || minor === 0n) refuse('CANNOT_BE_ZERO_OR_NEGATIVE');
  if (minor > VALUE_MAX) refuse('MAX_VALUE_EXCEEDED');
  return minor;
}

export function moneyOf(minor: bigint, currency: string): WireMoney {
  const exponent = exponentOf(currency);
  const digits = minor.toString().padStart(exponent + 1, '0');
  const value = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return { currency_code: currency, value };
}

/** 3.49 % (half up) plus 0.49 of the currency, or 49 where it has no decimals; never more than the amount. */
export function feeOf(minor: bigint): bigint {
  const fee = (minor * 349n + 5_000n) / 10_000n + 49n;
  return fee < minor ? fee : minor;
}

export function spoken({ currency_code: currency, value }: WireMoney): string {
  const exponent = exponentOf(currency);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(Number(value));
}
