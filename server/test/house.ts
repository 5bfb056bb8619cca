import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger, runOnce } from 'graphile-worker';
import pino from 'pino';
import { createApp } from '../app.js';
import type { CardGateway, WalletGateway } from '../billing/gateway.js';
import { readConfig } from '../config.js';
import { createDocuments } from '../documents/documents.js';
import { createPaypalGateway } from '../gateways/paypal/paypal.gateway.js';
import type { SandboxControl } from '../gateways/sandbox/control.js';
import { startTestSandbox } from '../gateways/sandbox/testing.js';
import { createStripeGateway } from '../gateways/stripe/stripe.gateway.js';
import { SCHEDULE } from '../jobs/schedule.js';
import { startWorker, type Tasks, type Worker } from '../jobs/worker.js';
import type { CustomerActor, StaffActor } from '../kit/actors.js';
import { createDb, type Db } from '../kit/db.js';
import type { Log } from '../kit/log.js';
import { addSeconds, type Clock, calendarDate, systemClock } from '../kit/time.js';
import { createLive } from '../live/live.service.js';
import { keepMails } from '../mail/keep.js';
import { createMetrics } from '../metrics.js';
import { createServices, type Services } from '../services.js';
import { freshDatabase } from './database.js';
import { breaches, type Sql } from './house.books.js';
import { type Cast, seedHouse, signInAll } from './house.cast.js';
import { type Answer, type Client, openClient } from './house.client.js';
import { until } from './house.waits.js';

export type { Answer, Client };

/** A house has much to do, and the machine may be busy: what only waits for its turn must not fail. */
(import.meta as { jest?: { setTimeout(ms: number): void } }).jest?.setTimeout(120_000);

export const GOOD_CARD = { method: 'stripe', paymentMethodToken: 'pm_card_visa' };

export interface Fault {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface HouseOptions {
  /** Jobs run by themselves. Off: `work()` runs what is due. */
  worker?: boolean;
  /** Connections of the program; each transaction needs one. */
  poolSize?: number;
  /** Further settings of the environment. */
  env?: Record<string, string>;
}

/** The whole program in this process: real PostgreSQL, the sandbox gateway with its webhooks over HTTP, the real Stripe SDK. */
export interface House extends Cast {
  readonly baseUrl: string;
  readonly databaseUrl: string;
  readonly db: Db;
  readonly services: Services;
  readonly cards: CardGateway;
  /** Where proofs of payment are kept. */
  readonly proofFolder: string;
  readonly wallets: WalletGateway;
  readonly sandboxUrl: string;
  readonly control: SandboxControl;
  readonly acme: CustomerActor;
  readonly globex: CustomerActor;
  readonly samActor: StaffActor;
  /** Ids of the packages on sale, by slug. */
  readonly packages: Readonly<Record<string, string>>;
  /** What the program logged as a warning or worse. */
  readonly faults: Fault[];
  readonly clock: Clock;
  /** Our clock runs with the machine's, this much ahead. The job queue keeps the database's own time. */
  advance(seconds: number): void;
  /** A purchase over HTTP; `payWith` defaults to the card that always succeeds. */
  buy(by: Client, slug: string, payWith?: object, headers?: Record<string, string>): Promise<Answer>;
  /** A purchase by bank transfer over HTTP (Charlie's company), declared and waiting for staff; answers the payment's id. */
  transfer(slug?: string): Promise<string>;
  /** A browser that is not signed in. */
  stranger(): Client;
  sql: Sql;
  /** Runs the jobs that are due, and those that they lead to. */
  work(): Promise<void>;
  /** Delivers what webhooks wait and does the jobs that are due, but for papers and mails, which take their time. */
  settle(): Promise<void>;
  /** What is wrong with the books; `{}` when nothing is. */
  books(): ReturnType<typeof breaches>;
  /** Waits until something holds, five times a second and more; throws after the deadline. */
  until<T>(what: string, look: () => Promise<T | null | undefined | false>, deadlineMs?: number): Promise<T>;
  close(): Promise<void>;
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    return { ...(await build(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  options: HouseOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<House, 'close'>> {
  const database = await freshDatabase();
  closers.push(database.drop);
  let aheadSeconds = 0;
  const clock: Clock = { now: () => addSeconds(systemClock.now(), aheadSeconds) };
  const server = createServer();
  await listen(server);
  const baseUrl = `http://127.0.0.1:${portOf(server)}`;
  closers.push(() => shut(server));
  const sandbox = await startTestSandbox({
    databaseUrl: database.url,
    clock,
    webhookUrl: `${baseUrl}/v1/billing/webhooks/stripe/`,
    paypalWebhookUrl: `${baseUrl}/v1/billing/webhooks/paypal/`,
    returnOrigins: [baseUrl],
  });
  closers.push(sandbox.stop);
  const proofFolder = await mkdtemp(join(tmpdir(), 'proofs-'));
  closers.push(() => rm(proofFolder, { recursive: true, force: true }));
  const config = readConfig({
    DATABASE_URL: database.url,
    PROOF_DIR: proofFolder,
    BASE_URL: baseUrl,
    PORT: String(portOf(server)),
    SANDBOX_PORT: new URL(sandbox.url).port,
    AUTH_ANSWER_FLOOR_MS: '0',
    AUTH_RATE_LIMITS: 'false',
    ...options.env,
  });
  const faults: Fault[] = [];
  const log = listening(faults);
  const db = createDb({
    url: database.url,
    poolSize: options.poolSize ?? 16,
    clock,
    onError: () => undefined,
  });
  closers.push(() => db.close());
  const documents = createDocuments({ timeoutMs: 20_000 });
  closers.push(() => documents.close());
  if (!config.stripe || !config.paypal) throw new Error('The sandbox is off');
  const cards = createStripeGateway({ config: config.stripe, clock, logger: log });
  const wallets = createPaypalGateway({ config: config.paypal, clock, logger: log });
  const services = createServices({
    db,
    clock,
    config,
    log,
    gateways: { stripe: cards, paypal: wallets },
    documents,
    mailPort: keepMails(),
  });
  const live = createLive({ url: database.url, log });
  await live.start();
  closers.push(live.stop);
  const seeded = await seedHouse(services, db);

  let worker: Worker | null = null;
  if (options.worker) {
    worker = await startWorker({
      pool: db.pool,
      log,
      tasks: services.tasks,
      schedule: SCHEDULE,
      concurrency: 4,
    });
    closers.push(worker.stop);
  }
  const notReady = async () => (worker?.isRunning() ? null : 'the worker is not running');
  const app = createApp({
    services,
    db,
    clock,
    config,
    log,
    live,
    metrics: createMetrics(db),
    backoffice: null,
    notReady,
  });
  closers.push(async () => app.drain());
  server.on('request', app.app);

  const sql: Sql = async (text, values = []) => (await db.pool.query(text, values)).rows;
  const runDue = (taskList: Tasks) =>
    runOnce({
      pgPool: db.pool,
      logger: silent,
      noHandleSignals: true,
      concurrency: 4,
      taskList: { ...taskList },
    });
  const work = () => runDue(services.tasks);
  const people = await signInAll(baseUrl);
  const buy: House['buy'] = (by, slug, payWith = GOOD_CARD, headers = {}) =>
    by.post('/v1/billing/credits/purchase', { packageId: seeded.packages[slug], ...payWith }, headers);
  return {
    baseUrl,
    databaseUrl: database.url,
    db,
    services,
    cards,
    proofFolder,
    wallets,
    sandboxUrl: sandbox.url,
    control: sandbox.control,
    ...seeded,
    faults,
    clock,
    advance: (seconds) => {
      aheadSeconds += seconds;
    },
    stranger: () => openClient(baseUrl),
    sql,
    work,
    settle: async () => {
      await sandbox.control.settleWebhooks();
      await runDue(withoutPaper(services.tasks));
    },
    books: () => breaches(db),
    until,
    buy,
    transfer: async (slug = 'starter') => {
      const { payment, invoice } = (await buy(people.charlie, slug, { method: 'bank_transfer' })).body;
      const declared = {
        reference: invoice.paymentReference,
        paidOn: calendarDate(clock.now()),
        amount: payment.amount,
      };
      const answer = await people.charlie.post(`/v1/billing/payments/${payment.id}/declare`, declared);
      if (answer.status !== 200) throw new Error(`The transfer was not declared: ${answer.bytes.toString()}`);
      return payment.id;
    },
    ...people,
  };
}

const withoutPaper = (tasks: Tasks): Tasks =>
  Object.fromEntries(Object.entries(tasks).filter(([name]) => !/^(mail|invoices|creditNotes)\./.test(name)));

const silent = new Logger(() => () => undefined);

/** Keeps what is logged instead of printing it. */
const listening = (faults: Fault[]): Log =>
  pino({
    level: 'warn',
    hooks: {
      logMethod: ([fields, message]: unknown[]) => {
        faults.push({
          message: String(message ?? ''),
          fields: typeof fields === 'object' && fields ? { ...fields } : { fields },
        });
      },
    },
  });

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
