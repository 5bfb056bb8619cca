import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { reportSeries, type SeriesReport } from './invoices.numbers.rules.js';
import { listCounters, listNumbered } from './invoices.numbers.store.js';

export type { SeriesReport };

export interface Numbers {
  /** Every series of invoices and credit notes: from where to where, how many, and which are missing, twice or out of date. Reads only. */
  report(actor: Actor): Promise<SeriesReport[]>;
}

export function createNumbers({ db }: { db: Db }): Numbers {
  return {
    async report(actor) {
      authorize(actor, 'books.read');
      // Counters first: a paper that is issued meanwhile is then beyond them, not missing.
      const counters = await listCounters(db.prisma);
      return reportSeries(counters, await listNumbered(db.prisma));
    },
  };
}
