import { z } from 'zod';
import { empty, endpoint, instant } from '../../kit/endpoint.contract.js';

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
    debt: z.int(),
    lots: z.array(
      z.object({
        id: z.string(),
        source: creditSource,
        granted: z.int(),
        remaining: z.int(),
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
      lotId: z.string().nullable(),
      reason: z.string().nullable(),
      createdAt: z.string(),
    }),
  ),
});
