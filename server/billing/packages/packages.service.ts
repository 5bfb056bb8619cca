import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import { findOnSale, listOnSale, type PackageOnSale } from './packages.store.js';

export type { PackageOnSale };

export interface Packages {
  /** Packages on sale that have a price in the account's currency. */
  list(actor: CustomerActor): Promise<PackageOnSale[]>;
  /** Refuses with `credit_package_not_found`: unknown, inactive, or without a price in the currency. */
  getOnSale(id: string, currency: string): Promise<PackageOnSale>;
}

export function createPackages({ db, accounts }: { db: Db; accounts: Accounts }): Packages {
  return {
    async list(actor) {
      authorize(actor, 'credits.read');
      const { currency } = await accounts.getBuyer(actor.accountId);
      return listOnSale(db.prisma, currency);
    },
    async getOnSale(id, currency) {
      const found = await findOnSale(db.prisma, id, currency);
      if (!found) throw notFound('credit_package');
      return found;
    },
  };
}
