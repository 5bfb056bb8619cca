import {
  type GatewayEvent,
  type GatewayName,
  type Gateways,
  GatewayUnavailable,
} from '../billing/gateway.js';
import { gatewayUnavailable } from '../billing/methods/methods.errors.js';
import { type Actor, authorize } from '../kit/actors.js';
import type { Db, Prisma } from '../kit/db.js';
import { DomainError, notFound } from '../kit/errors.js';
import type { ListQuery, Page } from '../kit/list.js';
import type { Clock } from '../kit/time.js';
import {
  findEvent,
  insertEvent,
  listEvents,
  markReceived,
  recordAttempt,
  type WebhookEvent,
} from './webhooks.store.js';

/** What an event leads to, by the kind of its object. False: it matches nothing of ours. */
export type EventEffects = Readonly<
  Record<string, (objectId: string, event: { type: string }) => Promise<boolean>>
>;

export interface Webhooks {
  /**
   * Checks the signature on the raw body, stores the event once and its job with it, in one transaction; only then may
   * the gateway hear 2xx. Refuses with `invalid_signature` (400), and with `gateway_unavailable` (503) where the signature cannot be
   * checked at this moment, so that the gateway sends it again.
   */
  receive(gateway: GatewayName, rawBody: Buffer, header: (name: string) => string | undefined): Promise<void>;
  /**
   * Works an event off: asks the gateway for the present state of its object and moves ours to it. Twice, late or out
   * of order makes no difference. Throws where another try may help, so that the job comes again.
   */
  work(eventId: string): Promise<void>;
  /** Works it off again, even one that was parked. Refuses with `webhook_event_not_found`. */
  replay(command: { actor: Actor; eventId: string }): Promise<void>;
  get(actor: Actor, eventId: string): Promise<WebhookEvent>;
  list(actor: Actor, list: ListQuery): Promise<Page<WebhookEvent>>;
}

export interface WebhooksDeps {
  db: Db;
  clock: Clock;
  gateways: Gateways;
  effects: EventEffects;
}

export const WEBHOOK_JOB = 'webhooks.work';

/** What an event is about, as it is kept in the row's payload. */
interface Kept {
  object: GatewayEvent['object'];
  parked: string | null;
}

export function createWebhooks({ db, clock, gateways, effects }: WebhooksDeps): Webhooks {
  const get = async (id: string): Promise<WebhookEvent> => {
    const event = await findEvent(db.prisma, id);
    if (!event) throw notFound('webhook_event');
    return event;
  };

  return {
    async receive(gateway, rawBody, header) {
      const event = await reach(gateways[gateway]?.readEvent(rawBody, header));
      if (!event)
        throw new DomainError('malformed', 'invalid_signature', 'The signature does not fit the body.');
      const payload = {
        object: event.object,
        parked: event.parked,
        event: event.payload,
      } as Prisma.InputJsonObject;
      await db.transaction(async (tx) => {
        const { eventId, type } = event;
        const id = await insertEvent(tx, { gateway, eventId, type, objectId: event.object.id, payload });
        if (id) await tx.job(WEBHOOK_JOB, { id });
      });
    },

    async work(id) {
      const event = await findEvent(db.prisma, id);
      if (event?.status !== 'received' && event?.status !== 'failed') return;
      const kept = event.payload as unknown as Kept;
      if (kept.parked)
        return recordAttempt(db.prisma, id, {
          status: 'unmatched',
          lastError: kept.parked,
          processedAt: null,
        });
      const effect = effects[kept.object.kind];
      if (!effect)
        return recordAttempt(db.prisma, id, { status: 'ignored', lastError: null, processedAt: clock.now() });
      try {
        const matched = await effect(kept.object.id, { type: event.type });
        await recordAttempt(db.prisma, id, {
          status: matched ? 'done' : 'unmatched',
          lastError: matched ? null : 'Nothing of ours has this id.',
          processedAt: clock.now(),
        });
      } catch (error) {
        const lastError = error instanceof Error ? error.message.slice(0, 1000) : 'unknown error';
        await recordAttempt(db.prisma, id, { status: 'failed', lastError, processedAt: null });
        throw error;
      }
    },

    async replay({ actor, eventId }) {
      authorize(actor, 'webhooks.replay');
      const event = await get(eventId);
      await db.transaction(async (tx) => {
        await markReceived(tx, event);
        await tx.job(WEBHOOK_JOB, { id: event.id });
        const subject = { type: 'webhook_event', id: event.id };
        tx.audit({ actor, action: 'webhook.replay', subject, accountId: null });
      });
    },

    async get(actor, eventId) {
      authorize(actor, 'webhooks.read');
      return get(eventId);
    },

    async list(actor, list) {
      authorize(actor, 'webhooks.read');
      return listEvents(db, list);
    },
  };
}

async function reach(reading: Promise<GatewayEvent | null> | undefined): Promise<GatewayEvent | null> {
  try {
    return (await reading) ?? null;
  } catch (error) {
    throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
  }
}
