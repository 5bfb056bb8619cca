import type { Reader } from '../../kit/db.js';
import type { CalendarDate } from '../../kit/time.js';
import { regionCode, vatTerritory } from './tax.places.rules.js';
import { decideTax, type TaxDecision } from './tax.rules.js';
import { findRate } from './tax.store.js';
import type { ReadTaxId } from './tax-id.js';

/** What the tax of a sale depends on. */
export interface TaxedBuyer {
  country: string;
  state: string | null;
  locale: string;
  taxExempt: boolean;
  taxId: { number: string; state: 'none' | 'unverified' | 'valid' | 'invalid' } | null;
}

export interface Tax {
  /**
   * The tax of a sale to a buyer on a day, with its reason and note. The buyer's tax id is read anew each time, so that one
   * that was stored unread counts too; one that is known to be wrong never does. Reads only.
   */
  decide(reader: Reader, buyer: TaxedBuyer, on: CalendarDate): Promise<TaxDecision>;
}

export interface TaxDeps {
  /** Where we are established. */
  sellerCountry: string;
  readTaxId: ReadTaxId;
}

export function createTax({ sellerCountry, readTaxId }: TaxDeps): Tax {
  function taxIdCountry({ taxId, country }: TaxedBuyer): string | null {
    if (!taxId || taxId.state === 'invalid') return null;
    const finding = readTaxId(taxId.number, country);
    return finding.state === 'valid' ? finding.country : null;
  }

  return {
    async decide(reader, buyer, on) {
      const country = vatTerritory(buyer.country);
      const region = regionCode(country, buyer.state);
      const rate = await findRate(reader, { country, region, on });
      return decideTax({ sellerCountry, buyer, taxIdCountry: taxIdCountry(buyer), rate });
    },
  };
}
