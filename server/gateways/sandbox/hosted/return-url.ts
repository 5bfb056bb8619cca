import type { Intent } from '../stripe/authentication.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Only http and https, only to a known origin: a payment page must not send people anywhere. */
export function isAllowedReturn(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (url.username !== '' || url.password !== '') return false;
  return origins.length === 0 ? LOOPBACK.has(url.hostname) : origins.includes(url.origin);
}

/** The return address with what Stripe adds to it. */
export function returnAddress(address: string, intent: Intent): string {
  const url = new URL(address);
  url.searchParams.set(intent.object, intent.id);
  url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '');
  url.searchParams.set('redirect_status', redirectStatus(intent));
  return url.toString();
}

function redirectStatus(intent: Intent): string {
  switch (intent.status) {
    case 'succeeded':
    case 'requires_capture':
      return 'succeeded';
    case 'processing':
      return 'pending';
    default:
      return 'failed';
  }
}
