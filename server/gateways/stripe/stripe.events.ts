import Stripe from 'stripe';
import { z } from 'zod';
import type { GatewayEvent } from '../../billing/gateway.js';
import type { StripeConfig } from '../../config.js';
import type { Clock } from '../../kit/time.js';

/** How old a delivery may be, and how far ahead of our clock: beyond it, somebody plays back what he recorded. */
const TOLERANCE_SECONDS = 300;

const signedEvent = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  api_version: z.string().nullable(),
  livemode: z.boolean(),
  data: z.object({ object: z.object({ object: z.string(), id: z.string().optional() }) }),
});

/**
 * Reads webhooks. The SDK compares signatures in constant time, takes any of several (a secret is being replaced) and
 * refuses old ones; it lets pass those from the future, so these are refused here.
 * Source: https://docs.stripe.com/webhooks/signature
 */
export function createStripeEvents({ secretKey, webhookSecret }: StripeConfig, clock: Clock) {
  const { webhooks } = new Stripe(secretKey);
  const isLive = /^[a-z]+_live_/.test(secretKey);

  function verified(rawBody: Buffer, signature: string): unknown {
    const receivedAt = clock.now().getTime();
    if (secondsAhead(signature, receivedAt) > TOLERANCE_SECONDS) return null;
    try {
      return webhooks.constructEvent(
        rawBody,
        signature,
        webhookSecret,
        TOLERANCE_SECONDS,
        undefined,
        receivedAt,
      );
    } catch {
      return null; // a wrong signature, an old one, or a body that is no JSON
    }
  }

  return {
    async readEvent(
      rawBody: Buffer,
      header: (name: string) => string | undefined,
    ): Promise<GatewayEvent | null> {
      const signature = header('stripe-signature');
      if (!signature) return null;
      const payload = verified(rawBody, signature);
      const event = signedEvent.safeParse(payload);
      if (!event.success) return null;
      const { id, type, api_version: version, livemode, data } = event.data;
      const { object: kind, id: objectId } = data.object;
      return {
        eventId: id,
        type,
        object: { kind, id: objectId ?? '' },
        parked: whyParked({ version, livemode, isLive, objectId }),
        payload,
      };
    },
  };
}

function whyParked(event: {
  version: string | null;
  livemode: boolean;
  isLive: boolean;
  objectId: string | undefined;
}): string | null {
  if (event.version !== Stripe.API_VERSION) {
    return `API version ${event.version ?? 'none'} instead of ${Stripe.API_VERSION}`;
  }
  if (event.livemode !== event.isLive) {
    return event.livemode
      ? 'A live event, but the key is for test mode'
      : 'A test event, but the key is live';
  }
  return event.objectId === undefined ? 'The event names no object' : null;
}

/** How far the signed time lies ahead of ours. Infinite for a header whose time cannot be told. */
function secondsAhead(signature: string, receivedAt: number): number {
  const times = signature.split(',').filter((part) => part.startsWith('t='));
  const signedAt = times.length === 1 ? Number(times[0]?.slice(2)) : Number.NaN;
  return Number.isSafeInteger(signedAt) ? signedAt - Math.floor(receivedAt / 1000) : Number.POSITIVE_INFINITY;
}
