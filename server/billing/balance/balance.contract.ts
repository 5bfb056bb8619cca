import { z } from 'zod';
import {
  amount,
  byId,
  currency,
  empty,
  endpoint,
  idOf,
  instant,
  positiveAmount,
} from '../../kit/endpoint.contract.js';

export const moneyEntryKind = z.enum([
  'overpayment',
  'credit_note',
  'used',
  'refund',
  'refund_failed',
  'chargeback',
  'bounced',
]);

const balances = z.array(z.object({ currency: z.string(), amount }));
export type BalancesView = z.infer<typeof balances>;

export const getMoneyOnAccount = endpoint({
  id: 'getMoneyOnAccount',
  method: 'GET',
  path: '/v1/billing/balance',
  door: 'customer',
  tag: 'Money on account',
  summary: 'What was paid or credited and is used for no invoice yet, per currency.',
  query: empty,
  reply: balances,
});

export const listMoneyEntries = endpoint({
  id: 'listMoneyEntries',
  method: 'GET',
  path: '/v1/billing/balance/entries',
  door: 'customer',
  tag: 'Money on account',
  summary: 'Every movement of the money on account.',
  list: {
    sortable: ['createdAt'],
    defaultOrder: 'desc',
    filters: { kind: moneyEntryKind, currency, createdAt: instant },
    searchable: false,
  },
  reply: z.array(
    z.object({
      id: z.string(),
      kind: moneyEntryKind,
      amount,
      balanceAfter: amount,
      currency: z.string(),
      paymentId: z.string().nullable(),
      invoiceId: z.string().nullable(),
      creditNoteId: z.string().nullable(),
      createdAt: z.string(),
    }),
  ),
});

const REFUSALS = [
  'invoice_not_payable',
  'account_suspended',
  'payment_in_progress',
  'nothing_on_account',
  'money_on_account_short',
  'allocated_above_due',
] as const;

export const applyMoneyOnAccount = endpoint({
  id: 'applyMoneyOnAccount',
  method: 'POST',
  path: '/v1/billing/invoices/:id/apply-balance',
  door: 'customer',
  tag: 'Money on account',
  summary: 'Settle an invoice with money on account; without `amount`, as far as it goes.',
  params: byId('inv'),
  body: z.strictObject({ amount: positiveAmount.optional() }),
  reply: balances,
  idempotency: 'optional',
  refusals: REFUSALS,
});

export const adminGetMoneyOnAccount = endpoint({
  id: 'adminGetMoneyOnAccount',
  method: 'GET',
  path: '/v1/admin/accounts/:id/balance',
  door: 'staff',
  tag: 'Staff: payments',
  summary: "An account's money on account.",
  params: z.strictObject({ id: idOf('acc') }),
  query: empty,
  reply: balances,
});

export const adminApplyMoneyOnAccount = endpoint({
  id: 'adminApplyMoneyOnAccount',
  method: 'POST',
  path: '/v1/admin/invoices/:id/apply-balance',
  door: 'staff',
  tag: 'Staff: payments',
  summary: "Settle an invoice with the customer's money on account.",
  params: byId('inv'),
  body: z.strictObject({ amount: positiveAmount.optional() }),
  reply: balances,
  idempotency: 'optional',
  refusals: ['invoice_not_found', ...REFUSALS],
});
