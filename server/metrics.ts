import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from './kit/db.js';
import { notFound } from './kit/errors.js';
import type { RequestMeter } from './kit/http/observe.js';

export interface Metrics extends RequestMeter {
  /** For Prometheus: from the loopback address, or with the token; anybody else finds nothing here. */
  route(token: string | null): RequestHandler;
}

export function createMetrics(db: Db): Metrics {
  const registers = [new Registry()];
  collectDefaultMetrics({ register: registers[0]! });
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const total = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered',
    labelNames: ['status'],
    registers,
  });
  new Gauge({
    name: 'jobs_waiting',
    help: 'Jobs that are due and not done',
    registers,
    async collect() {
      const { rows } = await db.pool.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE run_at <= now() AND attempts < max_attempts',
      );
      this.set(rows[0]?.n ?? 0);
    },
  });
  new Gauge({
    name: 'audit_failures_open',
    help: 'What the nightly audit found and nobody has resolved',
    registers,
    async collect() {
      const { rows } = await db.pool.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM gateway_exception WHERE gateway = 'audit' AND status = 'open'",
      );
      this.set(rows[0]?.n ?? 0);
    },
  });
  return {
    request: ({ method, route, status, seconds: took }) => {
      seconds.observe({ method, route, status: String(status) }, took);
      total.inc({ status: String(status) });
    },
    route: (token) => async (req, res, next) => {
      if (!isLoopback(req.ip) && !hasToken(req.get('authorization'), token)) return next(notFound('object'));
      res.type('text/plain').send(await registers[0]!.metrics());
    },
  };
}

const isLoopback = (ip: string | undefined): boolean =>
  ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';

function hasToken(header: string | undefined, token: string | null): boolean {
  if (!token || !header) return false;
  const given = Buffer.from(header);
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
