import { z } from 'zod';
import { byId, empty, endpoint, idOf, instant, prose } from '../../kit/endpoint.contract.js';

export const creditSource = z.enum(['package', 'plan', 'bonus', 'adjustment', 'transfer']);
export const creditEntryKind = z.enum([
  'grant',
  'spend',
  'expire',
  'adjust',
  'revoke',
  'restore',
  'transfer',
  'repay',
]);

export const getBalance = endpoint({
  id: 'getCreditBalance',
  method: 'GET',
  path: '/v1/billing/credits/balance',
  door: 'customer',
  tag: 'Credits',
  summary: 'The balance by origin, what is reserved or owed, and the lots in the order they will be spent.',
  query: empty,
  reply: z.object({
    balance: z.int(),
    included: z.int(),
    purchased: z.int(),
    bonus: z.int(),
    reserved: z.int(),
    disputed: z.int(),
    debt: z.int(),
    lots: z.array(
      z.object({
        id: z.string(),
        source: creditSource,
        granted: z.int(),
        remaining: z.int(),
        /** Set aside by work under way. */
        reserved: z.int(),
        /** Its payment is disputed: nothing of it is spent or expires until that is decided. */
        isDisputed: z.boolean(),
        /** The invoice that sold it. */
        invoiceId: z.string().nullable(),
        createdAt: z.string(),
        expiresAt: z.string().nullable(),
        priority: z.int(),
      }),
    ),
  }),
});
export type CreditBalanceView = z.infer<typeof getBalance.reply>;

export const listEntries = endpoint({
  id: 'listCreditEntries',
  method: 'GET',
  path: '/v1/billing/credits/entries',
  door: 'customer',
  tag: 'Credits',
  summary: 'The ledger: every grant and every use.',
  list: {
    sortable: ['createdAt'],
    defaultOrder: 'desc',
    filters: { kind: creditEntryKind, createdAt: instant },
    searchable: false,
  },
  reply: z.array(
    z.object({
      id: z.string(),
      number: z.int(),
      kind: creditEntryKind,
      credits: z.int(),
      balanceAfter: z.int(),
      /** Signed change of what is owed. */
      debt: z.int(),
      lotId: z.string().nullable(),
      source: creditSource.nullable(),
      /** The invoice that sold these credits. */
      invoiceId: z.string().nullable(),
      /** What they were spent on. */
      operation: z.string().nullable(),
      quantity: z.int().nullable(),
      reason: z.string().nullable(),
      createdAt: z.string(),
    }),
  ),
});
export type CreditEntryView = z.infer<typeof listEntries.reply>[number];

const credits = z.int().min(-1_000_000_000_000).max(1_000_000_000_000);

export const adminAdjustCredits = endpoint({
  id: 'adminAdjustCredits',
  method: 'POST',
  path: '/v1/admin/accounts/:id/credits/adjust',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'Gives credits as a gift, or takes some out (below zero), with a reason.',
  params: byId('acc'),
  body: z.strictObject({
    credits: credits.refine((value) => value !== 0, 'Not zero'),
    reason: prose(500),
  }),
  reply: z.object({ balance: z.int() }),
  idempotency: 'required',
  refusals: [
    'forbidden',
    'account_not_found',
    'insufficient_credits',
    'second_approval_needed',
    'approval_pending',
  ],
});

export const adminTransferCredits = endpoint({
  id: 'adminTransferCredits',
  method: 'POST',
  path: '/v1/admin/accounts/:id/credits/transfer',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'Moves credits, with what they were sold for, to another account.',
  params: byId('acc'),
  body: z.strictObject({ toAccountId: idOf('acc'), credits: credits.min(1), reason: prose(500) }),
  reply: z.object({ balance: z.int() }),
  idempotency: 'required',
  refusals: [
    'forbidden',
    'account_not_found',
    'account_closed',
    'same_account',
    'currency_differs',
    'insufficient_credits',
    'second_approval_needed',
    'approval_pending',
  ],
});
