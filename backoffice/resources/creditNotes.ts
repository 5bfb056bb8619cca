import type { Room } from '../kit/ports.js';
import { creditNoteDetails } from '../reads/creditNote.reads.js';
import type { ResourceDefinition } from './resource.js';

/** What was taken back of issued invoices. A note is written from its invoice and never changes. */
export const creditNotes = (room: Room): ResourceDefinition => ({
  id: 'credit-notes',
  noun: 'credit note',
  model: 'CreditNote',
  titleProperty: 'number',
  sortBy: 'createdAt',
  hidden: ['buyer', 'seller', 'contentHash', 'hashVersion', 'requestKey', 'refund', 'dispute'],
  plainKeys: ['refundId', 'disputeId'],
  listed: ['number', 'cause', 'currency', 'total', 'issueDate', 'reason', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['number', 'account', 'invoice', 'cause', 'issueDate'],
  computed: { currency: (code) => ({ currency: code.toUpperCase() }) },
  searched: ['number', 'invoice.number', 'account.name', 'reason'],
  references: { account: 'accounts', invoice: 'invoices' },
  details: 'CreditNoteDetails',
  look: {
    title: 'Credit notes',
    search: 'Search number, invoice, account or reason',
    empty: 'Nothing has been credited yet. A credit note is written from its invoice.',
    columns: [
      { name: 'number', label: 'Number', cell: 'code' },
      { name: 'invoice', label: 'Invoice', cell: 'invoice' },
      { name: 'account', label: 'Account', cell: 'account' },
      { name: 'cause', label: 'Cause', cell: 'method' },
      { name: 'issueDate', label: 'Issued', cell: 'date' },
      { name: 'reason', label: 'Reason', cell: 'text' },
      { name: 'total', label: 'Total', cell: 'money' },
    ],
    filters: [
      { name: 'number', label: 'Number', kind: 'text' },
      { name: 'cause', label: 'Cause', kind: 'choice', choices: ['correction', 'refund', 'chargeback'] },
      { name: 'currency', label: 'Currency', kind: 'text' },
      { name: 'issueDate', label: 'Issued', kind: 'dates' },
      { name: 'invoice', label: 'Invoice id', kind: 'id' },
      { name: 'account', label: 'Account id', kind: 'id' },
    ],
    quick: [
      { label: 'Corrections', filter: { cause: 'correction' } },
      { label: 'Refunds', filter: { cause: 'refund' } },
    ],
  },
  related: (id) => creditNoteDetails(room, id),
});
