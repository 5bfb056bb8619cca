import { createVerify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { GatewayEvent, PaymentGateway } from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import type { Clock } from '../../kit/time.js';
import { type PaypalCalls, PaypalRefused } from './paypal.calls.js';
import { createCertificates } from './paypal.certificates.js';
import { captureAbove } from './paypal.outcomes.js';

/**
 * PayPal repeats a delivery for three days, so it may be that old. What somebody recorded and plays back does no harm:
 * each event is kept once, and moves nothing but what PayPal says when it is asked.
 */
const AGE_MAX_SECONDS = 3 * 86_400 + 3600;
const AHEAD_MAX_SECONDS = 300;
const ALGORITHM = 'SHA256withRSA';

const HEADERS = {
  id: 'paypal-transmission-id',
  time: 'paypal-transmission-time',
  signature: 'paypal-transmission-sig',
  algorithm: 'paypal-auth-algo',
  certificate: 'paypal-cert-url',
} as const;
type Transmission = Readonly<Record<keyof typeof HEADERS, string>>;

const signedEvent = z.object({
  id: z.string().min(1).max(120),
  event_type: z.string().min(1).max(120),
  resource_type: z.string().min(1).max(80),
  resource: z.object({
    id: z.string().max(120).optional(),
    dispute_id: z.string().max(120).optional(),
    links: z.array(z.object({ rel: z.string(), href: z.string() })).optional(),
  }),
});
type SignedEvent = z.infer<typeof signedEvent>;

const verification = z.object({ verification_status: z.string() });

/**
 * Reads webhooks. PayPal signs the CRC32 of a body, and another body with the same CRC32 is easily made: a good signature
 * says that something has happened, never what. So the event only names an object to ask about.
 * Source: https://developer.paypal.com/api/rest/webhooks/rest/#link-verifymessagesignature
 */
export function createPaypalEvents(options: {
  config: PaypalConfig;
  calls: PaypalCalls;
  clock: Clock;
}): Pick<PaymentGateway, 'readEvent'> {
  const { config, calls, clock } = options;
  const certificates = createCertificates({ config, clock });

  async function isSignedByCertificate(sent: Transmission, rawBody: Buffer): Promise<boolean> {
    const certificate = await certificates.trusted(sent.certificate);
    if (certificate === null || certificate.publicKey.asymmetricKeyType !== 'rsa') return false;
    return createVerify('RSA-SHA256')
      .update(`${sent.id}|${sent.time}|${config.webhookId}|${crc32(rawBody)}`)
      .verify(certificate.publicKey, sent.signature, 'base64');
  }

  /** The body goes back byte by byte; written anew, it would no longer be what was signed. */
  async function isSignedByApi(sent: Transmission, rawBody: Buffer): Promise<boolean> {
    const about = JSON.stringify({
      auth_algo: sent.algorithm,
      cert_url: sent.certificate,
      transmission_id: sent.id,
      transmission_sig: sent.signature,
      transmission_time: sent.time,
      webhook_id: config.webhookId,
    });
    const text = `${about.slice(0, -1)},"webhook_event":${rawBody.toString('utf8')}}`;
    try {
      const path = '/v1/notifications/verify-webhook-signature';
      const answer = await calls.askPlainly('verifyWebhook', { path, text });
      return verification.safeParse(answer).data?.verification_status === 'SUCCESS';
    } catch (error) {
      if (error instanceof PaypalRefused) return false; // not even a question that PayPal takes
      throw error;
    }
  }

  return {
    async readEvent(rawBody, header) {
      const sent = transmissionOf(header);
      if (sent?.algorithm !== ALGORITHM || !isTimely(sent.time, clock.now())) return null;
      const payload = parsed(rawBody);
      const event = signedEvent.safeParse(payload);
      if (!event.success) return null;
      const isSigned = config.webhookVerification === 'api' ? isSignedByApi : isSignedByCertificate;
      if (!(await isSigned(sent, rawBody))) return null;
      const object = objectOf(event.data);
      return {
        eventId: event.data.id,
        type: event.data.event_type,
        object,
        parked: object.id === '' ? 'The event names no object' : null,
        payload,
      };
    },
  };
}

function transmissionOf(header: (name: string) => string | undefined): Transmission | null {
  const read = Object.entries(HEADERS).map(([name, key]) => [name, header(key) ?? ''] as const);
  // What is signed is put together with bars; a bar inside would let one part pose as two.
  const isWhole = read.every(([, value]) => value !== '' && value.length <= 1000 && !value.includes('|'));
  return isWhole ? (Object.fromEntries(read) as Transmission) : null;
}

function isTimely(time: string, now: Date): boolean {
  const sentAt = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time) ? Date.parse(time) : Number.NaN;
  const ageSeconds = (now.getTime() - sentAt) / 1000;
  return ageSeconds <= AGE_MAX_SECONDS && ageSeconds >= -AHEAD_MAX_SECONDS;
}

function parsed(rawBody: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return null;
  }
}

/** Which of PayPal's objects is to be asked about. Kinds are named apart from other gateways'. */
function objectOf({ event_type: type, resource_type: kind, resource }: SignedEvent): GatewayEvent['object'] {
  const id = resource.id ?? '';
  if (type === 'PAYMENT.CAPTURE.REVERSED') return { kind: 'paypal.reversal', id: reversalOf(id, resource) };
  if (kind === 'dispute') return { kind: 'paypal.dispute', id: resource.dispute_id ?? '' };
  return { kind: kind === 'checkout-order' ? 'paypal.order' : `paypal.${kind}`, id };
}

/** The resource is what was taken back, with its capture above it; or the capture itself. */
function reversalOf(id: string, { links }: SignedEvent['resource']): string {
  const capture = captureAbove(links);
  return capture === null || id === '' ? id : `${id}@${capture}`;
}
