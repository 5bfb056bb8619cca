import type pg from 'pg';
import { missingResource } from '../paypal/wire/errors.js';
import { missingObject } from '../wire/errors.js';
import {
  type Hidden,
  type ObjectType,
  randomText,
  type StoredObject,
  type StoredObjects,
  type StripeType,
} from './objects.js';

export const API_VERSION = '2026-10-28.endive';

/** Which request an event came from; both are null when the sandbox acts by itself. */
export interface Origin {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

export interface WireEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: unknown; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** An event of either gateway on its way into the table. `data` is what is sent. */
export interface PendingEvent {
  readonly gateway: 'stripe' | 'paypal';
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly data: object;
}

export type EffectKind =
  | 'open_dispute'
  | 'finish_refund'
  | 'fail_refund'
  | 'paypal.clear_capture'
  | 'paypal.finish_refund'
  | 'paypal.fail_refund';

export interface EffectRow {
  readonly kind: EffectKind;
  readonly object_id: string;
  readonly delay_ms: number;
}

/** What happens by itself at its time, by the sandbox's clock or a test clock: a renewal, a retry, an expiry. */
export type MomentKind =
  | 'schedule.phase'
  | 'schedule.expiring'
  | 'subscription.trial_will_end'
  | 'subscription.upcoming'
  | 'subscription.resume_collection'
  | 'subscription.cancel'
  | 'subscription.expire'
  | 'subscription.expire_update'
  | 'subscription.period_end'
  | 'invoice.finalize'
  | 'invoice.retry'
  | 'invoice.overdue'
  | 'clock.ready';

export interface MomentRow {
  readonly object_id: string;
  readonly kind: MomentKind;
  /** The test clock that it goes by; empty: the sandbox's own. */
  readonly clock: string;
  /** Unix seconds; null: it does not happen after all. */
  readonly due: number | null;
}

/** Everything that one piece of work wants written. `transaction.ts` writes it in a single statement. */
export interface Pending {
  readonly objects: Map<string, { object: StoredObject; hidden: Hidden }>;
  readonly events: PendingEvent[];
  readonly effects: EffectRow[];
  /** By object and kind: one object has one moment of a kind. */
  readonly moments: Map<string, MomentRow>;
}

/**
 * One request's view of the store. Nothing is written until the surrounding transaction ends, and then all of it
 * together: objects, their events and the idempotency record.
 *
 * Locks are taken in one order everywhere: intent, then charge, then refund or dispute, then payment method, then
 * customer. A deadlock is retried by the transaction all the same.
 */
export interface Work {
  /** Unix seconds of the sandbox's clock, the same for the whole piece of work unless `moveTo` changes it. */
  readonly now: number;
  /** What follows happens at another time: that of a test clock, or the one that a moment was due at. */
  moveTo(unixSeconds: number): void;
  readonly pending: Pending;
  query<R extends pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<R>>;
  find<T extends ObjectType>(type: T, id: string): Promise<StoredObjects[T] | null>;
  /** Like `find`, but a missing or deleted object is the 404 (or, with `param`, the 400) that Stripe answers. */
  get<T extends ObjectType>(type: T, id: string, param?: string): Promise<StoredObjects[T]>;
  /** Like `get`, and holds the row until the transaction ends. */
  lock<T extends ObjectType>(type: T, id: string, param?: string): Promise<StoredObjects[T]>;
  /** The object of any type behind a reference, as this work sees it. */
  follow(id: string): Promise<StoredObject | null>;
  hidden(id: string): Hidden;
  save(object: StoredObject, hidden?: Partial<Hidden>): void;
  emit(type: string, object: StoredObject, previous?: Record<string, unknown>): void;
  /** Tells what happened in PayPal's words. */
  announce(event: Omit<PendingEvent, 'gateway' | 'created'>): void;
  /** Something the outside world does by itself a little later: a dispute, the end of a refund. */
  later(kind: EffectKind, objectId: string, delayMs: number): void;
  /** Sets, moves or (null) drops what happens to an object by itself at its time. */
  schedule(kind: MomentKind, object: { id: string; test_clock: string | null }, due: number | null): void;
}

interface Row {
  type: ObjectType;
  data: StoredObject;
  hidden: Hidden;
}

export function createWork(client: Pick<pg.ClientBase, 'query'>, startedAt: number, origin: Origin): Work {
  const loaded = new Map<string, Row>();
  const pending: Pending = { objects: new Map(), events: [], effects: [], moments: new Map() };
  let now = startedAt;

  async function read(id: string, forUpdate: boolean): Promise<Row | null> {
    const known = loaded.get(id);
    if (known !== undefined && !forUpdate) return known;
    // What this work has already changed is newer than the row, which nobody else can have touched meanwhile.
    if (known !== undefined && pending.objects.has(id)) return known;
    const { rows } = await client.query<Row>(
      forUpdate
        ? {
            name: 'sandbox-lock',
            text: 'select type, data, hidden from sandbox.objects where id = $1 for update',
            values: [id],
          }
        : {
            name: 'sandbox-read',
            text: 'select type, data, hidden from sandbox.objects where id = $1',
            values: [id],
          },
    );
    const row = rows[0] ?? null;
    if (row !== null) loaded.set(id, row);
    return row;
  }

  async function demand<T extends ObjectType>(
    type: T,
    id: string,
    param: string | undefined,
    forUpdate: boolean,
  ): Promise<StoredObjects[T]> {
    const row = await read(id, forUpdate);
    if (row === null || row.type !== type || row.hidden.isDeleted === true)
      throw isStripe(type) ? missingObject(type, id, param) : missingResource();
    return row.data as StoredObjects[T];
  }

  return {
    get now() {
      return now;
    },
    moveTo: (unixSeconds) => {
      now = unixSeconds;
    },
    pending,
    query: (query, values) => client.query(query, values),
    find: async (type, id) => {
      const row = await read(id, false);
      return row === null || row.type !== type ? null : (row.data as StoredObjects[typeof type]);
    },
    get: (type, id, param) => demand(type, id, param, false),
    lock: (type, id, param) => demand(type, id, param, true),
    follow: async (id) => (await read(id, false))?.data ?? null,
    hidden: (id) => loaded.get(id)?.hidden ?? {},
    save: (object, changes = {}) => {
      const hidden = { ...loaded.get(object.id)?.hidden, ...changes };
      loaded.set(object.id, { type: object.object, data: object, hidden });
      pending.objects.set(object.id, { object, hidden });
    },
    emit: (type, object, previous) => {
      const event: WireEvent = {
        id: `evt_${randomText(24)}`,
        object: 'event',
        api_version: API_VERSION,
        created: now,
        // A copy, because the object may change again before the transaction ends.
        data: {
          object: structuredClone(object),
          ...(previous === undefined ? {} : { previous_attributes: previous }),
        },
        livemode: false,
        pending_webhooks: 0,
        request: { id: origin.requestId, idempotency_key: origin.idempotencyKey },
        type,
      };
      pending.events.push({ gateway: 'stripe', id: event.id, type, created: now, data: event });
    },
    announce: (event) => {
      pending.events.push({ ...event, gateway: 'paypal', created: now });
    },
    later: (kind, objectId, delayMs) => {
      pending.effects.push({ kind, object_id: objectId, delay_ms: delayMs });
    },
    schedule: (kind, { id, test_clock: clock }, due) => {
      pending.moments.set(`${id} ${kind}`, { object_id: id, kind, clock: clock ?? '', due });
    },
  };
}

const isStripe = (type: ObjectType): type is StripeType => !type.startsWith('paypal.');

/** The top-level properties that differ, with their former values: Stripe's `previous_attributes`. */
export function previousAttributes<T extends StoredObject>(before: T, after: T): Record<string, unknown> {
  const former: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(before)) {
    const present = (after as unknown as Record<string, unknown>)[name];
    if (JSON.stringify(present) !== JSON.stringify(value)) former[name] = value;
  }
  return former;
}

/** Drops everything that the work would have written. */
export function forgetPending({ pending }: Work): void {
  pending.objects.clear();
  pending.events.length = 0;
  pending.effects.length = 0;
  pending.moments.clear();
}
