import { basisPointsOf, type Money } from '../../kit/money.js';

/** What comes off the list price: whole per cent, rounded half up to the minor unit. */
export const packageDiscount = (listPrice: Money, discountPercentage: number): Money =>
  basisPointsOf(listPrice, discountPercentage * 100);
