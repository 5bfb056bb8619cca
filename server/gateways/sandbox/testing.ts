import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import pino from 'pino';
import Stripe from 'stripe';
import { type Clock, systemClock } from '../../kit/time.js';
import { type SandboxControl, sandboxControl } from './control.js';
import { createSandbox } from './sandbox.js';

/** A sandbox on a free port for tests, with the real SDK and the control plane pointed at it. */
export interface RunningSandbox {
  readonly url: string;
  readonly stripe: Stripe;
  readonly control: SandboxControl;
  /** Another SDK, for instance one without retries. */
  client(config?: Stripe.StripeConfig): Stripe;
  /** A look into the sandbox's own tables. */
  query(sql: string): Promise<pg.QueryResult>;
  stop(): Promise<void>;
}

export async function startTestSandbox(options: {
  readonly databaseUrl: string;
  readonly clock?: Clock;
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly paypalWebhookUrl?: string;
  readonly returnOrigins?: readonly string[];
}): Promise<RunningSandbox> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 10 });
  pool.on('error', () => {});
  const server = createServer();
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  const sandbox = createSandbox({
    pool,
    clock: options.clock ?? systemClock,
    logger: pino({ level: 'silent' }),
    webhookSecret: options.webhookSecret ?? 'whsec_sandbox',
    webhookUrl: options.webhookUrl ?? null,
    paypalWebhook:
      options.paypalWebhookUrl === undefined ? null : { url: options.paypalWebhookUrl, id: 'sandbox' },
    publicUrl: url,
    returnOrigins: options.returnOrigins ?? [],
    // Long enough never to happen by itself in a test; `control.hasten()` makes it happen.
    effectDelayMs: 3_600_000,
  });
  server.on('request', sandbox.app);
  await sandbox.start();
  const client = (config: Stripe.StripeConfig = {}): Stripe =>
    new Stripe('sk_test_sandbox', {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...config,
    });
  return {
    url,
    stripe: client(),
    control: sandboxControl(url),
    client,
    query: (sql) => pool.query(sql),
    stop: async () => {
      await sandbox.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

export interface ReceivedWebhook {
  readonly event: Stripe.Event;
  readonly body: string;
  readonly signature: string;
}

/** Stands where the product's webhook route would be. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** What it answers from now on. */
  answer(status: number): void;
  stop(): Promise<void>;
}

export async function startWebhookReceiver(secret = 'whsec_sandbox'): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status = 200;
  const stripe = new Stripe('sk_test_sandbox');
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const signature = String(req.headers['stripe-signature']);
      // Throws on a wrong signature, which the sandbox then sees as a dropped connection.
      const event = stripe.webhooks.constructEvent(body, signature, secret, 0);
      received.push({ event, body, signature });
      res.writeHead(status).end();
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    received,
    answer: (next) => {
      status = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<number> {
  // A busy test leaves a connection idle for longer than the usual five seconds; closed just as it is used again, the call is lost.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
