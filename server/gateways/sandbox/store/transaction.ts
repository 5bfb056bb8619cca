import type pg from 'pg';
import type { Clock } from '../../../kit/time.js';
import { createWork, type Origin, type Work } from './work.js';

/** Where an event is to be sent, and how; made by the webhook rules when the event is written. */
export interface PlannedDelivery {
  readonly event_id: string;
  readonly url: string;
  readonly secret: string;
  readonly state: 'pending' | 'held' | 'dropped';
  readonly copies: number;
  readonly at_once: boolean;
  readonly delay_ms: number;
}

export interface IdempotencyRow {
  readonly key: string;
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly request_id: string;
  readonly status: number;
  readonly body: unknown;
  readonly created: number;
}

export interface RequestRow {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly params: unknown;
  readonly idempotency_key: string | null;
  readonly status: number;
}

/** What goes into the same commit as the effect itself. */
export interface Records {
  idempotency?: IdempotencyRow;
  request?: RequestRow;
}

export interface Transactions {
  /**
   * Runs `story` and commits its objects, events, deliveries and records together, or nothing of it where it throws.
   * Deadlocks and lost idempotency races are run again, so `story` must not act on anything but its `Work`.
   */
  run<T>(origin: Origin, story: (work: Work, records: Records) => Promise<T>): Promise<T>;
  /** For reading: no transaction, no lock. What comes into being on the way is written in one statement. */
  read<T>(story: (work: Work) => Promise<T>): Promise<T>;
  recordRequest(row: RequestRow): Promise<void>;
}

const ATTEMPTS_MAX = 4;
/** serialization_failure, deadlock_detected, unique_violation (the idempotency key of a request just committed). */
const RETRIED = new Set(['40001', '40P01', '23505']);

const FLUSH = `
with o as (
  -- The stub of a deleted object has no date; its row keeps the old one.
  insert into sandbox.objects (id, type, created, data, hidden)
  select r.data->>'id', r.data->>'object', coalesce((r.data->>'created')::bigint, 0), r.data, r.hidden
  from jsonb_to_recordset($1::jsonb) as r(data jsonb, hidden jsonb)
  on conflict (id) do update set data = excluded.data, hidden = excluded.hidden
), e as (
  insert into sandbox.events (gateway, id, type, created, data)
  select r.gateway, r.id, r.type, r.created, r.data
  from jsonb_to_recordset($2::jsonb) as r(gateway text, id text, type text, created bigint, data jsonb)
), d as (
  insert into sandbox.deliveries (event_id, url, secret, state, copies, at_once, next_at)
  select r.event_id, r.url, r.secret, r.state, r.copies, r.at_once, now() + r.delay_ms * interval '1 millisecond'
  from jsonb_to_recordset($3::jsonb)
    as r(event_id text, url text, secret text, state text, copies integer, at_once boolean, delay_ms integer)
), f as (
  insert into sandbox.effects (kind, object_id, due_at)
  select r.kind, r.object_id, now() + r.delay_ms * interval '1 millisecond'
  from jsonb_to_recordset($4::jsonb) as r(kind text, object_id text, delay_ms integer)
), m as (
  insert into sandbox.moments (object_id, kind, clock, due)
  select r.object_id, r.kind, r.clock, r.due
  from jsonb_to_recordset($7::jsonb) as r(object_id text, kind text, clock text, due bigint)
  where r.due is not null
  on conflict (object_id, kind) do update set clock = excluded.clock, due = excluded.due
), x as (
  delete from sandbox.moments d using jsonb_to_recordset($7::jsonb) as r(object_id text, kind text, due bigint)
  where r.due is null and d.object_id = r.object_id and d.kind = r.kind
), i as (
  insert into sandbox.idempotency (key, endpoint, fingerprint, request_id, status, body, created)
  select r.key, r.endpoint, r.fingerprint, r.request_id, r.status, r.body, r.created
  from jsonb_to_recordset($5::jsonb)
    as r(key text, endpoint text, fingerprint text, request_id text, status integer, body jsonb, created bigint)
)
insert into sandbox.requests (id, method, path, params, idempotency_key, status)
select r.id, r.method, r.path, r.params, r.idempotency_key, r.status
from jsonb_to_recordset($6::jsonb)
  as r(id text, method text, path text, params jsonb, idempotency_key text, status integer)`;

export function createTransactions(options: {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly planDeliveries: (events: Work['pending']['events']) => PlannedDelivery[];
  /** Called after each commit, before its reply goes out. */
  readonly onCommit: (work: Work) => Promise<void>;
}): Transactions {
  const { pool, clock } = options;
  const nowSeconds = (): number => Math.floor(clock.now().getTime() / 1000);

  async function attempt<T>(origin: Origin, story: (work: Work, records: Records) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    let committed: Work | null = null;
    try {
      await client.query('begin');
      const work = createWork(client, nowSeconds(), origin);
      const records: Records = {};
      const result = await story(work, records);
      const deliveries = options.planDeliveries(work.pending.events);
      await flush(client, work, deliveries, records);
      await client.query('commit');
      committed = work;
      return result;
    } catch (error) {
      await client.query('rollback').catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error('The connection broke');
      });
      throw error;
    } finally {
      client.release(broken);
      if (committed !== null) await options.onCommit(committed);
    }
  }

  return {
    run: async (origin, story) => {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(origin, story);
        } catch (error) {
          const code = (error as { code?: unknown }).code;
          if (attempts >= ATTEMPTS_MAX || typeof code !== 'string' || !RETRIED.has(code)) throw error;
        }
      }
    },
    read: async (story) => {
      const work = createWork(pool, nowSeconds(), { requestId: null, idempotencyKey: null });
      const result = await story(work);
      // Looking at a test token makes a card, which has to be there when it is used. One statement, so no transaction.
      await flush(pool, work, options.planDeliveries(work.pending.events), {});
      return result;
    },
    recordRequest: async (row) => {
      await pool.query({
        name: 'sandbox-flush',
        text: FLUSH,
        values: ['[]', '[]', '[]', '[]', '[]', JSON.stringify([row]), '[]'],
      });
    },
  };
}

async function flush(
  client: Pick<pg.ClientBase, 'query'>,
  work: Work,
  deliveries: readonly PlannedDelivery[],
  records: Records,
): Promise<void> {
  const { objects, events, effects, moments } = work.pending;
  const isEmpty = objects.size + events.length + effects.length + moments.size === 0;
  if (isEmpty && records.idempotency === undefined && records.request === undefined) return;
  const rows = [
    [...objects.values()].map(({ object, hidden }) => ({ data: object, hidden })),
    events,
    deliveries,
    effects,
    records.idempotency === undefined ? [] : [records.idempotency],
    records.request === undefined ? [] : [records.request],
    [...moments.values()],
  ];
  await client.query({
    name: 'sandbox-flush',
    text: FLUSH,
    values: rows.map((part) => JSON.stringify(part)),
  });
}
