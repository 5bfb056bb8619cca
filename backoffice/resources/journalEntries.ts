import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import type { ResourceDefinition } from './resource.js';

/** What was booked, entry by entry. */
export const journalEntries = (room: Room): ResourceDefinition => ({
  id: 'journal-entries',
  noun: 'journal entry',
  model: 'JournalEntry',
  titleProperty: 'description',
  sortBy: 'occurredAt',
  hidden: [],
  listed: ['kind', 'sourceId', 'accountId', 'description', 'occurredAt'],
  sortable: ['occurredAt'],
  filterable: ['kind', 'sourceId', 'accountId', 'occurredAt'],
  searched: ['kind', 'sourceId', 'description'],
  references: {},
  details: 'JournalEntryDetails',
  isAccessible: allowed('books.read'),
  look: {
    title: 'Journal',
    search: 'Search kind, source or description',
    empty: 'Nothing has been booked yet.',
    columns: [
      { name: 'occurredAt', label: 'Booked', cell: 'when' },
      { name: 'kind', label: 'Kind', cell: 'code' },
      { name: 'description', label: 'Description', cell: 'text' },
      { name: 'debit', label: 'Debit', cell: 'text' },
      { name: 'credit', label: 'Credit', cell: 'text' },
      { name: 'currency', label: 'Currency', cell: 'text' },
      { name: 'moved', label: 'Amount', cell: 'money' },
    ],
    filters: [
      { name: 'kind', label: 'Kind', kind: 'text' },
      { name: 'sourceId', label: 'Source', kind: 'id' },
      { name: 'accountId', label: 'Account id', kind: 'id' },
      { name: 'occurredAt', label: 'Booked', kind: 'dates' },
    ],
    quick: [
      { label: 'Sales', filter: { kind: 'invoice.issued' } },
      { label: 'Payments', filter: { kind: 'payment.succeeded' } },
    ],
  },
  extraColumns: async (records) => {
    const lines = await room.db.prisma.journalLine.findMany({
      where: { entryId: { in: records.map(({ id }) => id) } },
      orderBy: { position: 'asc' },
    });
    return new Map(
      records.map(({ id }) => {
        const own = lines.filter((line) => line.entryId === id);
        const codes = (sign: 1 | -1) =>
          own.filter((line) => line.amount > 0n === (sign === 1)).map((line) => line.ledgerCode);
        const moved = own.reduce((sum, line) => sum + (line.amount > 0n ? line.amount : 0n), 0n);
        const columns = {
          debit: codes(1).join(', '),
          credit: codes(-1).join(', '),
          currency: own[0]?.currency ?? '',
          moved: String(moved),
        };
        return [id, columns];
      }),
    );
  },
  related: async (id) => {
    const entry = await room.db.prisma.journalEntry.findUniqueOrThrow({
      where: { id },
      select: { lines: { orderBy: { position: 'asc' }, include: { ledger: true } }, accountId: true },
    });
    const account = entry.accountId
      ? await room.db.prisma.account.findUnique({
          where: { id: entry.accountId },
          select: { id: true, name: true },
        })
      : null;
    return plain({ lines: entry.lines, account });
  },
});
