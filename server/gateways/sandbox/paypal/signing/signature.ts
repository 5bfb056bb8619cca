import { createHash, createVerify, randomUUID, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type pg from 'pg';
import type { Clock } from '../../../../kit/time.js';
import { makePapers, type Papers, publicKeyOf } from './certificates.js';

/** The name that PayPal's own certificates for messages carry in its sandbox. */
const LEAF_NAME = 'messageverificationcerts.sandbox.paypal.com';
const YEARS_VALID = 10;
const ALGORITHM = 'SHA256withRSA';

export interface Transmission {
  readonly id: string;
  readonly time: string;
  readonly webhookId: string;
  readonly body: string;
}

export interface Signing {
  /** PayPal's headers for a webhook. */
  headers(delivery: { body: string; webhookId: string }): Promise<Record<string, string>>;
  isGenuine(transmission: Transmission, signature: string): Promise<boolean>;
  /** PEM of a certificate by the last part of its address; null: there is none. */
  certificate(name: string): Promise<string | null>;
}

/**
 * The sandbox signs with certificates of its own, made when they are first needed and kept, so that a restart changes
 * nothing for whoever has seen them.
 */
export function createSigning({
  pool,
  clock,
  publicUrl,
}: {
  pool: pg.Pool;
  clock: Clock;
  publicUrl: string;
}): Signing {
  let known: Papers | null = null;

  async function papers(): Promise<Papers> {
    known ??= (await stored()) ?? (await firstOf(made()));
    return known;
  }

  async function stored(): Promise<Papers | null> {
    const { rows } = await pool.query<{ content: Papers }>(
      "select content from sandbox.papers where name = 'paypal'",
    );
    return rows[0]?.content ?? null;
  }

  /** Two deliveries may ask at once: the papers that were written first are those of both. */
  async function firstOf(wanted: Papers): Promise<Papers> {
    await pool.query(
      "insert into sandbox.papers (name, content) values ('paypal', $1) on conflict do nothing",
      [JSON.stringify(wanted)],
    );
    return (await stored()) ?? wanted;
  }

  function made(): Papers {
    const now = clock.now();
    const from = new Date(now.getTime() - 86_400_000);
    const until = new Date(Date.UTC(now.getUTCFullYear() + YEARS_VALID, now.getUTCMonth(), 1));
    return makePapers({ leafName: LEAF_NAME, from, until });
  }

  return {
    headers: async ({ body, webhookId }) => {
      const { leafKey, leaf } = await papers();
      const transmission = { id: randomUUID(), time: clock.now().toISOString(), webhookId, body };
      return {
        'user-agent': 'PayPal/AUHD-1.0-1',
        'paypal-transmission-id': transmission.id,
        'paypal-transmission-time': transmission.time,
        'paypal-transmission-sig': sign('sha256', messageOf(transmission), leafKey).toString('base64'),
        'paypal-auth-algo': ALGORITHM,
        'paypal-cert-url': `${publicUrl}/paypal/v1/notifications/certs/${nameOf(leaf)}`,
      };
    },
    isGenuine: async (transmission, signature) =>
      createVerify('sha256')
        .update(messageOf(transmission))
        .verify(publicKeyOf(await papers()), signature, 'base64'),
    certificate: async (name) => {
      const { leaf, authority } = await papers();
      if (name === nameOf(leaf)) return leaf;
      return name === AUTHORITY ? authority : null;
    },
  };
}

export const AUTHORITY = 'CA';

/** A new certificate has a new address, so that nobody keeps an old one under it. */
const nameOf = (pem: string): string => `CERT-${createHash('sha256').update(pem).digest('hex').slice(0, 24)}`;

/** Source: https://developer.paypal.com/api/rest/webhooks/rest/#link-verifymessagesignature */
export const messageOf = ({ id, time, webhookId, body }: Transmission): Buffer =>
  Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`, 'utf8');
