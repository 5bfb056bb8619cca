import type { WireEvent, Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { missingObject } from '../wire/errors.js';
import { addCondition, type Conditions, readPage } from '../wire/lists.js';
import { expand, flag, list, pagination, shape, text } from '../wire/params.js';

/** Still to be delivered, or given up: what Stripe counts as not successful. */
const UNDELIVERED =
  "select 1 from sandbox.deliveries d where d.event_id = sandbox.events.id and d.state <> 'delivered'";

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/events/:id',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const { rows } = await work.query<{ data: WireEvent }>(
      "select data from sandbox.events where id = $1 and gateway = 'stripe'",
      [id],
    );
    const event = rows[0]?.data;
    if (event === undefined) throw missingObject('event', id);
    await countPending(work, [event]);
    return event;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/events',
  params: shape({
    ...pagination,
    delivery_success: flag().optional(),
    type: text().optional(),
    types: list(text(), 20).optional(),
  }),
  run: async ({ work, params }) => {
    const conditions: Conditions = { sql: ["gateway = 'stripe'"], values: [] };
    const types = params.types ?? (params.type === undefined ? [] : [params.type]);
    if (types.length > 0) {
      const patterns = types.map((type) => type.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'));
      addCondition(conditions, (value) => `type like any(${value}::text[])`, patterns);
    }
    if (params.delivery_success !== undefined) {
      conditions.sql.push(`${params.delivery_success ? 'not ' : ''}exists (${UNDELIVERED})`);
    }
    const page = await readPage<WireEvent>(work, {
      table: 'sandbox.events',
      url: '/v1/events',
      page: params,
      conditions,
      missing: (id, param) => missingObject('event', id, param),
    });
    await countPending(work, page.data);
    return page;
  },
});

/** The stored number is that of the first sending. */
async function countPending(work: Work, events: readonly WireEvent[]): Promise<void> {
  const { rows } = await work.query<{ event_id: string; pending: number }>(
    `select event_id, count(*)::integer as pending from sandbox.deliveries
     where event_id = any($1) and state <> 'delivered' group by event_id`,
    [events.map((event) => event.id)],
  );
  const pendingById = new Map(rows.map((row) => [row.event_id, row.pending]));
  for (const event of events) event.pending_webhooks = pendingById.get(event.id) ?? 0;
}

export const eventEndpoints = [retrieve, listAll];
