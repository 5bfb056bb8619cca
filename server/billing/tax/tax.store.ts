import type { Reader } from '../../kit/db.js';
import { type CalendarDate, dateToInstant } from '../../kit/time.js';

export interface TaxRateRow {
  name: string;
  basisPoints: number;
}

/** The rate of a country on a day; a region's own rate goes before the country's. */
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
    select: { name: true, basisPoints: true, region: true },
  });
  return rows.find((row) => row.region !== null) ?? rows[0] ?? null;
}
