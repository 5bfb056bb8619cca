import { z } from 'zod';
import {
  amount,
  byId,
  empty,
  endpoint,
  idOf,
  instant,
  positiveAmount,
  prose,
  text,
} from '../../kit/endpoint.contract.js';

import { adminPayment } from './payments.contract.js';

export const refundStatus = z.enum(['pending', 'succeeded', 'failed', 'canceled']);
export const disputeStatus = z.enum(['needs_response', 'under_review', 'won', 'lost']);

export const refund = z.object({
  id: z.string(),
  paymentId: z.string(),
  amount,
  currency: z.string(),
  status: refundStatus,
  createdAt: z.string(),
});
export type RefundView = z.infer<typeof refund>;

export const listRefundsOfPayment = endpoint({
  id: 'listRefundsOfPayment',
  method: 'GET',
  path: '/v1/billing/payments/:id/refunds',
  door: 'customer',
  tag: 'Payments',
  summary: 'What of a payment was sent back.',
  params: byId('pay'),
  query: empty,
  reply: z.array(refund),
});

export const adminRefund = refund.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  source: z.enum(['sale', 'account']),
  reason: z.string(),
  bankReference: z.string().nullable(),
  failureCode: z.string().nullable(),
  requestedBy: z.string().nullable(),
});
export type AdminRefundView = z.infer<typeof adminRefund>;

export const adminRefundPayment = endpoint({
  id: 'adminRefundPayment',
  method: 'POST',
  path: '/v1/admin/payments/:id/refund',
  door: 'staff',
  tag: 'Staff: payments',
  summary:
    'Send money back. `source: sale` (default) takes the sale back by credit notes, credits with it; `account` pays out money on account.',
  params: byId('pay'),
  body: z.strictObject({
    amount: positiveAmount,
    reason: prose(500),
    source: z.enum(['sale', 'account']).optional(),
    bankReference: text(140).optional(),
  }),
  reply: adminRefund,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'payment_not_found',
    'payment_not_refundable',
    'more_than_refundable',
    'bank_reference_required',
    'invoice_still_due',
    'money_on_account_short',
    'second_approval_needed',
    'gateway_unavailable',
  ],
});

export const adminPreviewRefund = endpoint({
  id: 'adminPreviewRefund',
  method: 'GET',
  path: '/v1/admin/payments/:id/refund/preview',
  door: 'staff',
  tag: 'Staff: payments',
  summary:
    'What a refund would do now: credit notes, credits taken back, money on account; and the code with which it would be refused.',
  params: byId('pay'),
  query: z.strictObject({
    amount: z.coerce.number().pipe(positiveAmount),
    source: z.enum(['sale', 'account']).default('sale'),
  }),
  reply: z.object({
    currency: z.string(),
    refundable: amount,
    moneyOnAccount: amount,
    credited: z.array(
      z.object({
        invoiceId: z.string(),
        invoiceNumber: z.string(),
        amount,
        creditsTaken: z.int(),
        creditsOwed: z.int(),
        isStillDue: z.boolean(),
      }),
    ),
    fromAccount: amount,
    refusal: z
      .enum(['payment_not_refundable', 'more_than_refundable', 'invoice_still_due', 'money_on_account_short'])
      .nullable(),
  }),
  refusals: ['payment_not_found'],
});
export type RefundPreviewView = z.infer<typeof adminPreviewRefund.reply>;

export const adminListRefunds = endpoint({
  id: 'adminListRefunds',
  method: 'GET',
  path: '/v1/admin/refunds',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'All refunds.',
  list: {
    sortable: ['createdAt', 'amount'],
    defaultOrder: 'desc',
    filters: { status: refundStatus, paymentId: idOf('pay'), createdAt: instant },
    searchable: false,
  },
  reply: z.array(adminRefund),
});

export const adminDispute = z.object({
  id: z.string(),
  paymentId: z.string(),
  account: z.object({ id: z.string(), name: z.string() }),
  amount,
  currency: z.string(),
  status: disputeStatus,
  reason: z.string(),
  evidenceDueBy: z.string().nullable(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
});
export type AdminDisputeView = z.infer<typeof adminDispute>;

export const adminListDisputes = endpoint({
  id: 'adminListDisputes',
  method: 'GET',
  path: '/v1/admin/disputes',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'Payments whose payer wants the money back through their bank.',
  list: {
    sortable: ['createdAt', 'amount'],
    defaultOrder: 'desc',
    filters: { status: disputeStatus, paymentId: idOf('pay'), createdAt: instant },
    searchable: false,
  },
  reply: z.array(adminDispute),
});

export const lookAgainAtPayment = endpoint({
  id: 'adminLookAgainAtPayment',
  method: 'POST',
  path: '/v1/admin/payments/:id/look-again',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'Ask the gateway now what it says about a payment, its refunds and its disputes, and follow it.',
  params: byId('pay'),
  body: empty,
  reply: adminPayment,
  refusals: ['payment_not_found', 'payment_not_at_gateway', 'gateway_unavailable'],
});

export const exceptionView = z.object({
  id: z.string(),
  gateway: z.string(),
  kind: z.string(),
  objectId: z.string(),
  paymentId: z.string().nullable(),
  accountId: z.string().nullable(),
  amount: amount.nullable(),
  currency: z.string().nullable(),
  detail: z.string(),
  status: z.enum(['open', 'resolved']),
  resolution: z.string().nullable(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
});
export type ExceptionView = z.infer<typeof exceptionView>;

export const adminListExceptions = endpoint({
  id: 'adminListExceptions',
  method: 'GET',
  path: '/v1/admin/exceptions',
  door: 'staff',
  tag: 'Staff: exceptions',
  summary: 'What the gateways say and our books cannot explain.',
  list: {
    sortable: ['createdAt'],
    defaultOrder: 'desc',
    filters: {
      status: z.enum(['open', 'resolved']),
      kind: z.string().max(60),
      gateway: z.string().max(20),
      createdAt: instant,
    },
    searchable: false,
  },
  reply: z.array(exceptionView),
});

export const adminResolveException = endpoint({
  id: 'adminResolveException',
  method: 'POST',
  path: '/v1/admin/exceptions/:id/resolve',
  door: 'staff',
  tag: 'Staff: exceptions',
  summary: 'Somebody has looked at it and says what was done.',
  params: byId('gex'),
  body: z.strictObject({ resolution: prose(500) }),
  reply: exceptionView,
  refusals: ['exception_not_found', 'exception_resolved'],
});

export const adminAcceptException = endpoint({
  id: 'adminAcceptException',
  method: 'POST',
  path: '/v1/admin/exceptions/:id/accept',
  door: 'staff',
  tag: 'Staff: exceptions',
  summary: 'Book the amount that really came, where it is not the one that was asked for.',
  params: byId('gex'),
  body: z.strictObject({ resolution: prose(500) }),
  reply: exceptionView,
  idempotency: 'optional',
  refusals: ['exception_not_found', 'exception_resolved', 'exception_not_acceptable', 'gateway_unavailable'],
});
