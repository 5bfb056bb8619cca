import type { SavedMethodView } from '../../../server/billing/methods/methods.contract.js';
import { texts } from './payments.texts.js';

const brands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

export const brandName = (brand: string | null): string =>
  brand === null ? texts.choose.card : (brands[brand.toLowerCase()] ?? brand);

/** A card by its brand and end, a PayPal account by its address. */
export const cardName = (saved: SavedMethodView): string => {
  if (saved.last4 !== null) return texts.choose.saved(brandName(saved.brand), saved.last4);
  if (saved.email === null) return texts.method[saved.method];
  return saved.method === 'paypal' ? texts.choose.savedPaypal(saved.email) : saved.email;
};

/** As it is printed on the card: `04/2030`. */
export const cardExpiry = ({ expMonth, expYear }: SavedMethodView): string | null =>
  expMonth === null || expYear === null ? null : `${String(expMonth).padStart(2, '0')}/${expYear}`;
