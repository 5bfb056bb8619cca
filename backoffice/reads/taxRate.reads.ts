import { addDays, calendarDate, dateToInstant } from '../../server/kit/time.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

interface RateRow {
  readonly id: string;
  readonly validFrom?: unknown;
  readonly validTo?: unknown;
  readonly isInclusive?: unknown;
}

const dayOf = (value: unknown): string | null => (value ? String(value).slice(0, 10) : null);

/** A rate's state on a day, its last day, and how prices are meant. */
function columnsOf({ validFrom, validTo, isInclusive }: Omit<RateRow, 'id'>, today: string) {
  const [from, to] = [dayOf(validFrom) ?? '', dayOf(validTo)];
  const isOver = to !== null && to <= today;
  return {
    lastDay: to === null ? null : addDays(to, -1),
    prices: isInclusive ? 'Included' : 'On top',
    state: from > today ? 'planned' : isOver ? 'ended' : 'in_force',
  };
}

export const taxRateColumns = (rows: readonly RateRow[], now: Date) =>
  new Map(rows.map(({ id, ...row }) => [id, columnsOf(row, calendarDate(now))] as const));

/** The other rates of the same place, and when this one was used last. */
export async function taxRateDetails({ db, clock }: Pick<Room, 'db' | 'clock'>, id: string) {
  const rate = await db.prisma.taxRate.findUniqueOrThrow({ where: { id } });
  const { country, region } = rate;
  const [others, log] = await Promise.all([
    db.prisma.taxRate.findMany({
      where: { country, region, id: { not: id } },
      orderBy: { validFrom: 'desc' },
      take: 20,
      select: { id: true, name: true, basisPoints: true, validFrom: true, validTo: true },
    }),
    activity({ db }, { subjectType: 'tax_rate', subjectId: id }),
  ]);
  const today = calendarDate(clock.now());
  const row = { ...rate, validFrom: rate.validFrom.toISOString(), validTo: rate.validTo?.toISOString() };
  return {
    ...columnsOf(row, today),
    isAhead: rate.validFrom > dateToInstant(today),
    others: others.map((other) => ({
      ...other,
      lastDay: other.validTo ? addDays(calendarDate(other.validTo), -1) : null,
    })),
    log,
  };
}
