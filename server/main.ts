import { createServer, type Server } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Express } from 'express';
import pg from 'pg';
import { createApp, createOpsApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { createDocuments } from './documents/documents.js';
import { createPaypalGateway } from './gateways/paypal/paypal.gateway.js';
import { createSandbox, type Sandbox } from './gateways/sandbox/sandbox.js';
import { createStripeGateway } from './gateways/stripe/stripe.gateway.js';
import { SCHEDULE } from './jobs/schedule.js';
import { prepareQueue, startWorker, type Worker } from './jobs/worker.js';
import { createDb, type Db } from './kit/db.js';
import { createLog, type Log } from './kit/log.js';
import { type Clock, systemClock } from './kit/time.js';
import { createLive } from './live/live.service.js';
import { keepMails } from './mail/keep.js';
import { createSendGrid } from './mail/sendgrid.js';
import { createMetrics } from './metrics.js';
import { createServices, type Services } from './services.js';

export interface Running {
  config: Config;
  /** Stops taking requests and jobs, lets those under way end, closes what is open. */
  stop(): Promise<void>;
}

const clock = systemClock;
const DRAIN_MS = 15_000;
const PDF_TIMEOUT_MS = 20_000;
const WORKER_CONCURRENCY = 4;

/** Starts what the role asks for: web, worker or both, and the sandbox gateways where no keys are configured. */
export async function start(): Promise<Running> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    await startAll(config, log, stops);
    return { config, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function startAll(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<void> {
  const onError = (error: Error) => log.warn({ error: error.message }, 'A database connection broke');
  const db = createDb({ url: config.database.url, poolSize: config.database.poolSize, clock, onError });
  stops.push(() => db.close());
  await prepareQueue(db.pool, log);

  if (config.sandbox.url && config.role !== 'worker') stops.push(await startSandbox(config, log));

  const documents = createDocuments({ timeoutMs: PDF_TIMEOUT_MS });
  stops.push(() => documents.close());
  const outside = {
    config,
    log,
    documents,
    gateways: {
      stripe: config.stripe ? createStripeGateway({ config: config.stripe, clock, logger: log }) : null,
      paypal: config.paypal ? createPaypalGateway({ config: config.paypal, clock, logger: log }) : null,
    },
    mailPort: config.mail.sendgridApiKey
      ? createSendGrid({ apiKey: config.mail.sendgridApiKey, baseUrl: config.mail.sendgridBaseUrl })
      : keepMails(),
  };
  const services = createServices({ ...outside, db, clock });
  if (config.seed === 'sample') {
    const { seedSampleData } = await import('../prisma/seed.js');
    const servicesOn = (other: Db, time: Clock) => createServices({ ...outside, db: other, clock: time });
    await seedSampleData({ db, clock, config, log, servicesOn });
  }

  let worker: Worker | null = null;
  if (config.role !== 'web') {
    const { tasks } = services;
    worker = await startWorker({
      pool: db.pool,
      log,
      tasks,
      schedule: SCHEDULE,
      concurrency: WORKER_CONCURRENCY,
    });
    stops.push(worker.stop);
  }
  stops.push(await startWeb({ config, log, db, services, worker }));
  log.info({ port: config.web.port, role: config.role }, 'Countinghouse is ready');
}

interface WebParts {
  config: Config;
  log: Log;
  db: Db;
  services: Services;
  worker: Worker | null;
}

/** A worker without web answers `/health`, `/ready` and `/metrics`, so that it can be watched. */
async function startOps({ config, log, db, worker }: WebParts): Promise<() => Promise<void>> {
  const metrics = createMetrics(db);
  const app = createOpsApp({ config, log, metrics, notReady: () => notReady(db, config, worker) });
  const server = await listen(app, config.web);
  return () => closeServer(server, () => undefined);
}

async function startWeb(parts: WebParts): Promise<() => Promise<void>> {
  const { config, log, db, services, worker } = parts;
  if (config.role === 'worker') return startOps(parts);
  const live = createLive({ url: config.database.url, log });
  await live.start();
  const { createBackoffice } = await import('../backoffice/backoffice.js');
  const backoffice = createBackoffice({ services: services.forBackoffice, db, clock, config, logger: log });
  const { app, drain } = createApp({
    services,
    db,
    clock,
    config,
    log,
    live,
    metrics: createMetrics(db),
    backoffice: backoffice.router,
    notReady: () => notReady(db, config, worker),
  });
  const server = await listen(app, config.web);
  return async () => {
    await closeServer(server, drain);
    await backoffice.close();
    await live.stop();
  };
}

async function notReady(db: Db, config: Config, worker: Worker | null): Promise<string | null> {
  try {
    const { rows } = await db.pool.query<{ open: number }>(
      'SELECT count(*)::int AS open FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    );
    if ((rows[0]?.open ?? 1) > 0) return 'a migration is not finished';
  } catch {
    return 'the database does not answer or is not migrated';
  }
  return config.role !== 'web' && !worker?.isRunning() ? 'the worker is not running' : null;
}

async function listen(app: Express, { host, port }: Config['web']): Promise<Server> {
  const server = createServer(app);
  server.headersTimeout = 20_000;
  server.requestTimeout = 180_000; // 10 MB over a slow telephone
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve(server.off('error', reject) && undefined));
  });
  return server;
}

async function closeServer(server: Server, drain: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  drain();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}

/** The stand-ins for the gateways, on the loopback address only; they never run where live keys are set. */
async function startSandbox(config: Config, log: Log): Promise<() => Promise<void>> {
  const { url, port } = config.sandbox;
  if (!url) throw new Error('The sandbox has no address');
  const webhooks = `http://127.0.0.1:${config.web.port}/v1/billing/webhooks`;
  const pool = new pg.Pool({
    connectionString: config.database.url,
    max: 10,
    application_name: 'countinghouse sandbox',
  });
  pool.on('error', (error) => log.warn({ error: error.message }, 'A sandbox connection broke'));
  const sandbox: Sandbox = createSandbox({
    pool,
    clock,
    logger: log,
    webhookSecret: config.stripe?.webhookSecret ?? '',
    webhookUrl: config.stripe?.apiBase ? `${webhooks}/stripe/` : null,
    paypalWebhook: config.paypal?.apiBase
      ? { url: `${webhooks}/paypal/`, id: config.paypal.webhookId }
      : null,
    publicUrl: url,
    returnOrigins: [config.web.baseUrl],
  });
  await sandbox.start();
  const server = createServer(sandbox.app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve());
  });
  return async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await sandbox.stop();
    await pool.end();
  };
}

/** Run by itself (`node dist/server/main.js`), as in an image: signals drain and end it. */
async function runAlone(): Promise<void> {
  try {
    const running = await start();
    const end = () => void running.stop().then(() => process.exit(0));
    process.once('SIGTERM', end).once('SIGINT', end);
  } catch (error) {
    process.stderr.write(
      error instanceof ConfigError ? `${error.message}\n` : `${String((error as Error).stack)}\n`,
    );
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) void runAlone();
