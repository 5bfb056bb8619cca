import { randomInt } from 'node:crypto';
import type { Work } from '../store/work.js';
import { instantOf, newPaypalId } from './objects.js';

export interface PaypalEvent {
  readonly id: string;
  readonly event_version: '1.0';
  readonly create_time: string;
  readonly resource_type: string;
  readonly resource_version?: '2.0';
  readonly event_type: string;
  readonly summary: string;
  readonly resource: object;
  readonly links: readonly object[];
}

const SECOND_VERSION = new Set(['capture', 'refund', 'checkout-order']);

/** Writes an event; it is sent once the work is committed. Source: https://developer.paypal.com/api/rest/webhooks/event-names/ */
export function tell(
  work: Work,
  publicUrl: string,
  happened: { type: string; resourceType: string; summary: string; resource: object },
): void {
  const id = `WH-${newPaypalId()}-${String(randomInt(10_000_000, 99_999_999))}`;
  const event: PaypalEvent = {
    id,
    event_version: '1.0',
    create_time: instantOf(work.now),
    resource_type: happened.resourceType,
    ...(SECOND_VERSION.has(happened.resourceType) ? { resource_version: '2.0' as const } : {}),
    event_type: happened.type,
    summary: happened.summary,
    // A copy, because the object may change again before the transaction ends.
    resource: structuredClone(happened.resource),
    links: [
      { href: `${publicUrl}/paypal/v1/notifications/webhooks-events/${id}`, rel: 'self', method: 'GET' },
      {
        href: `${publicUrl}/paypal/v1/notifications/webhooks-events/${id}/resend`,
        rel: 'resend',
        method: 'POST',
      },
    ],
  };
  work.announce({ id, type: happened.type, data: event });
}
