import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { journalChoices, journalColumns, journalEntryDetails } from '../reads/journal.reads.js';
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
  filterable: ['occurredAt'],
  // Exactly these, as in the file.
  computed: {
    kind: (kind) => ({ kind }),
    sourceId: (sourceId) => ({ sourceId }),
    accountId: (accountId) => ({ accountId }),
    ledgerCode: (ledgerCode) => ({ lines: { some: { ledgerCode } } }),
  },
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
      { name: 'moved', label: 'Amount', cell: 'money' },
    ],
    filters: [
      { name: 'occurredAt', label: 'Booked', kind: 'dates' },
      { name: 'kind', label: 'Kind', kind: 'choice' },
      { name: 'ledgerCode', label: 'Ledger account', kind: 'choice' },
      { name: 'sourceId', label: 'Source', kind: 'id' },
      { name: 'accountId', label: 'Account id', kind: 'id' },
    ],
    quick: [
      { label: 'Sales', filter: { kind: 'invoice.issued' } },
      { label: 'Payments', filter: { kind: 'payment.succeeded' } },
      { label: 'Credit notes', filter: { kind: 'credit_note.issued' } },
    ],
    exports: [
      {
        label: 'CSV',
        path: '/v1/admin/books/journal/export',
        parameters: {
          'occurredAt~~from': 'from',
          'occurredAt~~to': 'to',
          kind: 'kind',
          ledgerCode: 'ledgerCode',
          sourceId: 'sourceId',
          accountId: 'accountId',
          q: 'q',
        },
      },
    ],
  },
  choices: () => journalChoices(room),
  extraColumns: (records) =>
    journalColumns(
      room,
      records.map(({ id }) => id),
    ),
  related: async (id) => plain(await journalEntryDetails(room, id)),
});
