import { z } from 'zod';
import { empty, endpoint } from '../kit/endpoint.contract.js';

/** One line of the stream: which rows of which resource changed (no ids: any of them). It carries no data; the client fetches again. */
export const liveMessage = z.object({
  resource: z.enum([
    'invoices',
    'payments',
    'credits',
    'payment-methods',
    'account',
    'subscriptions',
    'credit-notes',
    'balance',
  ]),
  ids: z.array(z.string()),
});
export type LiveMessage = z.infer<typeof liveMessage>;

export const live = endpoint({
  id: 'liveUpdates',
  method: 'GET',
  path: '/v1/live',
  door: 'customer',
  tag: 'Live',
  summary: "Server-sent events: which of the account's objects changed.",
  query: empty,
  reply: 'text/event-stream',
});
