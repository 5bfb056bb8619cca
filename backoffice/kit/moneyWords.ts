import { money, toDecimal } from '../../server/kit/money.js';

/** An amount in a sentence, as the screens write it: `EUR 1,234.50`. */
export function moneyWords(minor: bigint, currency: string): string {
  const [whole = '', fraction] = toDecimal(money(minor, currency)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${currency}\u00a0${fraction === undefined ? grouped : `${grouped}.${fraction}`}`;
}
