import { z } from 'zod';
import { byId, empty, endpoint, instant } from '../kit/endpoint.contract.js';

export const webhookStatus = z.enum(['received', 'done', 'unmatched', 'ignored', 'failed']);

export const webhookEvent = z.object({
  id: z.string(),
  gateway: z.string(),
  eventId: z.string(),
  type: z.string(),
  objectId: z.string().nullable(),
  status: webhookStatus,
  attempts: z.int(),
  lastError: z.string().nullable(),
  receivedAt: z.string(),
  processedAt: z.string().nullable(),
});
export type WebhookEventView = z.infer<typeof webhookEvent>;

export const adminListWebhookEvents = endpoint({
  id: 'adminListWebhookEvents',
  method: 'GET',
  path: '/v1/admin/webhook-events',
  door: 'staff',
  tag: 'Staff: webhooks',
  summary: 'The inbox: what the gateways told us and what became of it.',
  list: {
    sortable: ['receivedAt', 'status'],
    defaultOrder: 'desc',
    filters: {
      status: webhookStatus,
      gateway: z.enum(['stripe', 'paypal']),
      type: z.string().max(100),
      objectId: z.string().max(100),
      receivedAt: instant,
    },
    searchable: false,
  },
  reply: z.array(webhookEvent),
});

export const adminReplayWebhookEvent = endpoint({
  id: 'adminReplayWebhookEvent',
  method: 'POST',
  path: '/v1/admin/webhook-events/:id/replay',
  door: 'staff',
  tag: 'Staff: webhooks',
  summary: 'Work the event off again; harmless where it already had its effect.',
  params: byId('whk'),
  body: empty,
  reply: webhookEvent,
});
