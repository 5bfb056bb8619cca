import type pg from 'pg';
import type { Logger } from 'pino';
import type { PendingEvent } from '../store/work.js';

/** Waits between the attempts. Stripe's own are longer; the first ones are short so that a demo heals while watched. */
const BACK_OFF_SECONDS = [1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 86400] as const;
const TIMEOUT_MS = 20_000;
/** One slow receiver must not hold up the rest, and not more than this many calls are under way. */
const IN_FLIGHT_MAX = 32;
/** A delivery that its process took along into death is taken up again after this time, or at the next start. */
const LEASE_SECONDS = 60;

/** An event as it is sent. */
export type OutgoingEvent = Pick<PendingEvent, 'gateway' | 'id' | 'type' | 'data'>;

/** The headers of a gateway's webhook, its signature among them. */
export type Sign = (delivery: {
  readonly gateway: PendingEvent['gateway'];
  readonly body: string;
  readonly secret: string;
}) => Promise<Readonly<Record<string, string>>>;

interface DueDelivery {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly copies: number;
  readonly at_once: boolean;
  readonly attempts: number;
  readonly event: OutgoingEvent;
}

export interface SentWebhook {
  readonly eventId: string;
  readonly type: string;
  /** Null: nobody answered. */
  readonly statuses: (number | null)[];
}

export interface Deliveries {
  /** Starts sending what is due and does not wait for the answers. Returns how many deliveries it took. */
  sendDue(): Promise<number>;
  /** Resolves when no answer is awaited any more. */
  idle(): Promise<void>;
  /** Sends held webhooks one after the other and waits for each answer. `eventIds` null: all, in the order they arose. */
  release(order: { eventIds: readonly string[] | null; reversed: boolean }): Promise<SentWebhook[]>;
  send(
    event: OutgoingEvent,
    target: { url: string; secret: string },
    copies: number,
    concurrently: boolean,
  ): Promise<SentWebhook>;
  /** Gives back what a killed process had taken. */
  reclaim(): Promise<void>;
  abort(): void;
}

const COLUMNS = `c.id, c.url, c.secret, c.copies, c.at_once, c.attempts,
  jsonb_build_object('gateway', e.gateway, 'id', e.id, 'type', e.type, 'data', e.data) as event`;

export function createDeliveries(options: {
  readonly pool: pg.Pool;
  readonly sign: Sign;
  readonly logger: Logger;
  /** Called when a delivery has ended: there is room for another, or a time for its retry. */
  readonly onEnded: () => void;
}): Deliveries {
  const { pool, logger } = options;
  let aborting = new AbortController();
  const inFlight = new Set<Promise<void>>();

  async function post(event: OutgoingEvent, target: { url: string; secret: string }): Promise<number | null> {
    const body = JSON.stringify(event.data);
    try {
      const signed = await options.sign({ gateway: event.gateway, body, secret: target.secret });
      const response = await fetch(target.url, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: { 'content-type': 'application/json; charset=utf-8', ...signed },
        signal: AbortSignal.any([aborting.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      logger.debug({ event: event.id, type: event.type, error }, 'sandbox webhook was not answered');
      return null;
    }
  }

  async function send(
    event: OutgoingEvent,
    target: { url: string; secret: string },
    copies: number,
    concurrently: boolean,
  ): Promise<SentWebhook> {
    const statuses: (number | null)[] = [];
    if (concurrently)
      statuses.push(...(await Promise.all(Array.from({ length: copies }, () => post(event, target)))));
    else for (let copy = 0; copy < copies; copy += 1) statuses.push(await post(event, target));
    return { eventId: event.id, type: event.type, statuses };
  }

  async function deliver(due: DueDelivery): Promise<SentWebhook> {
    const sent = await send(due.event, due, due.copies, due.at_once);
    const failed = sent.statuses.find((status) => status === null || status < 200 || status > 299);
    if (failed === undefined) {
      await pool.query("update sandbox.deliveries set state = 'delivered', last_status = $2 where id = $1", [
        due.id,
        sent.statuses.at(-1),
      ]);
      return sent;
    }
    const waitSeconds = BACK_OFF_SECONDS[due.attempts - 1];
    if (aborting.signal.aborted) return sent;
    logger.info(
      { event: due.event.id, type: due.event.type, status: failed, waitSeconds },
      'sandbox webhook will be sent again',
    );
    await pool.query(
      `update sandbox.deliveries set state = $2, last_status = $3, next_at = now() + $4 * interval '1 second' where id = $1`,
      [due.id, waitSeconds === undefined ? 'failed' : 'pending', failed, waitSeconds ?? 0],
    );
    return sent;
  }

  function track(due: DueDelivery): void {
    const ending = deliver(due)
      .then(
        () => {},
        // The lease brings it back.
        (error: unknown) =>
          logger.error({ error, event: due.event.id }, 'sandbox: a delivery was lost track of'),
      )
      .finally(() => {
        inFlight.delete(ending);
        options.onEnded();
      });
    inFlight.add(ending);
  }

  return {
    send,
    sendDue: async () => {
      const room = IN_FLIGHT_MAX - inFlight.size;
      if (room <= 0) return 0;
      const { rows } = await pool.query<DueDelivery>(
        `with c as (
           update sandbox.deliveries set attempts = attempts + 1, next_at = now() + interval '${LEASE_SECONDS} seconds'
           where id in (
             select id from sandbox.deliveries where state = 'pending' and next_at <= now()
             order by id limit $1 for update skip locked)
           returning *
         ) select ${COLUMNS} from c join sandbox.events e on e.id = c.event_id order by c.id`,
        [room],
      );
      for (const row of rows) track(row);
      return rows.length;
    },
    idle: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    release: async ({ eventIds, reversed }) => {
      const { rows } = await pool.query<DueDelivery>(
        `with c as (
           update sandbox.deliveries set state = 'pending', attempts = attempts + 1, next_at = now() + interval '${LEASE_SECONDS} seconds'
           where state = 'held' and ($1::text[] is null or event_id = any($1)) returning *
         ) select ${COLUMNS} from c join sandbox.events e on e.id = c.event_id
         order by coalesce(array_position($1, c.event_id), 0), c.id`,
        [eventIds],
      );
      if (reversed) rows.reverse();
      const sent: SentWebhook[] = [];
      for (const row of rows) sent.push(await deliver(row));
      return sent;
    },
    reclaim: async () => {
      aborting = new AbortController();
      await pool.query(
        "update sandbox.deliveries set next_at = now() where state = 'pending' and attempts > 0",
      );
    },
    abort: () => aborting.abort(),
  };
}
