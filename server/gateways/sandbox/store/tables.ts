import type pg from 'pg';

/**
 * The sandbox keeps its state in its own schema, apart from the product's tables and migrations: it plays a company
 * elsewhere, and the product must only ever reach it over HTTP.
 */
const TABLES = `
create schema if not exists sandbox;

create table if not exists sandbox.objects (
  id text primary key,
  type text not null,
  seq bigint generated always as identity,
  created bigint not null,
  data jsonb not null,
  hidden jsonb not null default '{}'
);
create index if not exists objects_by_type on sandbox.objects (type, seq);
create index if not exists objects_by_customer on sandbox.objects (type, (data->>'customer'), seq)
  where data->>'customer' is not null;
create index if not exists objects_by_payment_intent on sandbox.objects (type, (data->>'payment_intent'), seq)
  where data->>'payment_intent' is not null;
create index if not exists objects_by_charge on sandbox.objects (type, (data->>'charge'), seq)
  where data->>'charge' is not null;

create index if not exists objects_by_order on sandbox.objects (type, (data->>'orderId'), seq)
  where data->>'orderId' is not null;
create index if not exists objects_by_capture on sandbox.objects (type, (data->>'captureId'), seq)
  where data->>'captureId' is not null;

create table if not exists sandbox.idempotency (
  key text primary key,
  endpoint text not null,
  fingerprint text not null,
  request_id text not null,
  status integer not null,
  body jsonb not null,
  created bigint not null
);

create table if not exists sandbox.events (
  id text primary key,
  seq bigint generated always as identity,
  type text not null,
  created bigint not null,
  data jsonb not null
);
alter table sandbox.events add column if not exists gateway text not null default 'stripe';
create index if not exists events_by_seq on sandbox.events (seq);
create index if not exists events_by_type on sandbox.events (type, seq);

create table if not exists sandbox.deliveries (
  id bigint generated always as identity primary key,
  event_id text not null,
  url text not null,
  secret text not null,
  state text not null check (state in ('pending', 'held', 'delivered', 'dropped', 'failed')),
  copies integer not null default 1,
  at_once boolean not null default false,
  attempts integer not null default 0,
  last_status integer,
  next_at timestamptz not null default now()
);
create index if not exists deliveries_due on sandbox.deliveries (next_at) where state = 'pending';
create index if not exists deliveries_by_event on sandbox.deliveries (event_id);

create table if not exists sandbox.effects (
  id bigint generated always as identity primary key,
  kind text not null,
  object_id text not null,
  due_at timestamptz not null
);

-- What happens by itself at its time: by the sandbox's clock, or (clock not empty) by a test clock.
create table if not exists sandbox.moments (
  object_id text not null,
  kind text not null,
  clock text not null,
  due bigint not null,
  seq bigint generated always as identity,
  primary key (object_id, kind)
);
create index if not exists moments_due on sandbox.moments (clock, due);
create index if not exists objects_by_invoice on sandbox.objects (type, (data->>'invoice'), seq)
  where data->>'invoice' is not null;
create index if not exists objects_by_subscription on sandbox.objects (type, (data#>>'{parent,subscription_details,subscription}'), seq)
  where data#>>'{parent,subscription_details,subscription}' is not null;

create table if not exists sandbox.requests (
  id text primary key,
  seq bigint generated always as identity,
  method text not null,
  path text not null,
  params jsonb not null,
  idempotency_key text,
  status integer not null,
  received_at timestamptz not null default now()
);
create index if not exists requests_by_seq on sandbox.requests (seq);

-- Certificates and their keys: the sandbox's own, made when they are first needed.
create table if not exists sandbox.papers (
  name text primary key,
  content jsonb not null
);

create table if not exists sandbox.rules (
  id text primary key,
  seq bigint generated always as identity,
  rule jsonb not null
);
`;

const EMPTY_ALL =
  'truncate sandbox.objects, sandbox.idempotency, sandbox.events, sandbox.deliveries, sandbox.effects, sandbox.moments, sandbox.requests, sandbox.rules';

const REQUESTS_KEPT = 5000;

/** Creates what is missing. Two processes may start at once; the advisory lock lets one of them go first. */
export async function createTables(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select pg_advisory_xact_lock(hashtextextended('sandbox.tables', 0))");
    await client.query(TABLES);
    await client.query(
      'delete from sandbox.requests where seq <= (select coalesce(max(seq), 0) - $1 from sandbox.requests)',
      [REQUESTS_KEPT],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

export async function emptyTables(pool: pg.Pool): Promise<void> {
  await pool.query(EMPTY_ALL);
  await pool.query("delete from sandbox.papers where name in ('billing settings', 'clock')");
}
