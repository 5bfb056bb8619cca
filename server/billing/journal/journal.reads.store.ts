import type { JournalEntry, JournalLine, LedgerAccount } from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader } from '../../kit/db.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { addDays, type CalendarDate, dateToInstant } from '../../kit/time.js';

export type { LedgerAccount };
export type JournalRow = JournalEntry & { lines: JournalLine[] };

/** Days (UTC) that both belong to it; null: open on that side. */
export interface Period {
  from: CalendarDate | null;
  to: CalendarDate | null;
}

const lines = { orderBy: { position: 'asc' } } as const;

export async function listLedgerAccounts(reader: Reader): Promise<LedgerAccount[]> {
  return reader.ledgerAccount.findMany({ orderBy: [{ type: 'asc' }, { code: 'asc' }] });
}

export interface LedgerSums {
  code: string;
  currency: string;
  opening: bigint;
  debits: bigint;
  credits: bigint;
}

/** What was there before the period, and what moved in it, per ledger account and currency. One statement, so one instant. */
export async function sumLedger(
  reader: Reader,
  { from, to }: Period,
  currency: string | null,
): Promise<LedgerSums[]> {
  const since = from ? dateToInstant(from) : null;
  const before = to ? dateToInstant(addDays(to, 1)) : null;
  const rows = await reader.$queryRaw<Record<keyof LedgerSums, string>[]>`
    SELECT l.ledger_code AS code, l.currency,
           coalesce(sum(l.amount) FILTER (WHERE e.occurred_at < ${since}::timestamptz), 0)::text AS opening,
           coalesce(sum(l.amount) FILTER (WHERE l.amount > 0 AND (${since}::timestamptz IS NULL OR e.occurred_at >= ${since}::timestamptz)), 0)::text AS debits,
           coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0 AND (${since}::timestamptz IS NULL OR e.occurred_at >= ${since}::timestamptz)), 0)::text AS credits
    FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
    WHERE (${before}::timestamptz IS NULL OR e.occurred_at < ${before}::timestamptz)
      AND (${currency}::text IS NULL OR l.currency = ${currency}::text)
    GROUP BY l.ledger_code, l.currency ORDER BY l.currency, l.ledger_code`;
  return rows.map((row) => ({
    code: row.code,
    currency: row.currency,
    opening: BigInt(row.opening),
    debits: BigInt(row.debits),
    credits: BigInt(row.credits),
  }));
}

const instant = { value: (raw: unknown) => new Date(String(raw)) };

export async function listJournal(db: Db, list: ListQuery): Promise<Page<JournalRow>> {
  const ofLedger = list.filters.filter(({ field }) => field === 'ledgerCode');
  const others = { ...list, filters: list.filters.filter(({ field }) => field !== 'ledgerCode') };
  const { where, ...page } = toPrismaList(others, {
    kind: 'kind',
    accountId: 'accountId',
    sourceId: 'sourceId',
    occurredAt: { column: 'occurredAt', ...instant },
  });
  const touching = ofLedger.map(({ operator, values }): Prisma.JournalEntryWhereInput => {
    const ledgerCode = { in: values.map(String) };
    return { lines: operator === 'ne' ? { none: { ledgerCode } } : { some: { ledgerCode } } };
  });
  const scoped = { AND: [...where, ...touching] };
  const [rows, total] = await Promise.all([
    db.prisma.journalEntry.findMany({ where: scoped, include: { lines }, ...page }),
    db.prisma.journalEntry.count({ where: scoped }),
  ]);
  return { rows, total };
}

export interface JournalSelection extends Period {
  kind: string | null;
  accountId: string | null;
  sourceId: string | null;
  ledgerCode: string | null;
  /** Found in kind, source or description. */
  q: string | null;
}

const contains = (text: string) => ({
  contains: text.replace(/[\\%_]/g, '\\$&'),
  mode: 'insensitive' as const,
});

const PAGE = 1_000;

/** Entries in the order in which they were booked, a page at a time, each found from where the last one ended. */
export async function* eachEntry(db: Db, selection: JournalSelection): AsyncGenerator<JournalRow> {
  const { from, to, kind, accountId, sourceId, ledgerCode, q } = selection;
  const where: Prisma.JournalEntryWhereInput = {
    occurredAt: {
      ...(from ? { gte: dateToInstant(from) } : {}),
      ...(to ? { lt: dateToInstant(addDays(to, 1)) } : {}),
    },
    ...(kind ? { kind } : {}),
    ...(accountId ? { accountId } : {}),
    ...(sourceId ? { sourceId } : {}),
    ...(ledgerCode ? { lines: { some: { ledgerCode } } } : {}),
    ...(q ? { OR: [{ kind: contains(q) }, { sourceId: contains(q) }, { description: contains(q) }] } : {}),
  };
  for (let last: JournalRow | undefined; ; ) {
    const after: Prisma.JournalEntryWhereInput = last
      ? {
          OR: [{ occurredAt: { gt: last.occurredAt } }, { occurredAt: last.occurredAt, id: { gt: last.id } }],
        }
      : {};
    const rows: JournalRow[] = await db.prisma.journalEntry.findMany({
      where: { AND: [where, after] },
      include: { lines },
      orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
      take: PAGE,
    });
    yield* rows;
    last = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
