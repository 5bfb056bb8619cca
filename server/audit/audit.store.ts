import type { Db, Reader } from '../kit/db.js';
import { newId } from '../kit/ids.js';

/** A row that breaks a sentence. */
export interface Breach {
  /** The id or number by which a person finds it. */
  name: string;
  /** What is wrong, in figures. */
  found: string;
}

/** A large database takes its time; nothing waits for a reader. */
const AUDIT_TIMEOUT_MS = 6 * 3_600_000;

/**
 * Reads the whole database as it stood at one instant, while others go on writing: one transaction, REPEATABLE READ and
 * read-only. It takes no lock that anybody waits for.
 */
export async function inOneInstant<T>(
  { prisma }: Pick<Db, 'prisma'>,
  story: (reader: Reader) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(
    async (reader) => {
      await reader.$executeRaw`SET TRANSACTION READ ONLY`;
      await reader.$executeRaw`SET LOCAL work_mem = '64MB'`;
      return story(reader);
    },
    { isolationLevel: 'RepeatableRead', timeout: AUDIT_TIMEOUT_MS, maxWait: 60_000 },
  );
}

/** The first rows that a check's statement finds. The statement is one of the audit's own; nobody's input is part of it. */
export async function findBreaches(reader: Reader, statement: string, atMost: number): Promise<Breach[]> {
  return reader.$queryRawUnsafe<Breach[]>(
    `SELECT name, found FROM (${statement}) AS breach ORDER BY name, found LIMIT ${atMost}`,
  );
}

const PAGE = 500;

async function* inPages<Row extends { id: string }>(
  page: (after: { cursor?: { id: string }; skip?: number }) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let last: Row | undefined; ; ) {
    const rows = await page(last ? { cursor: { id: last.id }, skip: 1 } : {});
    yield* rows;
    last = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}

/** Every issued invoice as it stands on its paper, a page at a time. */
export const issuedInvoices = (reader: Reader) =>
  inPages((after) =>
    reader.invoice.findMany({
      where: { status: { not: 'draft' } },
      include: { lines: { orderBy: { position: 'asc' } }, taxes: { orderBy: { basisPoints: 'desc' } } },
      orderBy: { id: 'asc' },
      take: PAGE,
      ...after,
    }),
  );

/** Every credit note as it stands on its paper. */
export const creditNotes = (reader: Reader) =>
  inPages((after) =>
    reader.creditNote.findMany({
      include: {
        lines: { orderBy: { position: 'asc' } },
        taxes: true,
        invoice: { select: { number: true, taxNote: true } },
      },
      orderBy: { id: 'asc' },
      take: PAGE,
      ...after,
    }),
  );

/** Invoices that have ordered credits and are not paid, with what was credited of them. */
export const openOrders = (reader: Reader) =>
  inPages((after) =>
    reader.invoice.findMany({
      where: { status: { in: ['pending', 'uncollectible'] }, lines: { some: { credits: { not: null } } } },
      include: {
        lines: { orderBy: { position: 'asc' } },
        taxes: true,
        creditNotes: { include: { lines: true, taxes: true } },
      },
      orderBy: { id: 'asc' },
      take: PAGE,
      ...after,
    }),
  );

/** Sums per account and currency by a statement of the audit's own. */
export async function readSums(
  reader: Reader,
  statement: string,
): Promise<{ accountId: string | null; currency: string; amount: bigint }[]> {
  const rows = await reader.$queryRawUnsafe<
    { account_id: string | null; currency: string; amount: string }[]
  >(`SELECT account_id, currency, amount::text AS amount FROM (${statement}) AS sums`);
  return rows.map((row) => ({
    accountId: row.account_id,
    currency: row.currency,
    amount: BigInt(row.amount),
  }));
}

/** Files what an audit found for staff, once per check and day. */
export async function openAuditExceptions(
  db: Db,
  found: readonly { check: string; detail: string }[],
  at: Date,
): Promise<void> {
  const clock = { now: () => at };
  await db.prisma.gatewayException.createMany({
    data: found.map(({ check, detail }) => ({
      id: newId('gex', clock),
      gateway: 'audit',
      kind: 'audit_failed',
      objectId: `${check} ${at.toISOString().slice(0, 10)}`,
      detail,
      createdAt: at,
    })),
    skipDuplicates: true,
  });
}
