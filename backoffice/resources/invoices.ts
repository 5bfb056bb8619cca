import type { Room } from '../kit/ports.js';
import { countOverdue, daysOverdue, invoiceDetails, overdue } from '../reads/invoice.reads.js';
import { correct, credit, previewCredit, send, voidIt, writeOff } from './invoice.actions.js';
import { applyBalance } from './invoice.balance.js';
import { exportMany, pdfsOfMany, sendMany, voidMany } from './invoice.bulk.js';
import { createDraft, createManual, discard, editDraft, issueDraft } from './invoice.drafts.js';
import type { ResourceDefinition } from './resource.js';

/** What the list's filters are called in the file. */
const PARAMETERS = {
  status: 'status',
  overdue: 'overdue',
  number: 'number',
  paymentReference: 'paymentReference',
  currency: 'currency',
  account: 'accountId',
  'issueDate~~from': 'issuedFrom',
  'issueDate~~to': 'issuedTo',
  'dueDate~~from': 'dueFrom',
  'dueDate~~to': 'dueTo',
  q: 'q',
};

export function invoices(room: Room): ResourceDefinition {
  return {
    id: 'invoices',
    noun: 'invoice',
    model: 'Invoice',
    titleProperty: 'number',
    sortBy: 'createdAt',
    hidden: ['subscription', 'buyer', 'seller', 'contentHash', 'hashVersion'],
    listed: ['number', 'status', 'currency', 'total', 'amountDue', 'issueDate', 'dueDate', 'createdAt'],
    sortable: ['createdAt', 'issueDate', 'total'],
    filterable: ['number', 'account', 'status', 'issueDate', 'dueDate', 'createdAt', 'paymentReference'],
    computed: {
      overdue: (is, now) => (is === 'true' ? overdue(now) : is === 'false' ? { NOT: overdue(now) } : null),
      currency: (code) => ({ currency: code.toUpperCase() }),
    },
    searched: ['number', 'paymentReference', 'account.name'],
    references: { account: 'accounts', corrects: 'invoices' },
    details: 'InvoiceDetails',
    look: {
      title: 'Invoices',
      search: 'Search number, reference or account',
      empty: 'No invoice has been written yet.',
      columns: [
        { name: 'number', label: 'Number', cell: 'code' },
        { name: 'account', label: 'Account', cell: 'account' },
        { name: 'status', label: 'Status', cell: 'status' },
        { name: 'issueDate', label: 'Issued', cell: 'date' },
        { name: 'dueDate', label: 'Due', cell: 'date' },
        { name: 'overdueDays', label: 'Overdue', cell: 'days' },
        { name: 'total', label: 'Total', cell: 'money' },
        { name: 'amountDue', label: 'Open', cell: 'money' },
      ],
      filters: [
        {
          name: 'status',
          label: 'Status',
          kind: 'choice',
          choices: ['draft', 'pending', 'paid', 'void', 'uncollectible'],
        },
        { name: 'number', label: 'Number', kind: 'text' },
        { name: 'paymentReference', label: 'Payment reference', kind: 'text' },
        { name: 'currency', label: 'Currency', kind: 'text' },
        { name: 'issueDate', label: 'Issued', kind: 'dates' },
        { name: 'dueDate', label: 'Due', kind: 'dates' },
        { name: 'account', label: 'Account id', kind: 'id' },
      ],
      quick: [
        { label: 'Drafts', filter: { status: 'draft' } },
        { label: 'Unpaid', filter: { status: 'pending' } },
        { label: 'Overdue', filter: { overdue: 'true' }, count: 'overdue' },
      ],
      exports: [{ label: 'CSV', path: '/v1/admin/invoices/export', parameters: PARAMETERS }],
    },
    counts: async () => ({ overdue: await countOverdue(room) }),
    extraColumns: async (records) => {
      const now = room.clock.now();
      return new Map(
        records.map(({ id, params }) => {
          const dueDate = params['dueDate'] ? new Date(String(params['dueDate'])) : null;
          return [id, { overdueDays: daysOverdue({ status: String(params['status']), dueDate }, now) }];
        }),
      );
    },
    related: (id) => invoiceDetails(room, id),
    actions: {
      applyBalance: applyBalance(room),
      editDraft: editDraft(room),
      issueDraft: issueDraft(room),
      discardDraft: discard(room),
      sendInvoice: send(room),
      creditInvoice: credit(room),
      correctInvoice: correct(room),
      voidInvoice: voidIt(room),
      writeOffInvoice: writeOff(room),
      previewCredit: previewCredit(room),
      createManual: createManual(room),
      createDraft: createDraft(room),
      bulkSend: sendMany(room),
      bulkVoid: voidMany(room),
      bulkExport: exportMany,
      bulkPdfs: pdfsOfMany,
    },
  };
}
