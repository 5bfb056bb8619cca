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

export const cardName = (saved: SavedMethodView): string =>
  saved.last4 === null
    ? (saved.email ?? texts.method[saved.method])
    : texts.choose.saved(brandName(saved.brand), saved.last4);

/** As it is printed on the card: `04/2030`. */
export const cardExpiry = ({ expMonth, expYear }: SavedMethodView): string | null =>
  expMonth === null || expYear === null ? null : `${String(expMonth).padStart(2, '0')}/${expYear}`;
