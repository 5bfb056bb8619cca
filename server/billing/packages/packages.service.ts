import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import { findOnSale, listOnSale, type PackageOnSale } from './packages.store.js';

export interface Packages {
  /** Packages on sale that have a price in the currency. */
  list(actor: Actor, currency: string): Promise<PackageOnSale[]>;
  /** Refuses with `credit_package_not_found`: unknown, inactive, or without a price in the currency. */
  getOnSale(id: string, currency: string): Promise<PackageOnSale>;
}

export function createPackages({ db }: { db: Db }): Packages {
  return {
    async list(actor, currency) {
      authorize(actor, 'credits.read');
      return listOnSale(db.prisma, currency);
    },
    async getOnSale(id, currency) {
      const found = await findOnSale(db.prisma, id, currency);
      if (!found) throw notFound('credit_package');
      return found;
    },
  };
}
