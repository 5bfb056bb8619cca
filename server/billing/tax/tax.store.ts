import type { TaxRate } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type CalendarDate, calendarDate, dateToInstant } from '../../kit/time.js';
import { rateReason } from './tax.rules.js';

export type TaxRateRow = TaxRate;

/** The rate of a country on a day, `[validFrom, validTo)`; a region's own rate goes before the country's. */
export async function findRate(
  reader: Reader,
  where: { country: string; region: string | null; on: CalendarDate },
): Promise<TaxRateRow | null> {
  const day = dateToInstant(where.on);
  const rows = await reader.taxRate.findMany({
    where: {
      country: where.country,
      OR: [{ region: null }, ...(where.region ? [{ region: where.region }] : [])],
      validFrom: { lte: day },
      AND: [{ OR: [{ validTo: null }, { validTo: { gt: day } }] }],
    },
    orderBy: { validFrom: 'desc' },
  });
  return rows.find((row) => row.region !== null) ?? rows[0] ?? null;
}

export type RateColumns = Pick<
  TaxRate,
  'country' | 'region' | 'name' | 'basisPoints' | 'isInclusive' | 'validFrom' | 'validTo'
>;

/**
 * Whoever writes rates of a country waits for those who write or use them, and the other way round; users do not wait for
 * each other. Held until the transaction ends.
 */
export async function lockCountry(
  reader: Reader,
  country: string,
  purpose: 'to read' | 'to write',
): Promise<void> {
  const key = `tax_rate:${country}`;
  if (purpose === 'to read')
    await reader.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`;
  else await reader.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

export async function findRateById(reader: Reader, id: string): Promise<TaxRateRow | null> {
  return reader.taxRate.findUnique({ where: { id } });
}

/** Another rate of the same place that holds on one of the same days. */
export async function findOverlap(
  reader: Reader,
  rate: Pick<RateColumns, 'country' | 'region' | 'validFrom' | 'validTo'> & { id: string | null },
): Promise<TaxRateRow | null> {
  return reader.taxRate.findFirst({
    where: {
      country: rate.country,
      region: rate.region,
      ...(rate.id ? { id: { not: rate.id } } : {}),
      ...(rate.validTo ? { validFrom: { lt: rate.validTo } } : {}),
      OR: [{ validTo: null }, { validTo: { gt: rate.validFrom } }],
    },
  });
}

/** The last day on which an invoice was issued with this rate; null where none was. */
export async function lastUse(reader: Reader, rate: TaxRateRow): Promise<CalendarDate | null> {
  const reason = rateReason(rate.country, rate.region);
  const { _max } = await reader.invoice.aggregate({
    where: {
      OR: [
        { taxReason: reason },
        { taxReason: { startsWith: `${reason}, ` } },
        { taxReason: { endsWith: `, ${reason}` } },
        { taxReason: { contains: `, ${reason}, ` } },
      ],
      issueDate: { gte: rate.validFrom, ...(rate.validTo ? { lt: rate.validTo } : {}) },
    },
    _max: { issueDate: true },
  });
  return _max.issueDate ? calendarDate(_max.issueDate) : null;
}

export async function insertRate(tx: Tx, columns: RateColumns): Promise<TaxRateRow> {
  const id = newId('tax', { now: () => tx.at });
  return tx.prisma.taxRate.create({ data: { id, ...columns, createdAt: tx.at } });
}

export async function updateRate(tx: Tx, id: string, change: Partial<RateColumns>): Promise<TaxRateRow> {
  return tx.prisma.taxRate.update({ where: { id }, data: change });
}

const day = { value: (raw: unknown) => dateToInstant(String(raw)) };
const COLUMNS = {
  country: 'country',
  region: 'region',
  name: 'name',
  basisPoints: 'basisPoints',
  validFrom: { column: 'validFrom', ...day },
  validTo: { column: 'validTo', ...day },
  createdAt: 'createdAt',
} as const;

export async function listRates(db: Db, list: ListQuery): Promise<Page<TaxRateRow>> {
  const { where, ...page } = toPrismaList(list, COLUMNS);
  const scoped = { AND: where };
  const [rows, total] = await Promise.all([
    db.prisma.taxRate.findMany({ where: scoped, ...page }),
    db.prisma.taxRate.count({ where: scoped }),
  ]);
  return { rows, total };
}
