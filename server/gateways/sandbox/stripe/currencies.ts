import { invalidRequest } from '../wire/errors.js';

/** Stripe's own table of minor units, which differs from ISO 4217 in places. Source: docs.stripe.com/currencies */

const TWO_DECIMALS =
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd yer zar zmw';
const NO_DECIMALS = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';
const THREE_DECIMALS = 'bhd jod kwd omr tnd';

const exponents = new Map<string, 0 | 2 | 3>();
for (const code of TWO_DECIMALS.split(' ')) exponents.set(code, 2);
for (const code of NO_DECIMALS.split(' ')) exponents.set(code, 0);
for (const code of THREE_DECIMALS.split(' ')) exponents.set(code, 3);

/** Smallest charges in minor units, where they are not half a unit (or 50 without decimals). */
const MINIMUMS: Readonly<Record<string, number>> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};

const AMOUNT_MAX = 99_999_999;
const FEE_BASIS_POINTS = 290;

export function exponentOf(currency: string): 0 | 2 | 3 {
  const exponent = exponents.get(currency);
  if (exponent === undefined) throw new Error(`Unknown currency ${currency}`);
  return exponent;
}

export function readCurrency(written: string): string {
  const currency = written.toLowerCase();
  if (exponents.has(currency)) return currency;
  const supported = [...exponents.keys()].join(', ');
  throw invalidRequest(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${supported}`,
    undefined,
    'currency',
  );
}

/** The smallest charge of a currency in minor units. */
export const smallestCharge = (currency: string): number =>
  MINIMUMS[currency] ?? (exponentOf(currency) === 3 ? 500 : 50);

/** Refuses what Stripe refuses: below the currency's minimum, above eight digits, a third decimal that is not 0. */
export function assertChargeable(amount: number, currency: string): void {
  const exponent = exponentOf(currency);
  const minimum = smallestCharge(currency);
  if (amount < minimum) {
    const shown = (minimum / 10 ** exponent).toFixed(exponent);
    throw invalidRequest(
      `Amount must be at least ${shown} ${currency}`,
      amount < 0 ? 'parameter_invalid_integer' : 'amount_too_small',
      'amount',
    );
  }
  if (amount > AMOUNT_MAX) {
    const shown = (AMOUNT_MAX / 10 ** exponent).toFixed(exponent);
    throw invalidRequest(`Amount must be no more than ${shown} ${currency}`, 'amount_too_large', 'amount');
  }
  if (exponent === 3 && amount % 10 !== 0) {
    throw invalidRequest(
      `Amounts in ${currency} must have 0 as their third decimal.`,
      'invalid_charge_amount',
      'amount',
    );
  }
}

/** 2.9 % (half up) plus 0.30 of the currency, or 30 where it has no decimals. Minor units. */
export function processingFee(amount: number, currency: string): number {
  const fixed = exponentOf(currency) === 3 ? 300 : 30;
  return Math.floor((amount * FEE_BASIS_POINTS + 5_000) / 10_000) + fixed;
}

/** 15.00 of the currency, kept whether the dispute is won or lost. */
export const disputeFee = (currency: string): number =>
  exponentOf(currency) === 0 ? 1500 : 15 * 10 ** exponentOf(currency);

export function spokenAmount(amount: number, currency: string): string {
  const exponent = exponentOf(currency);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(amount / 10 ** exponent);
}
