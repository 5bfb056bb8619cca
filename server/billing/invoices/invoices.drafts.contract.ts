import { z } from 'zod';
import {
  byId,
  date,
  empty,
  endpoint,
  idOf,
  positiveAmount,
  prose,
  text,
} from '../../kit/endpoint.contract.js';
import { adminInvoice } from './invoices.contract.js';

const line = {
  description: text(200),
  quantity: z.int().min(1).max(100_000),
  unitAmount: positiveAmount,
  /** Off the whole line. */
  discount: z.int().min(0).max(100_000_000_000).optional(),
  taxBasisPoints: z.int().min(0).max(10_000).optional(),
};
const newLines = z.array(z.strictObject(line)).min(1).max(200);
/** With the id of a line of the draft, it keeps what that one sells: credits, plan, period. */
const changedLines = z
  .array(z.strictObject({ ...line, id: idOf('inl').optional() }))
  .min(1)
  .max(200);

export const adminCreateDraft = endpoint({
  id: 'adminCreateDraft',
  method: 'POST',
  path: '/v1/admin/invoices/drafts',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Write an invoice without issuing it. It has no number, and customers do not see it.',
  body: z.strictObject({
    accountId: idOf('acc'),
    lines: newLines,
    dueDate: date.optional(),
    notes: prose(1000).optional(),
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

export const adminChangeDraft = endpoint({
  id: 'adminChangeDraft',
  method: 'PATCH',
  path: '/v1/admin/invoices/:id',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Change a draft. Lines are replaced as a whole; null takes the due date or the notes away.',
  params: byId('inv'),
  body: z.strictObject({
    lines: changedLines.optional(),
    dueDate: date.nullable().optional(),
    notes: prose(1000).nullable().optional(),
  }),
  reply: adminInvoice,
  refusals: [
    'invoice_not_draft',
    'line_not_found',
    'line_twice',
    'account_closed',
    'due_date_in_past',
    'amount_too_large',
    'discount_too_large',
  ],
});

export const adminDeleteDraft = endpoint({
  id: 'adminDeleteDraft',
  method: 'DELETE',
  path: '/v1/admin/invoices/:id',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Delete a draft; answers what it was. An issued invoice is voided or credited instead.',
  params: byId('inv'),
  query: empty,
  reply: adminInvoice,
  refusals: ['invoice_not_draft'],
});

export const adminIssueDraft = endpoint({
  id: 'adminIssueDraft',
  method: 'POST',
  path: '/v1/admin/invoices/:id/issue',
  door: 'staff',
  tag: 'Staff: invoices',
  summary: 'Issue a draft: priced with the tax of today, numbered, frozen, and mailed where asked.',
  params: byId('inv'),
  body: z.strictObject({ send: z.boolean().optional() }),
  reply: adminInvoice,
  idempotency: 'optional',
  refusals: ['invoice_not_draft', 'account_closed', 'due_date_in_past', 'amount_too_large'],
});
