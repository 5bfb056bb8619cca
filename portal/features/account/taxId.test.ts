import type { AccountView } from '../../../server/accounts/account/account.contract.js';
import type { TaxTreatment } from '../../api/hooks.js';
import { meansForInvoices, taxIdCountry } from './taxId.js';

const treatment = (more: Partial<TaxTreatment>): TaxTreatment => ({
  category: 'S',
  name: 'USt.',
  basisPoints: 1900,
  pricesIncludeTax: false,
  reason: 'rate:DE',
  note: null,
  ...more,
});
const percent = (basisPoints: number) => `${basisPoints / 100}%`;

test.each<[Partial<TaxTreatment>, RegExp]>([
  [{}, /^USt\. at 19% is added/],
  [{ pricesIncludeTax: true }, /^Our prices for you include USt\. at 19%/],
  [{ category: 'AE' }, /reverse charge/i],
  [{ category: 'E' }, /exempt/],
  [{ category: 'O' }, /^No tax/],
  [{ category: 'Z', basisPoints: 0 }, /at 0%/],
])('%j is said in words', (more, words) => {
  expect(meansForInvoices(treatment(more), percent)).toMatch(words);
});

test.each([
  ['EL094019245', 'GR', 'GR'],
  ['XI220430231', 'GB', 'GB'],
  ['CHE116281710', 'LI', 'LI'],
  ['CHE116281710', 'CH', 'CH'],
  ['FR40303265045', 'MC', 'MC'],
  ['DE129273398', 'FR', 'DE'],
])('%s on an account in %s belongs to %s', (taxId, country, expected) => {
  expect(taxIdCountry({ taxId, billingAddress: { country } } as AccountView)).toBe(expected);
});
