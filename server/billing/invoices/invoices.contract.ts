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
  text,
} from '../../kit/endpoint.contract.js';
import { taxTotal } from '../tax/tax.categories.contract.js';

export const invoiceStatus = z.enum(['draft', 'pending', 'paid', 'void', 'uncollectible']);
export type InvoiceStatusWord = z.infer<typeof invoiceStatus>;

export const invoice = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: invoiceStatus,
  currency: z.string(),
  subtotal: amount,
  discount: amount,
  tax: amount,
  total: amount,
  amountPaid: amount,
  amountDue: amount,
  issueDate: z.string().nullable(),
  dueDate: z.string().nullable(),
  paidAt: z.string().nullable(),
  subscriptionId: z.string().nullable(),
  paymentReference: z.string().nullable(),
  /** Taken off what was due by credit notes. */
  amountCredited: amount,
  isOverdue: z.boolean(),
  /** The invoice that this one replaces. */
  correctsId: z.string().nullable(),
  correctsNumber: z.string().nullable(),
  /** The invoices that replace this one; customers see issued ones. */
  correctedBy: z.array(z.object({ id: z.string(), number: z.string().nullable(), status: invoiceStatus })),
  /** What it was settled with, less what was taken out again; `account` is money on account. */
  settlements: z.array(
    z.object({
      paymentId: z.string().nullable(),
      kind: z.enum(['cash', 'account', 'bank_fee', 'withholding']),
      amount,
      createdAt: z.string(),
    }),
  ),
  creditNotes: z.array(
    z.object({ id: z.string(), number: z.string(), issueDate: z.string(), total: amount }),
  ),
  lines: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      quantity: z.int(),
      unitAmount: amount,
      amount,
      taxBasisPoints: z.int(),
      /** How much of the amount credit notes took back. */
      amountCredited: amount,
      credits: z.int().nullable(),
    }),
  ),
  /** Line amounts and prices hold the tax; the sums hold `total = subtotal - discount + tax` all the same. */
  pricesIncludeTax: z.boolean(),
  /** `category` is UNCL 5305: S standard, Z zero rated, E exempt, AE reverse charge, O outside the scope. */
  taxes: z.array(taxTotal),
  /** What the law wants said about the tax, such as the reverse charge. */
  taxNote: z.string().nullable(),
});
export type InvoiceView = z.infer<typeof invoice>;

const invoiceList = {
  sortable: ['createdAt', 'issueDate', 'dueDate', 'number', 'total', 'status'],
  defaultOrder: 'desc',
  filters: {
    status: invoiceStatus,
    issueDate: date,
    dueDate: date,
    number: z.string().max(40),
    total: z.coerce.number().int(),
    currency,
    /** Unpaid past its due date. */
    overdue: z.enum(['true', 'false']),
  },
  searchable: true,
} as const;

export const listInvoices = endpoint({
  id: 'listInvoices',
  method: 'GET',
  path: '/v1/billing/invoices',
  door: 'customer',
  tag: 'Invoices',
  summary: "The account's issued invoices; `q` searches the number.",
  list: invoiceList,
  reply: z.array(invoice),
});

export const getInvoice = endpoint({
  id: 'getInvoice',
  method: 'GET',
  path: '/v1/billing/invoices/:id',
  door: 'customer',
  tag: 'Invoices',
  summary: 'One invoice with its lines and taxes.',
  params: byId('inv'),
  query: empty,
  reply: invoice,
});

export const getInvoicePdf = endpoint({
  id: 'getInvoicePdf',
  method: 'GET',
  path: '/v1/billing/invoices/:id/pdf',
  door: 'customer',
  tag: 'Invoices',
  summary: 'The invoice as issued, as PDF; it never changes.',
  params: byId('inv'),
  query: empty,
  reply: 'application/pdf',
});

// ── staff ──

export const adminInvoice = invoice.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.string(),
  voidedAt: z.string().nullable(),
  voidReason: z.string().nullable(),
  uncollectibleAt: z.string().nullable(),
  uncollectibleReason: z.string().nullable(),
  notes: z.string().nullable(),
  /** Why each rate was chosen: `rate:DE`, `reverse_charge:FR`, `rate:DE, override:700`. */
  taxReason: z.string().nullable(),
  /** What can be credited yet, tax included. */
  creditable: amount,
});
export type AdminInvoiceView = z.infer<typeof adminInvoice>;

export const adminListInvoices = endpoint({
  id: 'adminListInvoices',
  method: 'GET',
  path: '/v1/admin/invoices',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'All invoices, drafts too; `q` searches the number and the account name.',
  list: { ...invoiceList, filters: { ...invoiceList.filters, accountId: idOf('acc') } },
  reply: z.array(adminInvoice),
});

export const adminGetInvoice = endpoint({
  id: 'adminGetInvoice',
  method: 'GET',
  path: '/v1/admin/invoices/:id',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'One invoice.',
  params: byId('inv'),
  query: empty,
  reply: adminInvoice,
});

export const adminGetInvoicePdf = endpoint({
  id: 'adminGetInvoicePdf',
  method: 'GET',
  path: '/v1/admin/invoices/:id/pdf',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Its PDF.',
  params: byId('inv'),
  query: empty,
  reply: 'application/pdf',
});

export const adminCreateInvoice = endpoint({
  id: 'adminCreateInvoice',
  method: 'POST',
  path: '/v1/admin/invoices/create',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Issue a manual invoice. The tax follows the account unless a line says otherwise.',
  body: z.strictObject({
    accountId: idOf('acc'),
    lines: z
      .array(
        z.strictObject({
          description: text(200),
          quantity: z.int().min(1).max(100_000),
          unitAmount: positiveAmount,
          /** Off the whole line. */
          discount: z.int().min(0).max(100_000_000_000).optional(),
          taxBasisPoints: z.int().min(0).max(10_000).optional(),
        }),
      )
      .min(1)
      .max(200),
    dueDate: date.optional(),
    notes: prose(1000).optional(),
    send: z.boolean().optional(),
  }),
  reply: adminInvoice,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'account_not_found',
    'account_closed',
    'due_date_in_past',
    'amount_too_large',
    'discount_too_large',
  ],
});

export const adminVoidInvoice = endpoint({
  id: 'adminVoidInvoice',
  method: 'POST',
  path: '/v1/admin/invoices/:id/void',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Void an unpaid invoice. Its number stays used.',
  params: byId('inv'),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminInvoice,
  refusals: ['invoice_not_open', 'invoice_has_payments', 'invoice_has_credit_notes', 'payment_in_progress'],
});

export const adminMarkUncollectible = endpoint({
  id: 'adminMarkUncollectible',
  method: 'POST',
  path: '/v1/admin/invoices/:id/uncollectible',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Give an unpaid invoice up: what is due becomes bad debt. It can be paid all the same.',
  params: byId('inv'),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminInvoice,
  refusals: ['invoice_not_open', 'payment_in_progress', 'second_approval_needed', 'approval_pending'],
});

export const adminSendInvoice = endpoint({
  id: 'adminSendInvoice',
  method: 'POST',
  path: '/v1/admin/invoices/:id/send',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Mail the invoice to the billing address again.',
  params: byId('inv'),
  body: empty,
  reply: adminInvoice,
  refusals: ['invoice_not_issued'],
});
