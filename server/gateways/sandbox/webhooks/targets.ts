import type pg from 'pg';
import type { Rules } from '../control/rules.js';
import type { PlannedDelivery } from '../store/transaction.js';
import type { PendingEvent, WireEvent } from '../store/work.js';

export interface WebhookTarget {
  readonly gateway: PendingEvent['gateway'];
  readonly url: string;
  /** Signs what is sent there. At PayPal's it is the webhook's id, which the signature covers. */
  readonly secret: string;
  /** `['*']` or event types. */
  readonly events: readonly string[];
}

export interface Targets {
  load(): Promise<void>;
  /** One delivery per event and target, as the webhook rules want it. Also counts each event's pending webhooks. */
  plan(events: readonly PendingEvent[]): PlannedDelivery[];
  forEvent(event: Pick<PendingEvent, 'gateway' | 'type'>): readonly WebhookTarget[];
}

/** The configured address and the registered webhook endpoints. */
export function createTargets(options: {
  readonly pool: pg.Pool;
  readonly rules: Rules;
  readonly configured: readonly WebhookTarget[];
}): Targets {
  let targets = options.configured;
  const forEvent = ({ gateway, type }: Pick<PendingEvent, 'gateway' | 'type'>): WebhookTarget[] =>
    targets.filter(
      (target) => target.gateway === gateway && (target.events.includes('*') || target.events.includes(type)),
    );

  return {
    load: async () => {
      const { rows } = await options.pool.query<WebhookTarget>(
        `select 'stripe' as gateway, data->>'url' as url, hidden->>'secret' as secret, data->'enabled_events' as events from sandbox.objects
         where type = 'webhook_endpoint' and data->>'status' = 'enabled' and coalesce(hidden->>'isDeleted', 'false') = 'false'
         order by seq`,
      );
      targets = [...options.configured, ...rows];
    },
    plan: (events) =>
      events.flatMap((event) => {
        const chosen = forEvent(event);
        if (event.gateway === 'stripe') (event.data as WireEvent).pending_webhooks = chosen.length;
        if (chosen.length === 0) return [];
        const action = options.rules.takeForEvent(event.type);
        return chosen.map((target) => ({
          event_id: event.id,
          url: target.url,
          secret: target.secret,
          state:
            action?.type === 'hold'
              ? ('held' as const)
              : action?.type === 'drop'
                ? ('dropped' as const)
                : ('pending' as const),
          copies: action?.type === 'repeat' ? action.copies : 1,
          at_once: action?.type === 'repeat' && action.concurrently,
          delay_ms: action?.type === 'delay' ? action.delayMs : 0,
        }));
      }),
    forEvent,
  };
}
