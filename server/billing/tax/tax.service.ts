import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db, Reader } from '../../kit/db.js';
import { type CalendarDate, type Clock, calendarDate } from '../../kit/time.js';
import { regionCode, vatTerritory } from './tax.places.rules.js';
import { decideTax, type TaxDecision } from './tax.rules.js';
import { findRate, lockCountry } from './tax.store.js';
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
   * that was stored unread counts too; one that is known to be wrong never does. Inside a transaction the rates of the
   * country stay as they are until it ends. Reads only.
   */
  decide(reader: Reader, buyer: TaxedBuyer, on: CalendarDate): Promise<TaxDecision>;
  /** How the account's next invoice would be taxed today. */
  treatment(actor: CustomerActor): Promise<TaxDecision>;
}

export interface TaxDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<Accounts, 'getBuyer'>;
  /** Where we are established. */
  sellerCountry: string;
  readTaxId: ReadTaxId;
}

export function createTax({ db, clock, accounts, sellerCountry, readTaxId }: TaxDeps): Tax {
  function taxIdCountry({ taxId, country }: TaxedBuyer): string | null {
    if (!taxId || taxId.state === 'invalid') return null;
    const finding = readTaxId(taxId.number, country);
    return finding.state === 'valid' ? finding.country : null;
  }

  async function decide(reader: Reader, buyer: TaxedBuyer, on: CalendarDate): Promise<TaxDecision> {
    const country = vatTerritory(buyer.country);
    const region = regionCode(country, buyer.state);
    await lockCountry(reader, country, 'to read');
    const rate = await findRate(reader, { country, region, on });
    return decideTax({ sellerCountry, buyer, taxIdCountry: taxIdCountry(buyer), rate });
  }

  return {
    decide,
    async treatment(actor) {
      authorize(actor, 'account.read');
      const buyer = await accounts.getBuyer(actor.accountId);
      return decide(db.prisma, buyer, calendarDate(clock.now()));
    },
  };
}
