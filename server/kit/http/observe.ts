import type { RequestHandler } from 'express';
import { requestId } from '../db.js';
import { newId } from '../ids.js';
import type { Log } from '../log.js';

export interface RequestMeter {
  request(done: { method: string; route: string; status: number; seconds: number }): void;
}

/** Gives each request an id, logs it once it is answered (no body, no query, no cookie) and counts it. */
export function observe(log: Log, meter: RequestMeter): RequestHandler {
  return (req, res, next) => {
    const id = newId('req');
    const since = process.hrtime.bigint();
    res.locals.requestId = id;
    res.set('X-Request-Id', id);
    res.on('finish', () => {
      const seconds = Number(process.hrtime.bigint() - since) / 1e9;
      const route = routeOf(req.route);
      meter.request({ method: req.method, route, status: res.statusCode, seconds });
      const fields = {
        requestId: id,
        method: req.method,
        path: req.path,
        status: res.statusCode,
        ms: Math.round(seconds * 1000),
      };
      if (res.statusCode >= 500) log.warn(fields, 'request');
      else log.debug(fields, 'request');
    });
    requestId.run(id, next);
  };
}

/** The pattern, not the path: ids must not become label values. */
function routeOf(route: unknown): string {
  const path = (route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'other';
}
