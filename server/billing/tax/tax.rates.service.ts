import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { calendarDate } from '../../kit/time.js';
import {
  findOverlap,
  findRateById,
  insertRate,
  lastUse,
  listRates,
  lockCountry,
  type RateColumns,
  type TaxRateRow,
  updateRate,
} from './tax.store.js';

/** Rates as staff keep them. A rate that was used stays what it was: it is ended and another one listed. */
export interface TaxRates {
  list(actor: Actor, list: ListQuery): Promise<Page<TaxRateRow>>;
  /** Refuses with `forbidden`, `tax_rate_ends_before`, `tax_rate_overlaps`. */
  create(command: { actor: Actor; rate: RateColumns }): Promise<TaxRateRow>;
  /**
   * Ends a rate, or corrects one that was never used. Waits for invoices of the country that are being issued. Refuses with
   * `forbidden`, `tax_rate_not_found`, `tax_rate_ends_before`, `tax_rate_overlaps`, `tax_rate_used` (an invoice issued with
   * the rate would stand outside it, or say something else).
   */
  update(command: { actor: Actor; rateId: string; change: RateChange }): Promise<TaxRateRow>;
}

export type RateChange = Partial<Omit<RateColumns, 'country' | 'region'>>;

export function createTaxRates({ db }: { db: Db }): TaxRates {
  return {
    async list(actor, list) {
      authorize(actor, 'tax.configure');
      return listRates(db, list);
    },

    async create({ actor, rate }) {
      authorize(actor, 'tax.configure');
      refuseEndBeforeBegin(rate);
      return db.transaction(async (tx) => {
        await lockCountry(tx.prisma, rate.country, 'to write');
        await refuseOverlap(tx, { ...rate, id: null });
        const row = await insertRate(tx, rate);
        const subject = { type: 'tax_rate', id: row.id };
        tx.audit({ actor, action: 'tax_rate.create', subject, accountId: null, after: forAudit(rate) });
        return row;
      });
    },

    async update({ actor, rateId, change }) {
      authorize(actor, 'tax.configure');
      return db.transaction(async (tx) => {
        const known = await findRateById(tx.prisma, rateId);
        if (!known) throw notFound('tax_rate');
        await lockCountry(tx.prisma, known.country, 'to write');
        // Read again: another change may have been made while this one waited.
        const before = (await findRateById(tx.prisma, rateId)) ?? known;
        const after = { ...before, ...change };
        refuseEndBeforeBegin(after);
        await refuseUsed(tx, before, change);
        await refuseOverlap(tx, after);
        const row = await updateRate(tx, rateId, change);
        tx.audit({
          actor,
          action: 'tax_rate.update',
          subject: { type: 'tax_rate', id: rateId },
          accountId: null,
          before: forAudit(pick(before, change)),
          after: forAudit(change),
        });
        return row;
      });
    },
  };
}

function refuseEndBeforeBegin({ validFrom, validTo }: Pick<RateColumns, 'validFrom' | 'validTo'>): void {
  if (validTo && validTo <= validFrom) {
    throw invalid('tax_rate_ends_before', 'The rate ends before it begins.', {
      validTo: ['Must lie after the first day of the rate'],
    });
  }
}

async function refuseOverlap(
  tx: Tx,
  rate: Pick<RateColumns, 'country' | 'region' | 'validFrom' | 'validTo'> & { id: string | null },
): Promise<void> {
  const other = await findOverlap(tx.prisma, rate);
  if (!other) return;
  const end = other.validTo ? ` to ${calendarDate(other.validTo)}` : '';
  throw conflict(
    'tax_rate_overlaps',
    `${other.name} of the same place holds from ${calendarDate(other.validFrom)}${end}; end it first.`,
  );
}

async function refuseUsed(tx: Tx, before: TaxRateRow, change: RateChange): Promise<void> {
  const lastDay = await lastUse(tx.prisma, before);
  if (!lastDay) return;
  const { validTo, ...rest } = change;
  const isEndOnly = Object.entries(rest).every(([key, value]) =>
    same(before[key as keyof RateChange], value),
  );
  if (isEndOnly && (!validTo || calendarDate(validTo) > lastDay)) return;
  throw conflict(
    'tax_rate_used',
    `Invoices were issued with this rate, the last on ${lastDay}: it can only be ended after that day.`,
  );
}

const same = (a: unknown, b: unknown): boolean =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;

const pick = (row: TaxRateRow, change: RateChange): RateChange =>
  Object.fromEntries(Object.keys(change).map((key) => [key, row[key as keyof RateChange]]));

const forAudit = (columns: Partial<RateColumns>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [
      key,
      value === null ? null : value instanceof Date ? calendarDate(value) : String(value),
    ]),
  );
