import { currencyExponent, type Money } from '../../kit/money.js';

/**
 * Decimals of a currency on Stripe's wire where they are not those of ISO 4217. The Icelandic
 * crown and the Ugandan shilling lost their decimals but are still written with two; the ariary has none there.
 * Source: https://docs.stripe.com/currencies#special-cases
 */
const STRIPE_EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

const stripeExponent = (currency: string): number => STRIPE_EXPONENTS[currency] ?? currencyExponent(currency);

/**
 * An amount in Stripe's minor units: an integer above zero. Null where a card cannot be charged or refunded exactly
 * this much: a currency with three decimals whose last one is not 0 (the card networks carry two), a currency with
 * four, a part of a currency's smallest coin. Nothing is ever rounded.
 */
export function toStripeAmount({ minor, currency }: Money): number | null {
  const exponent = stripeExponent(currency);
  if (minor <= 0n || exponent > 3) return null;
  const converted = shift(minor, exponent - currencyExponent(currency));
  if (converted === null || (exponent === 3 && converted % 10n !== 0n)) return null;
  const wire = Number(converted);
  return Number.isSafeInteger(wire) ? wire : null;
}

/** The other way: Stripe's minor units and lower-case code as ISO 4217 has them. Null where it has no such amount. */
export function fromStripeAmount(wire: number, code: string): Money | null {
  const currency = code.toUpperCase();
  const minor = shift(BigInt(wire), currencyExponent(currency) - stripeExponent(currency));
  return minor === null ? null : { minor, currency };
}

/** Moves the decimal point; null where digits would be lost. */
function shift(amount: bigint, places: number): bigint | null {
  const factor = 10n ** BigInt(Math.abs(places));
  if (places >= 0) return amount * factor;
  return amount % factor === 0n ? amount / factor : null;
}
