import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../../kit/time.js';
import { createSandboxClock } from './control/clock.js';
import { mountControl } from './control/control-plane.js';
import { createHeldReplies } from './control/held-replies.js';
import { createRules } from './control/rules.js';
import { mountHosted } from './hosted/hosted.js';
import { paypalEffects } from './paypal/effects.js';
import { mountPaypal } from './paypal/paypal.js';
import { createSigning } from './paypal/signing/signature.js';
import { PaypalError } from './paypal/wire/errors.js';
import { runDueEffects } from './store/effects.js';
import { createTables } from './store/tables.js';
import { createTransactions } from './store/transaction.js';
import { runDueMoment } from './stripe/billing/moments.js';
import { stripeEffects } from './stripe/effects.js';
import { stripeEndpoints } from './stripe/endpoints.js';
import { createDeliveries, type Sign } from './webhooks/deliveries.js';
import { createLoop } from './webhooks/loop.js';
import { stripeHeaders } from './webhooks/signature.js';
import { createTargets, type WebhookTarget } from './webhooks/targets.js';
import { mountApi } from './wire/api.js';
import { apiErrorBody, StripeError } from './wire/errors.js';

export interface SandboxOptions {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Signs what goes to `webhookUrl`. */
  readonly webhookSecret: string;
  /** Receives every event of Stripe's; null: only registered webhook endpoints do. */
  readonly webhookUrl: string | null;
  /** Receives every event of PayPal's, signed under its id. */
  readonly paypalWebhook: { readonly url: string; readonly id: string } | null;
  /** `http://host:port` of the sandbox itself, as a browser reaches it. */
  readonly publicUrl: string;
  /** Origins that the hosted pages may send a customer back to; empty: any on the loopback address. */
  readonly returnOrigins: readonly string[];
  /** How long a bank takes to dispute a charge or to finish a late refund. Default two seconds. */
  readonly effectDelayMs?: number;
}

export interface Sandbox {
  readonly app: Express;
  /** Creates its tables where they are missing and sends the webhooks that a former process left behind. */
  start(): Promise<void>;
  /** Stops sending. What is not sent stays in the database. Held replies are let go. */
  stop(): Promise<void>;
}

const BODY_MAX = '256kb';
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '::1']);

/**
 * A stand-in for Stripe (API version 2026-10-28.endive, test mode, cards only) and, under `/paypal`, for PayPal (orders,
 * captures, refunds, vault), which speaks their wires. Its state lives in PostgreSQL (schema `sandbox`): each request's effect, events and idempotency record are one commit.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { pool, clock, logger } = options;
  const surroundings = {
    publicUrl: options.publicUrl.replace(/\/$/, ''),
    effectDelayMs: options.effectDelayMs ?? 2_000,
  };
  const time = createSandboxClock(pool, clock);
  const rules = createRules(pool);
  const heldReplies = createHeldReplies();
  const targets = createTargets({ pool, rules, configured: targetsOf(options) });
  const signing = createSigning({ pool, clock, publicUrl: surroundings.publicUrl });
  const deliveries = createDeliveries({
    pool,
    logger,
    sign: signWith(signing, clock),
    onEnded: () => loop.wake(),
  });
  const effects = { ...stripeEffects, ...paypalEffects(surroundings.publicUrl) };
  const transactions = createTransactions({
    pool,
    clock: time,
    planDeliveries: targets.plan,
    onCommit: async ({ pending }) => {
      await rules.persist();
      if ([...pending.objects.values()].some(({ object }) => object.object === 'webhook_endpoint'))
        await targets.load();
      if (pending.events.length + pending.effects.length + pending.moments.size > 0) loop.wake();
    },
  });
  const loop = createLoop({
    pool,
    logger,
    nowMs: () => time.now().getTime(),
    runDue: async () =>
      (await runDueEffects(transactions, effects, isRefusal)) +
      (await runDueMoment(transactions, surroundings, isRefusal)) +
      (await deliveries.sendDue()),
    idle: deliveries.idle,
  });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.text({ type: () => true, limit: BODY_MAX }));
  const catchUp = async () => {
    while ((await runDueMoment(transactions, surroundings, isRefusal)) > 0);
  };
  mountApi(app, stripeEndpoints, { transactions, rules, heldReplies, logger, surroundings, catchUp });
  const { returnOrigins } = options;
  mountPaypal(app, { transactions, rules, heldReplies, logger, clock, surroundings, signing, returnOrigins });
  mountHosted(app, { transactions, surroundings, clock, returnOrigins });
  mountControl(app, {
    pool,
    transactions,
    surroundings,
    rules,
    heldReplies,
    deliveries,
    targets,
    loop,
    time,
  });
  app.use(refuseUnknown);
  app.use(refuseBroken(logger));

  return {
    app,
    start: async () => {
      await createTables(pool);
      await time.load();
      await rules.load();
      await targets.load();
      await deliveries.reclaim();
      loop.start();
    },
    stop: async () => {
      heldReplies.release(null);
      deliveries.abort();
      await loop.stop();
    },
  };
}

/** The sandbox has well-known keys and a control plane: anybody who reaches it owns it. It may listen at home only. */
export function assertLoopback(host: string): void {
  if (LOOPBACK_HOSTS.has(host.replace(/^\[|\]$/g, ''))) return;
  throw new Error(`The sandbox gateway listens on the loopback address only, not on ${host}.`);
}

function targetsOf({ webhookUrl, webhookSecret, paypalWebhook }: SandboxOptions): WebhookTarget[] {
  const events = ['*'];
  return [
    ...(webhookUrl === null
      ? []
      : [{ gateway: 'stripe' as const, url: webhookUrl, secret: webhookSecret, events }]),
    ...(paypalWebhook === null
      ? []
      : [{ gateway: 'paypal' as const, url: paypalWebhook.url, secret: paypalWebhook.id, events }]),
  ];
}

const signWith =
  (signing: ReturnType<typeof createSigning>, clock: Clock): Sign =>
  async ({ gateway, body, secret }) =>
    gateway === 'paypal'
      ? signing.headers({ body, webhookId: secret })
      : stripeHeaders({ body, secret, unixSeconds: Math.floor(clock.now().getTime() / 1000) });

const isRefusal = (error: unknown): boolean => error instanceof StripeError || error instanceof PaypalError;

function refuseUnknown(req: Request, res: Response): void {
  const error = new StripeError(
    `Unrecognized request URL (${req.method}: ${req.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    { status: 404 },
  );
  res.status(404).json(error.toBody());
}

function refuseBroken(logger: Logger) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (error instanceof StripeError) {
      res.status(error.status).json(error.toBody());
      return;
    }
    const status = statusOf(error);
    if (status < 500) {
      res.status(status).json(new StripeError('The request could not be read.', { status }).toBody());
      return;
    }
    logger.error({ error, method: req.method, path: req.path }, 'sandbox: a call failed');
    res.status(500).json(apiErrorBody('The sandbox failed. Its log says why.'));
  };
}

/** The body reader's own refusals (too large, broken encoding) carry a status. */
function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status <= 499 ? status : 500;
}
