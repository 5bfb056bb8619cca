import type { RequestHandler } from 'express';

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * Refuses what another site made the browser send. Reading `/admin/api` is refused too, since AdminJS runs some actions
 * by GET. Browsers that send no Sec-Fetch-Site must show our own Origin when they change something.
 */
export function sameOriginOnly(baseUrl: string): RequestHandler {
  const own = new URL(baseUrl).origin;
  return (req, res, next) => {
    const site = req.get('sec-fetch-site');
    const origin = req.get('origin');
    const fromUs = site === undefined ? origin === own : site === 'same-origin';
    const byTheApi = req.path.toLowerCase().startsWith('/admin/api/');
    const allowed = isReading(req.method)
      ? !byTheApi || fromUs || (site === undefined && origin === undefined)
      : fromUs;
    if (allowed) next();
    else res.status(403).type('text').send('This request came from another site.');
  };
}
