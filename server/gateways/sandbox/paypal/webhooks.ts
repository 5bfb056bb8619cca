import { z } from 'zod';
import type { PaypalEvent } from './events.js';
import type { Signing } from './signing/signature.js';
import { type PaypalEndpoint, paypalEndpoint } from './wire/endpoint.js';
import { missingResource } from './wire/errors.js';
import { nothing, text } from './wire/params.js';

export function webhookEndpoints(signing: Signing): PaypalEndpoint[] {
  const verify = paypalEndpoint({
    method: 'POST',
    path: '/v1/notifications/verify-webhook-signature',
    body: z.object({
      auth_algo: text(100),
      cert_url: text(500),
      transmission_id: text(50),
      transmission_sig: text(500),
      transmission_time: text(100),
      webhook_id: text(50),
      webhook_event: z.object({}).loose(),
    }),
    keyKeptSeconds: null,
    run: async ({ body, rawBody }) => {
      const transmission = {
        id: body.transmission_id,
        time: body.transmission_time,
        webhookId: body.webhook_id,
        body: rawMember(rawBody, 'webhook_event') ?? '',
      };
      const isGenuine =
        body.auth_algo === 'SHA256withRSA' && (await signing.isGenuine(transmission, body.transmission_sig));
      return { status: 200, body: { verification_status: isGenuine ? 'SUCCESS' : 'FAILURE' } };
    },
  });

  const retrieve = paypalEndpoint({
    method: 'GET',
    path: '/v1/notifications/webhooks-events/:id',
    body: nothing,
    keyKeptSeconds: null,
    run: async ({ work, id }) => {
      const { rows } = await work.query<{ data: PaypalEvent }>(
        "select data from sandbox.events where id = $1 and gateway = 'paypal'",
        [id],
      );
      const event = rows[0]?.data;
      if (event === undefined) throw missingResource();
      return { status: 200, body: event };
    },
  });

  const listAll = paypalEndpoint({
    method: 'GET',
    path: '/v1/notifications/webhooks-events',
    body: nothing,
    keyKeptSeconds: null,
    run: async ({ work, query, publicUrl }) => {
      const size = Math.min(Math.max(Number(query['page_size'] ?? 10) || 10, 1), 300);
      const { rows } = await work.query<{ data: PaypalEvent }>(
        `select data from sandbox.events where gateway = 'paypal' and ($1::text is null or type = $1)
           and ($2::timestamptz is null or to_timestamp(created) >= $2)
           and ($3::timestamptz is null or to_timestamp(created) <= $3)
         order by seq desc limit ${size}`,
        [query['event_type'] ?? null, instant(query['start_time']), instant(query['end_time'])],
      );
      const self = {
        href: `${publicUrl}/paypal/v1/notifications/webhooks-events`,
        rel: 'self',
        method: 'GET',
      };
      return {
        status: 200,
        body: { events: rows.map(({ data }) => data), count: rows.length, links: [self] },
      };
    },
  });

  return [verify, retrieve, listAll];
}

const instant = (written: string | undefined): string | null =>
  written !== undefined && !Number.isNaN(Date.parse(written)) ? written : null;

/** The member's value exactly as it was written: what was signed are its bytes, not its meaning. */
export function rawMember(json: string, member: string): string | null {
  const start = new RegExp(`"${member}"\\s*:\\s*`).exec(json);
  if (start === null) return null;
  const from = start.index + start[0].length;
  let depth = 0;
  let isText = false;
  for (let at = from; at < json.length; at += 1) {
    const character = json[at];
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return json.slice(from, at + 1);
    }
  }
  return null;
}
