import { z } from 'zod';
import type { Work } from '../../store/work.js';

/** What an account sets in Stripe's dashboard, and the sandbox in its control plane. */
export const billingSettings = z.strictObject({
  /** Days from one failed attempt of a renewal to the next; smart retries are off. */
  retryDays: z.array(z.number().int().min(1).max(60)).max(8).default([3, 5, 7]),
  /** What becomes of the subscription when the last retry has failed. */
  afterRetries: z.enum(['cancel', 'unpaid', 'past_due']).default('cancel'),
  /** `invoice.upcoming` comes this long before a renewal. */
  upcomingDays: z.number().int().min(0).max(45).default(7),
  /** How long a renewal's invoice stays a draft. */
  finalizeAfterSeconds: z.number().int().min(0).max(86_400).default(3_600),
});
export type BillingSettings = z.infer<typeof billingSettings>;

const PAPER = 'billing settings';

export async function readSettings(work: Pick<Work, 'query'>): Promise<BillingSettings> {
  const { rows } = await work.query<{ content: unknown }>({
    name: 'sandbox-billing-settings',
    text: 'select content from sandbox.papers where name = $1',
    values: [PAPER],
  });
  return billingSettings.parse(rows[0]?.content ?? {});
}

export async function writeSettings(work: Pick<Work, 'query'>, settings: BillingSettings): Promise<void> {
  await work.query(
    'insert into sandbox.papers (name, content) values ($1, $2) on conflict (name) do update set content = excluded.content',
    [PAPER, JSON.stringify(settings)],
  );
}
