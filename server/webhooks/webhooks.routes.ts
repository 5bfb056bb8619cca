import express, { Router } from 'express';
import type { Endpoints } from '../kit/http/router.js';
import {
  adminListWebhookEvents,
  adminReplayWebhookEvent,
  type WebhookEventView,
} from './webhooks.contract.js';
import type { Webhooks } from './webhooks.service.js';
import type { WebhookEvent } from './webhooks.store.js';

/** A gateway's event is some kilobytes; what is larger is not one. */
const MAX_BODY = '512kb';

/** Mounted before every body parser: the signature covers the raw bytes. */
export function gatewayWebhookRoutes(webhooks: Webhooks): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: MAX_BODY });
  for (const gateway of ['stripe', 'paypal'] as const) {
    router.post(`/v1/billing/webhooks/${gateway}`, raw, async (req, res) => {
      const body: unknown = req.body;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      await webhooks.receive(gateway, bytes, (name) => req.get(name));
      res.status(200).json({ received: true });
    });
  }
  return router;
}

const view = (event: WebhookEvent): WebhookEventView => ({
  id: event.id,
  gateway: event.gateway,
  eventId: event.eventId,
  type: event.type,
  objectId: event.objectId,
  status: event.status,
  attempts: event.attempts,
  lastError: event.lastError,
  receivedAt: event.receivedAt.toISOString(),
  processedAt: event.processedAt?.toISOString() ?? null,
});

export function webhooksRoutes(endpoints: Endpoints, webhooks: Webhooks): void {
  endpoints.on(adminListWebhookEvents, async ({ actor, list }) => {
    const { rows, total } = await webhooks.list(actor, list);
    return { rows: rows.map(view), total };
  });
  endpoints.on(adminReplayWebhookEvent, async ({ actor, params }) => {
    await webhooks.replay({ actor, eventId: params.id });
    return view(await webhooks.get(actor, params.id));
  });
}
