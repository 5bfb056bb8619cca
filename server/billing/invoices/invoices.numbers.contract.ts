import { z } from 'zod';
import { empty, endpoint } from '../../kit/endpoint.contract.js';

/** At most so many numbers of a kind are named; how many there are is told beside them. */
export const MOST_NAMED = 1_000;

const named = z.object({ count: z.int(), numbers: z.array(z.string()) });

export const numberSeries = z.object({
  key: z.string(),
  document: z.enum(['invoice', 'credit_note']),
  first: z.string().nullable(),
  last: z.string().nullable(),
  count: z.int(),
  isComplete: z.boolean(),
  missing: named,
  duplicates: named,
  datesBack: named,
});
export type NumberSeriesView = z.infer<typeof numberSeries>;

export const adminNumberSeries = endpoint({
  id: 'adminNumberSeries',
  method: 'GET',
  path: '/v1/admin/number-series',
  door: 'staff',
  tag: 'Staff: invoices',
  summary:
    'The gap report: every number series with its first and last number, and those missing, twice or out of date.',
  query: empty,
  reply: z.array(numberSeries),
});
