import type { CreditPackageView } from '../../../server/billing/packages/packages.contract.js';

export interface PackagePrice {
  readonly list: number;
  readonly discount: number;
  /** What the package costs before tax, minor units. */
  readonly net: number;
}

/** The server's own arithmetic: whole per cent off the list price, rounded half up to the minor unit. */
export const packagePrice = ({ price, discountPercentage }: CreditPackageView): PackagePrice => {
  const discount = Math.floor((price * discountPercentage + 50) / 100);
  return { list: price, discount, net: price - discount };
};
