import { z } from 'zod';
import { currency, date, endpoint, idOf, prose, searched } from '../../kit/endpoint.contract.js';
import { invoiceStatus } from './invoices.contract.js';

/** So many at once: what is longer is done in turns. */
export const MOST_AT_ONCE = 100;

const isOnce = (ids: readonly string[]) => new Set(ids).size === ids.length;
const invoiceIds = z
  .array(idOf('inv'))
  .min(1, 'Choose at least one')
  .max(MOST_AT_ONCE, `At most ${MOST_AT_ONCE} at once`)
  .refine(isOnce, 'Each one once');

/** What became of each, in the order in which they were named. */
export const bulkReply = z.object({
  results: z.array(
    z.object({
      invoiceId: z.string(),
      /** Null: done. Otherwise why not; the others are done all the same. */
      code: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
});

const tag = 'Staff: invoices';
const door = 'staff';

export const adminSendInvoices = endpoint({
  id: 'adminSendInvoices',
  method: 'POST',
  path: '/v1/admin/invoices/send',
  door,
  tag,
  summary: 'Mail many invoices again; each on its own, and says for each whether it was refused.',
  body: z.strictObject({ invoiceIds }),
  reply: bulkReply,
});

export const adminVoidInvoices = endpoint({
  id: 'adminVoidInvoices',
  method: 'POST',
  path: '/v1/admin/invoices/void',
  door,
  tag,
  summary: 'Void many unpaid invoices; each on its own, and says for each whether it was refused.',
  body: z.strictObject({ invoiceIds, reason: prose(500) }),
  reply: bulkReply,
});

/** `id` may be repeated. */
const ids = z
  .union([idOf('inv').transform((id) => [id]), invoiceIds])
  .describe('Invoice ids; the parameter may be repeated');

export const adminExportInvoices = endpoint({
  id: 'adminExportInvoices',
  method: 'GET',
  path: '/v1/admin/invoices/export',
  door,
  tag,
  summary:
    'Invoices as CSV, one a row, amounts as decimals. Days belong to the range. Streamed, in the order in which they were written.',
  query: z.strictObject({
    id: ids.optional(),
    status: invoiceStatus.optional(),
    overdue: z.enum(['true', 'false']).optional(),
    currency: currency.optional(),
    accountId: idOf('acc').optional(),
    issuedFrom: date.optional(),
    issuedTo: date.optional(),
    dueFrom: date.optional(),
    dueTo: date.optional(),
    number: searched(40).optional(),
    paymentReference: searched(40).optional(),
    q: searched(200).optional(),
  }),
  reply: 'text/csv',
});

export const adminInvoicePdfs = endpoint({
  id: 'adminInvoicePdfs',
  method: 'GET',
  path: '/v1/admin/invoices/pdfs',
  door,
  tag,
  summary: 'The PDFs of many issued invoices as one ZIP archive.',
  query: z.strictObject({ id: ids }),
  reply: 'application/zip',
  refusals: ['invoice_not_found', 'invoice_not_issued'],
});
