import { z } from 'zod';

/** Bodies of the control plane. Paths and examples stand in the README beside this folder. */

export const callRule = z.strictObject({
  kind: z.literal('call'),
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE', '*']).default('*'),
  path: z.string().min(1).max(200),
  when: z.enum(['before', 'after']).default('before'),
  outcome: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('status'), status: z.number().int().min(400).max(599) }),
    z.strictObject({ type: z.literal('drop') }),
    z.strictObject({ type: z.literal('hold') }),
  ]),
  skip: z.number().int().min(0).max(1000).default(0),
  times: z.number().int().min(1).max(1000).default(1),
});

export const webhookRule = z.strictObject({
  kind: z.literal('webhook'),
  event: z.string().min(1).max(100).default('*'),
  action: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('repeat'),
      copies: z.number().int().min(2).max(500),
      concurrently: z.boolean().default(false),
    }),
    z.strictObject({ type: z.literal('hold') }),
    z.strictObject({ type: z.literal('drop') }),
    z.strictObject({ type: z.literal('delay'), delayMs: z.number().int().min(0).max(86_400_000) }),
  ]),
  times: z.number().int().min(1).max(100_000).nullable().default(null),
});

export const newRule = z
  .discriminatedUnion('kind', [callRule, webhookRule])
  .refine((rule) => rule.kind !== 'call' || rule.outcome.type !== 'hold' || rule.when === 'after', {
    message: 'A reply can only be held after the call took effect.',
    path: ['when'],
  });

export const authenticateBody = z.strictObject({ outcome: z.enum(['succeed', 'fail']).default('succeed') });

export const disputeBody = z.strictObject({
  charge: z.string().optional(),
  paymentIntent: z.string().optional(),
  reason: z.string().max(100).default('fraudulent'),
  amount: z.number().int().min(1).nullable().default(null),
  isInquiry: z.boolean().default(false),
});

export const releaseRepliesBody = z.strictObject({ requestId: z.string().nullable().default(null) });
export const releaseWebhooksBody = z.strictObject({
  eventIds: z.array(z.string()).max(1000).nullable().default(null),
  reversed: z.boolean().default(false),
});

export const sendBody = z.strictObject({
  copies: z.number().int().min(1).max(500).default(1),
  concurrently: z.boolean().default(false),
});

export type NewRuleInput = z.input<typeof newRule>;
