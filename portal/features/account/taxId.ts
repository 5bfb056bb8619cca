import type { AccountView } from '../../../server/accounts/account/account.contract.js';
import type { TaxTreatment } from '../../api/hooks.js';
import { texts } from './account.texts.js';

const words = texts.taxMeans;

// Greece, Northern Ireland; Monaco, the Isle of Man and Liechtenstein use a neighbour's ids.
const PREFIXES: Readonly<Record<string, string>> = { EL: 'GR', XI: 'GB' };
const NEIGHBOURS: Readonly<Record<string, string>> = { FR: 'MC', GB: 'IM', CH: 'LI' };

/** The country that a checked tax id names; the account's own where it uses that country's ids. */
export const taxIdCountry = ({ taxId, billingAddress }: AccountView): string => {
  const prefix = (taxId ?? '').slice(0, 2);
  const country = PREFIXES[prefix] ?? prefix;
  return NEIGHBOURS[country] === billingAddress.country ? billingAddress.country : country;
};

/** What the account's next invoice says of tax, in one sentence. */
export const meansForInvoices = (
  { category, name, basisPoints, pricesIncludeTax }: TaxTreatment,
  percent: (basisPoints: number) => string,
): string => {
  switch (category) {
    case 'AE':
      return words.reverseCharge;
    case 'E':
      return words.exempt;
    case 'O':
      return words.none;
    case 'S':
    case 'Z':
      return pricesIncludeTax
        ? words.included(name, percent(basisPoints))
        : words.added(name, percent(basisPoints));
  }
};
