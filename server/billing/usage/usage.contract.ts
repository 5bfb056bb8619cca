import { z } from 'zod';
import { byId, endpoint, idOf, instant } from '../../kit/endpoint.contract.js';

const operation = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'The name of an operation');
const quantity = z.int().min(1, 'At least one').max(1_000_000_000, 'Too large');

export const usageRecord = z.strictObject({
  operation,
  quantity,
  siteId: idOf('sit').optional(),
  memberId: idOf('mbr').optional(),
  occurredAt: instant.optional(),
});
export type UsageRecord = z.infer<typeof usageRecord>;

const spent = z.object({ credits: z.int(), balance: z.int() });
const REFUSALS = ['unknown_operation', 'insufficient_credits', 'site_not_found', 'member_not_found'] as const;

export const recordUsage = endpoint({
  id: 'recordUsage',
  method: 'POST',
  path: '/v1/usage/records',
  door: 'apiKey',
  tag: 'Usage',
  summary: 'Records what was used and spends its credits, once per Idempotency-Key.',
  body: usageRecord,
  reply: spent,
  status: 201,
  idempotency: 'required',
  refusals: [...REFUSALS, 'occurred_at_out_of_range'],
});

export const recordUsageBatch = endpoint({
  id: 'recordUsageBatch',
  method: 'POST',
  path: '/v1/usage/records/batch',
  door: 'apiKey',
  tag: 'Usage',
  summary: 'Up to 1,000 records at once: all of them, or none where one is refused.',
  body: z.strictObject({ records: z.array(usageRecord).min(1).max(1000) }),
  reply: z.object({ credits: z.int(), balance: z.int(), records: z.array(z.object({ credits: z.int() })) }),
  status: 201,
  idempotency: 'required',
  refusals: [...REFUSALS, 'occurred_at_out_of_range'],
});

export const holdView = z.object({
  id: z.string(),
  operation: z.string(),
  quantity: z.int(),
  credits: z.int(),
  status: z.enum(['open', 'settled', 'released', 'expired']),
  expiresAt: z.string(),
});

export const createHold = endpoint({
  id: 'createUsageHold',
  method: 'POST',
  path: '/v1/usage/holds',
  door: 'apiKey',
  tag: 'Usage',
  summary: 'Sets the credits of work under way aside, for `expiresIn` seconds at most.',
  body: z.strictObject({ operation, quantity, expiresIn: z.int().min(1).max(86_400) }),
  reply: holdView,
  status: 201,
  idempotency: 'required',
  refusals: ['unknown_operation', 'insufficient_credits'],
});

export const settleHold = endpoint({
  id: 'settleUsageHold',
  method: 'POST',
  path: '/v1/usage/holds/:id/settle',
  door: 'apiKey',
  tag: 'Usage',
  summary: 'Spends what the work came to and frees the rest.',
  params: byId('hld'),
  body: z.strictObject({ quantity: z.int().min(0).max(1_000_000_000) }),
  reply: spent,
  idempotency: 'optional',
  refusals: ['hold_not_found', 'hold_not_open', 'insufficient_credits'],
});

export const releaseHold = endpoint({
  id: 'releaseUsageHold',
  method: 'POST',
  path: '/v1/usage/holds/:id/release',
  door: 'apiKey',
  tag: 'Usage',
  summary: 'Frees what was set aside.',
  params: byId('hld'),
  body: z.strictObject({}),
  reply: holdView,
  idempotency: 'optional',
  refusals: ['hold_not_found', 'hold_not_open'],
});

export const usageAnalytics = endpoint({
  id: 'usageAnalytics',
  method: 'GET',
  path: '/v1/account/usage/analytics',
  door: 'customer',
  tag: 'Usage',
  summary: 'Credits used by day and by operation, and what the month will come to.',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  reply: z.object({
    daily: z.array(z.object({ date: z.string(), credits: z.int() })),
    byOperation: z.array(
      z.object({
        operation: z.string(),
        displayName: z.string(),
        /** What is counted: `article`, `1,000 words`. */
        unit: z.string().nullable(),
        credits: z.int(),
        quantity: z.int(),
        /** Of all credits; the parts sum to exactly 100. */
        percentage: z.number(),
      }),
    ),
    totals: z.object({
      /** Since the first of this month, in the account's time zone. */
      month: z.int(),
      dailyAverage: z.number(),
      mostUsed: z.string().nullable(),
      projectedMonth: z.int(),
    }),
  }),
});
export type UsageAnalyticsView = z.infer<typeof usageAnalytics.reply>;

const cost = z.object({
  operation: z.string(),
  displayName: z.string(),
  unit: z.string(),
  credits: z.int(),
  isActive: z.boolean(),
});
export type CreditCostView = z.infer<typeof cost>;

export const listOperations = endpoint({
  id: 'listOperations',
  method: 'GET',
  path: '/v1/account/usage/operations',
  door: 'customer',
  tag: 'Usage',
  summary: 'What one unit of each operation costs, and the names of those that are no longer in use.',
  query: z.strictObject({}),
  reply: z.array(cost),
});

export const adminListCreditCosts = endpoint({
  id: 'adminListCreditCosts',
  method: 'GET',
  path: '/v1/admin/credit-costs',
  door: 'staff',
  tag: 'Staff: usage',
  summary: 'What one unit of each operation costs.',
  query: z.strictObject({}),
  reply: z.array(cost),
});

export const adminPutCreditCost = endpoint({
  id: 'adminPutCreditCost',
  method: 'PUT',
  path: '/v1/admin/credit-costs',
  door: 'staff',
  tag: 'Staff: usage',
  summary: 'Sets what an operation costs from now on; a new operation is added.',
  body: z.strictObject({
    operation,
    displayName: z.string().trim().min(1).max(80),
    unit: z.string().trim().min(1).max(40),
    credits: z.int().min(0).max(1_000_000_000),
    isActive: z.boolean().default(true),
  }),
  reply: cost,
  refusals: ['forbidden'],
});
