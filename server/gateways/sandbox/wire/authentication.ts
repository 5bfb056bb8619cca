import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Endpoint } from './endpoint.js';
import { StripeError } from './errors.js';

export const SECRET_KEY = 'sk_test_sandbox';
export const PUBLISHABLE_KEY = 'pk_test_sandbox';

/** Bearer, or Basic with the key as user name. The publishable key opens only what a browser may do. */
export function authenticate(req: Request, endpoint: Endpoint): 'secret' | 'publishable' {
  const shown = keyOf(req.get('authorization') ?? '');
  if (shown === null) {
    throw new StripeError(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      { status: 401 },
    );
  }
  if (isSame(shown, SECRET_KEY)) return 'secret';
  if (!isSame(shown, PUBLISHABLE_KEY)) {
    throw new StripeError(`Invalid API Key provided: ${masked(shown)}`, { status: 401 });
  }
  if (endpoint.publishable !== true) {
    throw new StripeError(
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
      {
        status: 403,
        code: 'secret_key_required',
      },
    );
  }
  return 'publishable';
}

function keyOf(header: string): string | null {
  const [scheme, value] = header.split(' ', 2);
  if (value === undefined || value === '') return null;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return null;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? null;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const masked = (key: string): string =>
  `${key.slice(0, 8)}${'*'.repeat(Math.max(0, Math.min(key.length, 32) - 8))}`;
