import type { RequestHandler } from 'express';
import { crossSite } from './identity.errors.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send. `Sec-Fetch-Site` is believed first, since no page can set it; then
 * `Origin`. Without either, a request with a cookie is refused and one without is let through: that is no browser, and
 * it has nothing to lose. Stands in front of sign-in as well, so that nobody is signed in as somebody else unawares.
 */
export function sameOrigin(baseUrl: string): RequestHandler {
  const ours = new URL(baseUrl).origin;
  return (req, _res, next) => {
    if (SAFE_METHODS.has(req.method)) return next();
    const site = req.get('sec-fetch-site');
    const origin = req.get('origin');
    const allowed =
      site !== undefined
        ? site === 'same-origin'
        : origin !== undefined
          ? origin === ours
          : !req.headers.cookie;
    next(allowed ? undefined : crossSite());
  };
}
