import type { Choice } from '../kit/look.js';
import type { Room } from '../kit/ports.js';

type Reads = Pick<Room, 'db'>;

/** Debits, credits and the sum of the rows on one page: one statement. */
export async function journalColumns({ db }: Reads, entryIds: readonly string[]) {
  const lines = await db.prisma.journalLine.findMany({
    where: { entryId: { in: [...entryIds] } },
    orderBy: { position: 'asc' },
  });
  return new Map(
    entryIds.map((id) => {
      const own = lines.filter((line) => line.entryId === id);
      const codes = (isDebit: boolean) =>
        own.filter((line) => line.amount > 0n === isDebit).map((line) => line.ledgerCode);
      const moved = own.reduce((sum, line) => sum + (line.amount > 0n ? line.amount : 0n), 0n);
      const columns = {
        debit: codes(true).join(', '),
        credit: codes(false).join(', '),
        currency: own[0]?.currency ?? '',
        moved: String(moved),
      };
      return [id, columns] as const;
    }),
  );
}

/** The kinds of entry that there are, found one by one on their index, and the chart of accounts. */
export async function journalChoices({ db }: Reads): Promise<Record<string, readonly Choice[]>> {
  const [kinds, ledgers] = await Promise.all([
    db.prisma.$queryRaw<{ kind: string }[]>`
      WITH RECURSIVE each AS (
        (SELECT kind FROM journal_entry ORDER BY kind LIMIT 1)
        UNION ALL
        SELECT (SELECT kind FROM journal_entry WHERE kind > each.kind ORDER BY kind LIMIT 1) FROM each WHERE each.kind IS NOT NULL)
      SELECT kind FROM each WHERE kind IS NOT NULL`,
    db.prisma.ledgerAccount.findMany({ orderBy: [{ type: 'asc' }, { code: 'asc' }] }),
  ]);
  return {
    kind: kinds.map(({ kind }) => ({ value: kind, label: kind })),
    ledgerCode: ledgers.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
  };
}

/** The lines of an entry with the names of their accounts, whose it is, and what it was booked for. */
export async function journalEntryDetails({ db }: Reads, id: string) {
  const entry = await db.prisma.journalEntry.findUniqueOrThrow({
    where: { id },
    select: {
      lines: { orderBy: { position: 'asc' }, include: { ledger: true } },
      accountId: true,
      sourceId: true,
    },
  });
  const [account, source] = await Promise.all([
    entry.accountId
      ? db.prisma.account.findUnique({ where: { id: entry.accountId }, select: { id: true, name: true } })
      : null,
    sourceOf({ db }, entry.sourceId),
  ]);
  return { lines: entry.lines, account, source };
}

interface Source {
  readonly resource: string;
  readonly id: string;
  readonly title: string;
}

/**
 * The paper or payment behind an entry. A source id begins with the id of its row (`inv_…`, `lot_…:2`); lines, lots, refunds
 * and disputes lead to what they belong to. Null where nothing of it has a screen.
 */
async function sourceOf({ db }: Reads, sourceId: string): Promise<Source | null> {
  const id = /^[a-z]{3}_[0-9a-z]+/.exec(sourceId)?.[0] ?? '';
  const find = SOURCES[id.slice(0, 3)];
  return find ? await find(db.prisma, id) : null;
}

type Prisma = Room['db']['prisma'];

const numbered = { select: { id: true, number: true } } as const;
const referenced = { select: { id: true, reference: true } } as const;

const invoice = (row: { id: string; number: string | null } | null | undefined): Source | null =>
  row ? { resource: 'invoices', id: row.id, title: row.number ?? 'Draft invoice' } : null;
const payment = (row: { id: string; reference: string | null } | null | undefined): Source | null =>
  row ? { resource: 'payments', id: row.id, title: `Payment ${row.reference ?? row.id}` } : null;

const SOURCES: Readonly<Record<string, (prisma: Prisma, id: string) => Promise<Source | null>>> = {
  inv: async (prisma, id) => invoice(await prisma.invoice.findUnique({ where: { id }, ...numbered })),
  inl: async (prisma, id) =>
    invoice((await prisma.invoiceLine.findUnique({ where: { id }, select: { invoice: numbered } }))?.invoice),
  lot: async (prisma, id) => {
    const select = { invoiceLine: { select: { invoice: numbered } } };
    return invoice((await prisma.creditLot.findUnique({ where: { id }, select }))?.invoiceLine?.invoice);
  },
  pal: async (prisma, id) =>
    invoice(
      (await prisma.paymentAllocation.findUnique({ where: { id }, select: { invoice: numbered } }))?.invoice,
    ),
  crn: async (prisma, id) => {
    const note = await prisma.creditNote.findUnique({ where: { id }, ...numbered });
    return note ? { resource: 'credit-notes', id, title: note.number } : null;
  },
  pay: async (prisma, id) => payment(await prisma.payment.findUnique({ where: { id }, ...referenced })),
  rfd: async (prisma, id) =>
    payment((await prisma.refund.findUnique({ where: { id }, select: { payment: referenced } }))?.payment),
  dsp: async (prisma, id) =>
    payment((await prisma.dispute.findUnique({ where: { id }, select: { payment: referenced } }))?.payment),
};
