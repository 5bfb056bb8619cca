import type { Reader } from '../../kit/db.js';
import type { CalendarDate } from '../../kit/time.js';
import type { TaxDecision } from './tax.rules.js';
import { findRate } from './tax.store.js';

export interface Tax {
  /** Which rate a buyer pays on a day, and why. Reads only. */
  decide(
    reader: Reader,
    buyer: { country: string; state: string | null; taxExempt: boolean },
    on: CalendarDate,
  ): Promise<TaxDecision>;
}

export function createTax(): Tax {
  return {
    async decide(reader, buyer, on) {
      if (buyer.taxExempt) return { name: 'Tax exempt', basisPoints: 0, reason: 'exempt' };
      const rate = await findRate(reader, { country: buyer.country, region: buyer.state, on });
      if (!rate) return { name: 'No tax', basisPoints: 0, reason: `no_rate:${buyer.country}` };
      return { ...rate, reason: `rate:${buyer.country}` };
    },
  };
}
