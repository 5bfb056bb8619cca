import {
  adminExportInvoices,
  adminInvoicePdfs,
  adminSendInvoices,
  adminVoidInvoices,
} from '../../server/billing/invoices/invoices.bulk.contract.js';
import type { Room } from '../kit/ports.js';
import { bulkAction, bulkDownload } from './bulkAction.js';

type Params = Readonly<Record<string, unknown>>;

const isIssued = (invoice: Params): boolean => invoice['status'] !== 'draft' && invoice['status'] !== 'void';
const outcome = ({ invoiceId, detail }: { invoiceId: string; detail: string | null }) => ({
  id: invoiceId,
  refusal: detail,
});
const many = (count: number): string => (count === 1 ? '1 invoice is' : `${count} invoices are`);

export const sendMany = ({ services, logger }: Room) =>
  bulkAction({
    permission: 'invoices.send',
    look: {
      bulk: true,
      label: 'Send',
      verb: 'Send invoices',
      tone: 'neutral',
      message: 'Each goes to the billing address of its account again, with a link to its PDF.',
      fields: [],
    },
    schema: adminSendInvoices.body.omit({ invoiceIds: true }),
    logger,
    fits: isIssued,
    run: async ({ actor, ids }) =>
      (await services.manyInvoices.send({ actor, invoiceIds: ids })).map(outcome),
    done: (count) => `${many(count)} on the way.`,
  });

export const voidMany = ({ services, logger }: Room) =>
  bulkAction({
    permission: 'invoices.void',
    look: {
      bulk: true,
      label: 'Void',
      verb: 'Void invoices',
      tone: 'danger',
      message:
        'Void invoices can no longer be paid, and their numbers stay used. This cannot be undone. Each that is refused stays as it is.',
      fields: [{ name: 'reason', label: 'Reason', kind: 'prose', isRequired: true, maxLength: 500 }],
    },
    schema: adminVoidInvoices.body.omit({ invoiceIds: true }),
    logger,
    fits: (invoice) => invoice['status'] === 'pending',
    run: async ({ actor, ids, input }) =>
      (await services.manyInvoices.voidAll({ actor, invoiceIds: ids, reason: input.reason })).map(outcome),
    done: (count) => `${many(count)} void.`,
  });

export const exportMany = bulkDownload({
  permission: 'invoices.export',
  look: {
    bulk: true,
    label: 'CSV',
    verb: 'Export',
    tone: 'neutral',
    message: '',
    fields: [],
    download: adminExportInvoices.path,
  },
  fits: () => true,
});

export const pdfsOfMany = bulkDownload({
  permission: 'invoices.export',
  look: {
    bulk: true,
    label: 'PDFs',
    verb: 'Download PDFs',
    tone: 'neutral',
    message: '',
    fields: [],
    download: adminInvoicePdfs.path,
  },
  fits: (invoice) => invoice['number'] !== null && invoice['number'] !== undefined,
});
