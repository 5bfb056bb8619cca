import type { Reader, Tx } from '../../kit/db.js';
import { type CalendarDate, calendarDate } from '../../kit/time.js';
import { invoiceNumber } from './invoices.rules.js';

/**
 * The next number of a series and the date it carries: one statement on the series' counter row, whose lock is held
 * until the transaction ends, so that a rollback gives the number back. The date never goes back within a series.
 * Writers take turns at an advisory lock first: those who wait for a row are not served in their order, and where many
 * wait, some would starve.
 */
export async function nextNumber(
  tx: Tx,
  series: string,
  on: CalendarDate,
): Promise<{ number: string; issueDate: CalendarDate }> {
  const [row] = await tx.prisma.$queryRaw<{ last: number; last_date: Date }[]>`
    INSERT INTO number_series AS s (key, last, last_date)
    SELECT ${series}, 1, ${on}::date
    FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`countinghouse:${series}`}, 0))) AS turn
    ON CONFLICT (key) DO UPDATE SET last = s.last + 1, last_date = greatest(s.last_date, excluded.last_date)
    RETURNING last, last_date`;
  if (!row) throw new Error(`No counter for ${series}`);
  return { number: invoiceNumber(series, row.last), issueDate: calendarDate(row.last_date) };
}

export interface NumberedPaper {
  key: string;
  /** The place in the series: `42` of `INV-2026-11-00042`. */
  place: number;
  issueDate: CalendarDate;
}

/** Every invoice and credit note that carries a number, series by series in their order. */
export async function listNumbered(reader: Reader): Promise<NumberedPaper[]> {
  return reader.$queryRaw<NumberedPaper[]>`
    SELECT left(number, length(number) - 6) AS key, right(number, 5)::int AS place, issue_date::text AS "issueDate"
    FROM (SELECT number, issue_date FROM invoice WHERE number IS NOT NULL
          UNION ALL SELECT number, issue_date FROM credit_note) papers
    ORDER BY 1, 2`;
}

/** The counters: the last number that each series gave out. */
export async function listCounters(reader: Reader): Promise<{ key: string; last: number }[]> {
  return reader.numberSeries.findMany({ orderBy: { key: 'asc' }, select: { key: true, last: true } });
}
