import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { PaypalError } from './errors.js';

export const CLIENT_ID = 'sandbox';
export const CLIENT_SECRET = 'sandbox';
const TOKEN_SECONDS = 32_400;
/** Well known, like the client's secret: the sandbox listens at home only. A token outlives a killed process. */
const TOKEN_KEY = 'countinghouse-sandbox';

/** `Authorization: Basic` with the client's id and secret. */
export function isClient(req: Request): boolean {
  const [scheme, value = ''] = (req.get('authorization') ?? '').split(' ', 2);
  if (scheme?.toLowerCase() !== 'basic') return false;
  return isSame(Buffer.from(value, 'base64').toString('utf8'), `${CLIENT_ID}:${CLIENT_SECRET}`);
}

export function newToken(nowSeconds: number): { token: string; expiresIn: number } {
  const expiry = nowSeconds + TOKEN_SECONDS;
  return { token: `A21AA.${expiry}.${sealOf(expiry)}`, expiresIn: TOKEN_SECONDS };
}

/** Refuses a request without a token that is valid now. */
export function requireToken(req: Request, nowSeconds: number): void {
  const [scheme, value = ''] = (req.get('authorization') ?? '').split(' ', 2);
  const [, expiry = '', seal = ''] = value.split('.');
  const isValid =
    scheme?.toLowerCase() === 'bearer' && isSame(seal, sealOf(Number(expiry))) && Number(expiry) > nowSeconds;
  if (!isValid) throw new PaypalError(401, null);
}

const sealOf = (expiry: number): string =>
  createHmac('sha256', TOKEN_KEY).update(String(expiry)).digest('base64url');

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
