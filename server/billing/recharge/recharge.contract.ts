import { z } from 'zod';
import { amount, empty, endpoint, idOf, positiveAmount } from '../../kit/endpoint.contract.js';

export const autoRecharge = z.object({
  isEnabled: z.boolean(),
  /** `off`; `ready`; `under_way`: being paid; `waiting`: until `nextAttemptAt`; `paused`: until somebody resumes it. */
  state: z.enum(['off', 'ready', 'under_way', 'waiting', 'paused']),
  /** Why it waits or is paused: a code such as `card_declined`, `authentication_required`, `monthly_cap_reached`. */
  reason: z.string().nullable(),
  pausedAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  lastAttemptAt: z.string().nullable(),
  failures: z.int(),
  /** Null, as the following, where it was never set up. */
  threshold: z.int().nullable(),
  packageId: z.string().nullable(),
  savedPaymentMethodId: z.string().nullable(),
  /** Minor units that may be charged in a calendar month (UTC), taxes included. */
  monthlyCap: amount.nullable(),
  currency: z.string(),
  /** Charged, or being charged, in this month. */
  usedThisMonth: amount,
});
export type AutoRechargeView = z.infer<typeof autoRecharge>;

export const getAutoRecharge = endpoint({
  id: 'getAutoRecharge',
  method: 'GET',
  path: '/v1/account/auto-recharge',
  door: 'customer',
  tag: 'Credits',
  summary: 'Whether credits are bought by themselves when they run low, and how that stands.',
  query: empty,
  reply: autoRecharge,
});

export const putAutoRecharge = endpoint({
  id: 'putAutoRecharge',
  method: 'PUT',
  path: '/v1/account/auto-recharge',
  door: 'customer',
  tag: 'Credits',
  summary:
    'Buys the package by the saved method whenever fewer credits than the threshold can be spent, up to the cap per month. Ends a pause.',
  body: z.strictObject({
    isEnabled: z.boolean(),
    threshold: z.int().min(0).max(1_000_000_000),
    packageId: idOf('pkg'),
    savedPaymentMethodId: idOf('spm'),
    monthlyCap: positiveAmount,
  }),
  reply: autoRecharge,
  refusals: [
    'forbidden',
    'credit_package_not_found',
    'payment_method_not_found',
    'method_not_available',
    'monthly_cap_too_low',
    'account_suspended',
  ],
});

export const resumeAutoRecharge = endpoint({
  id: 'resumeAutoRecharge',
  method: 'POST',
  path: '/v1/account/auto-recharge/resume',
  door: 'customer',
  tag: 'Credits',
  summary: 'Ends a pause: the next attempt is made at once if credits are low.',
  body: empty,
  reply: autoRecharge,
  refusals: ['forbidden', 'auto_recharge_not_paused'],
});
