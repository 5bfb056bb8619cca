import { z } from 'zod';
import {
  amount,
  byId,
  currency,
  date,
  empty,
  endpoint,
  idOf,
  instant,
  positiveAmount,
  prose,
  text,
} from '../../kit/endpoint.contract.js';

export const paymentMethod = z.enum(['stripe', 'paypal', 'bank_transfer', 'local_wallet']);
export type PaymentMethodWord = z.infer<typeof paymentMethod>;

export const paymentStatus = z.enum([
  'pending',
  'requires_action',
  'pending_approval',
  'processing',
  'succeeded',
  'failed',
  'canceled',
]);
export type PaymentStatusWord = z.infer<typeof paymentStatus>;

export const bankDetails = z.object({
  bankName: z.string().nullable(),
  holder: z.string().nullable(),
  iban: z.string().nullable(),
  accountNumber: z.string().nullable(),
  bic: z.string().nullable(),
  routing: z.string().nullable(),
});
export const walletDetails = z.object({ type: z.string(), id: z.string() });

export const nextAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('confirm_card'), clientSecret: z.string() }),
  z.object({ type: z.literal('redirect'), url: z.string() }),
  z.object({
    type: z.literal('instructions'),
    text: z.string(),
    bankDetails: bankDetails.nullable(),
    walletDetails: walletDetails.nullable(),
    paymentReference: z.string(),
    qr: z.array(z.object({ scheme: z.string(), payload: z.string() })),
  }),
]);
export type NextAction = z.infer<typeof nextAction>;

export const payment = z.object({
  id: z.string(),
  invoiceIds: z.array(z.string()),
  method: paymentMethod,
  status: paymentStatus,
  amount,
  amountRefunded: amount,
  currency: z.string(),
  /** What came in; differs from `amount` where a transfer was approved in part or with more. Zero until then. */
  amountReceived: amount,
  reference: z.string().nullable(),
  /** What the customer said of a transfer; null until then. */
  declaredAmount: amount.nullable(),
  declaredPaidOn: z.string().nullable(),
  /** The invoices that it settles, what a bank or tax office kept back included, and how much of each. */
  allocations: z.array(z.object({ invoiceId: z.string(), invoiceNumber: z.string().nullable(), amount })),
  failureCode: z.string().nullable(),
  failureMessage: z.string().nullable(),
  createdAt: z.string(),
  nextAction: nextAction.nullable(),
});
export type PaymentView = z.infer<typeof payment>;

/** How a customer wants to pay. Prices, totals and accounts are never taken from the client. */
export const payWith = {
  method: paymentMethod,
  savedPaymentMethodId: idOf('spm').optional(),
  paymentMethodToken: z
    .string()
    .regex(/^pm_[A-Za-z0-9_]{3,120}$/, 'Not a payment method of the gateway')
    .optional(),
  /** The payer agrees that the PayPal account that pays now is kept for later. */
  saveForLater: z.boolean().optional(),
};

const paymentList = {
  sortable: ['createdAt', 'amount', 'status'],
  defaultOrder: 'desc',
  filters: {
    status: paymentStatus,
    method: paymentMethod,
    currency,
    createdAt: instant,
    invoiceId: idOf('inv'),
  },
  searchable: true,
} as const;

export const listPayments = endpoint({
  id: 'listPayments',
  method: 'GET',
  path: '/v1/billing/payments',
  door: 'customer',
  tag: 'Payments',
  summary: "The account's payments; `q` searches the reference.",
  list: paymentList,
  reply: z.array(payment),
});

export const getPayment = endpoint({
  id: 'getPayment',
  method: 'GET',
  path: '/v1/billing/payments/:id',
  door: 'customer',
  tag: 'Payments',
  summary: 'One payment, with what the payer has to do next.',
  params: byId('pay'),
  query: empty,
  reply: payment,
});

export const payInvoice = endpoint({
  id: 'payInvoice',
  method: 'POST',
  path: '/v1/billing/invoices/:id/pay',
  door: 'customer',
  tag: 'Payments',
  summary: 'Pay what is due on an invoice.',
  params: byId('inv'),
  body: z.strictObject(payWith),
  reply: payment,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'invoice_not_payable',
    'payment_in_progress',
    'too_many_declines',
    'method_not_available',
    'account_suspended',
    'card_declined',
  ],
});

export const declarePayment = endpoint({
  id: 'declarePayment',
  method: 'POST',
  path: '/v1/billing/payments/:id/declare',
  door: 'customer',
  tag: 'Payments',
  summary: 'Say that a transfer was made: reference, day and amount. Staff check it against the bank.',
  params: byId('pay'),
  body: z.strictObject({ reference: text(140), paidOn: date, amount: positiveAmount }),
  reply: payment,
  refusals: ['payment_not_waiting', 'paid_on_in_future'],
});

// ── staff ──

/**
 * How received money is used; without `allocations` it settles the payment's own invoice, or what the transfer names. None of them:
 * all of it is kept as money on account.
 */
const application = {
  allocations: z
    .array(z.strictObject({ invoiceId: idOf('inv'), amount: positiveAmount }))
    .max(100)
    .refine(
      (rows) => new Set(rows.map(({ invoiceId }) => invoiceId)).size === rows.length,
      'Each invoice once',
    )
    .optional(),
  /** Kept by banks on the way, and tax withheld by the customer: settled and written off, within the tolerance. */
  bankFee: positiveAmount.optional(),
  withholding: positiveAmount.optional(),
};

export const adminPayment = payment.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  invoiceNumber: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decisionReason: z.string().nullable(),
  gatewayId: z.string().nullable(),
});
export type AdminPaymentView = z.infer<typeof adminPayment>;

export const adminListPayments = endpoint({
  id: 'adminListPayments',
  method: 'GET',
  path: '/v1/admin/payments',
  door: 'staff',
  tag: 'Staff: payments',
  summary:
    'All payments; filter `status=pending_approval` for the desk. `q` searches reference, invoice number and account.',
  list: { ...paymentList, filters: { ...paymentList.filters, accountId: idOf('acc') } },
  reply: z.array(adminPayment),
});

export const adminGetPayment = endpoint({
  id: 'adminGetPayment',
  method: 'GET',
  path: '/v1/admin/payments/:id',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'One payment.',
  params: byId('pay'),
  query: empty,
  reply: adminPayment,
});

export const approvePayment = endpoint({
  id: 'adminApprovePayment',
  method: 'POST',
  path: '/v1/admin/payments/:id/approve',
  door: 'staff',
  tag: 'Staff: payments',
  summary:
    'Approve a manual payment: the money has arrived. `amount` where another sum arrived: what is over is money on account.',
  params: byId('pay'),
  body: z.strictObject({ amount: positiveAmount.optional(), note: prose(500).optional(), ...application }),
  reply: adminPayment,
  idempotency: 'optional',
  refusals: [
    'payment_already_decided',
    'account_suspended',
    'invoice_not_payable',
    'invoice_not_found',
    'allocated_above_received',
    'allocated_above_due',
    'difference_above_tolerance',
    'second_approval_needed',
    'approval_pending',
  ],
});

export const rejectPayment = endpoint({
  id: 'adminRejectPayment',
  method: 'POST',
  path: '/v1/admin/payments/:id/reject',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'Reject a manual payment: the money has not arrived. The customer is told why.',
  params: byId('pay'),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminPayment,
  idempotency: 'optional',
  refusals: ['payment_already_decided'],
});

export const recordPayment = endpoint({
  id: 'adminRecordPayment',
  method: 'POST',
  path: '/v1/admin/payments/record',
  door: 'staff',
  tag: 'Staff: payments',
  summary:
    'Record a transfer that nobody had declared, for one invoice or many; the rest is money on account.',
  body: z.strictObject({
    accountId: idOf('acc'),
    method: z.enum(['bank_transfer', 'local_wallet']),
    currency,
    amount: positiveAmount,
    receivedOn: date,
    reference: text(140),
    note: prose(500).optional(),
    ...application,
  }),
  reply: adminPayment,
  status: 201,
  idempotency: 'optional',
  refusals: [
    'account_not_found',
    'account_closed',
    'received_on_in_future',
    'invoice_not_found',
    'invoice_not_payable',
    'currency_differs',
    'allocated_above_received',
    'allocated_above_due',
    'difference_above_tolerance',
    'second_approval_needed',
  ],
});

export const bouncePayment = endpoint({
  id: 'adminBouncePayment',
  method: 'POST',
  path: '/v1/admin/payments/:id/bounce',
  door: 'staff',
  tag: 'Staff: payments',
  summary: "The payer's bank took an approved transfer back: what it had settled is due again.",
  params: byId('pay'),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminPayment,
  idempotency: 'optional',
  refusals: ['payment_not_bounceable', 'money_already_used', 'invoice_credited'],
});
