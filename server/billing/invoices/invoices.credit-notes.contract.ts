import { z } from 'zod';
import {
  amount,
  byId,
  currency,
  date,
  empty,
  endpoint,
  idOf,
  positiveAmount,
  prose,
} from '../../kit/endpoint.contract.js';
import { adminInvoice } from './invoices.contract.js';

export const creditNoteCause = z.enum(['correction', 'refund', 'chargeback']);

export const creditNote = z.object({
  id: z.string(),
  number: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string().nullable(),
  cause: creditNoteCause,
  reason: z.string(),
  currency: z.string(),
  subtotal: amount,
  tax: amount,
  total: amount,
  /** By how much it lowered what was due on the invoice; the rest went to the money on account. */
  appliedToDue: amount,
  toAccount: amount,
  pricesIncludeTax: z.boolean(),
  issueDate: z.string(),
  lines: z.array(
    z.object({
      id: z.string(),
      invoiceLineId: z.string().nullable(),
      description: z.string(),
      quantity: z.int(),
      unitAmount: amount,
      amount,
      taxBasisPoints: z.int(),
      credits: z.int().nullable(),
    }),
  ),
  taxes: z.array(
    z.object({ name: z.string(), basisPoints: z.int(), taxable: amount, amount, category: z.string() }),
  ),
  createdAt: z.string(),
});
export type CreditNoteView = z.infer<typeof creditNote>;

const creditNoteList = {
  sortable: ['createdAt', 'issueDate', 'number', 'total'],
  defaultOrder: 'desc',
  filters: {
    issueDate: date,
    number: z.string().max(40),
    total: z.coerce.number().int(),
    cause: creditNoteCause,
    currency,
    invoiceId: idOf('inv'),
  },
  searchable: true,
} as const;

export const listCreditNotes = endpoint({
  id: 'listCreditNotes',
  method: 'GET',
  path: '/v1/billing/credit-notes',
  door: 'customer',
  tag: 'Invoices',
  summary: "The account's credit notes; `q` searches their number and that of the invoice.",
  list: creditNoteList,
  reply: z.array(creditNote),
});

export const getCreditNote = endpoint({
  id: 'getCreditNote',
  method: 'GET',
  path: '/v1/billing/credit-notes/:id',
  door: 'customer',
  tag: 'Invoices',
  summary: 'One credit note with its lines and taxes.',
  params: byId('crn'),
  query: empty,
  reply: creditNote,
});

export const getCreditNotePdf = endpoint({
  id: 'getCreditNotePdf',
  method: 'GET',
  path: '/v1/billing/credit-notes/:id/pdf',
  door: 'customer',
  tag: 'Invoices',
  summary: 'The credit note as issued, as PDF; it never changes.',
  params: byId('crn'),
  query: empty,
  reply: 'application/pdf',
});

// ── staff ──

export const adminCreditNote = creditNote.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  refundId: z.string().nullable(),
  disputeId: z.string().nullable(),
});
export type AdminCreditNoteView = z.infer<typeof adminCreditNote>;

export const adminListCreditNotes = endpoint({
  id: 'adminListCreditNotes',
  method: 'GET',
  path: '/v1/admin/credit-notes',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'All credit notes; `q` searches their number, that of the invoice and the account name.',
  list: { ...creditNoteList, filters: { ...creditNoteList.filters, accountId: idOf('acc') } },
  reply: z.array(adminCreditNote),
});

export const adminGetCreditNote = endpoint({
  id: 'adminGetCreditNote',
  method: 'GET',
  path: '/v1/admin/credit-notes/:id',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'One credit note.',
  params: byId('crn'),
  query: empty,
  reply: adminCreditNote,
});

export const adminGetCreditNotePdf = endpoint({
  id: 'adminGetCreditNotePdf',
  method: 'GET',
  path: '/v1/admin/credit-notes/:id/pdf',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Its PDF.',
  params: byId('crn'),
  query: empty,
  reply: 'application/pdf',
});

const what = {
  /** Tax included; spread over all that is not credited yet. */
  amount: positiveAmount.optional(),
  /** Per line as the invoice states it: net, or with its tax where prices include it. */
  lines: z
    .array(z.strictObject({ invoiceLineId: idOf('inl'), amount: positiveAmount }))
    .min(1)
    .max(200)
    .optional(),
  all: z.literal(true).optional(),
};

type What = { amount?: unknown; lines?: unknown; all?: unknown };
const saysOne = (body: What) =>
  [body.amount, body.lines, body.all].filter((one) => one !== undefined).length === 1;
const SAY_ONE = 'Say one of amount, lines and all';

export const creditNotePreview = z.object({
  currency: z.string(),
  creditable: amount,
  lines: z.array(
    z.object({
      invoiceLineId: z.string(),
      amount,
      /** Without its tax. */
      net: amount,
      credits: z.int(),
    }),
  ),
  taxes: z.array(
    z.object({ name: z.string(), basisPoints: z.int(), taxable: amount, amount, category: z.string() }),
  ),
  subtotal: amount,
  tax: amount,
  total: amount,
  appliedToDue: amount,
  toAccount: amount,
  creditsTaken: z.int(),
  /** Spent already: they would be owed. */
  creditsOwed: z.int(),
  needsSecondPerson: z.boolean(),
});
export type CreditNotePreviewView = z.infer<typeof creditNotePreview>;

export const adminPreviewCreditNote = endpoint({
  id: 'adminPreviewCreditNote',
  method: 'POST',
  path: '/v1/admin/invoices/:id/credit-note/preview',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'What a credit note would say and take back if it were written now. Changes nothing.',
  params: byId('inv'),
  body: z.strictObject(what).refine(saysOne, SAY_ONE),
  reply: creditNotePreview,
  refusals: ['invoice_not_issued', 'nothing_to_credit', 'more_than_creditable', 'line_not_found'],
});

export const adminCreateCreditNote = endpoint({
  id: 'adminCreateCreditNote',
  method: 'POST',
  path: '/v1/admin/invoices/:id/credit-note',
  door: 'staff',
  tag: 'Staff: invoices',
  summary:
    'Credit an issued invoice: an amount (tax included), amounts of lines, or all that is left. Lowers what is due first; ' +
    'the rest becomes money on account. Granted credits are taken back in proportion.',
  params: byId('inv'),
  body: z.strictObject({ ...what, reason: prose(500) }).refine(saysOne, SAY_ONE),
  reply: adminCreditNote,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'invoice_not_issued',
    'nothing_to_credit',
    'more_than_creditable',
    'line_not_found',
    'second_approval_needed',
    'approval_pending',
  ],
});

export const adminCorrectInvoice = endpoint({
  id: 'adminCorrectInvoice',
  method: 'POST',
  path: '/v1/admin/invoices/:id/correct',
  door: 'staff',
  tag: 'Staff: invoices',
  summary:
    'Credit all that is left of an invoice and open a draft like it that replaces it; answers the draft.',
  params: byId('inv'),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminInvoice,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'invoice_not_issued',
    'nothing_to_credit',
    'account_closed',
    'second_approval_needed',
    'approval_pending',
  ],
});
