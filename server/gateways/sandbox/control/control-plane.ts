import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type pg from 'pg';
import { z } from 'zod';
import { mountPaypalControl } from '../paypal/control.js';
import { emptyTables } from '../store/tables.js';
import type { Transactions } from '../store/transaction.js';
import type { Work } from '../store/work.js';
import { finishAndTell, lockIntent } from '../stripe/billing/intents.js';
import { loseDispute, openDispute, winDispute } from '../stripe/disputes.js';

import { finishSetupAuthentication } from '../stripe/setup-intents.confirm.js';
import type { Deliveries, OutgoingEvent } from '../webhooks/deliveries.js';
import type { Loop } from '../webhooks/loop.js';
import type { Targets } from '../webhooks/targets.js';
import type { Surroundings } from '../wire/endpoint.js';
import { StripeError } from '../wire/errors.js';
import { mountBillingControl } from './billing.js';
import type { SandboxClock } from './clock.js';
import {
  authenticateBody,
  disputeBody,
  newRule,
  releaseRepliesBody,
  releaseWebhooksBody,
  sendBody,
} from './control.contract.js';
import type { HeldReplies } from './held-replies.js';
import type { Rules } from './rules.js';

export interface ControlParts {
  readonly pool: pg.Pool;
  readonly transactions: Transactions;
  readonly surroundings: Surroundings;
  readonly rules: Rules;
  readonly heldReplies: HeldReplies;
  readonly deliveries: Deliveries;
  readonly targets: Targets;
  readonly loop: Loop;
  readonly time: SandboxClock;
}

const WAIT_MAX_MS = 30_000;
const ROWS = 200;

/** For tests and demonstrations: what a gateway's outside world may do to us, on demand. */
export function mountControl(app: Express, parts: ControlParts): void {
  const router = express.Router();
  router.use(refuseForeignPages(parts.surroundings.publicUrl));
  mountRules(router, parts);
  mountHappenings(router, parts);
  mountPaypalControl(router, { ...parts, read });
  mountBillingControl(router, { ...parts, read });
  mountWebhooks(router, parts);
  router.post('/reset', async (_req, res) => {
    parts.rules.forget();
    parts.heldReplies.release(null);
    await parts.loop.settle();
    await emptyTables(parts.pool);
    await parts.time.load();
    await parts.targets.load();
    res.json({ ok: true });
  });
  router.get('/requests', async (_req, res) => {
    const { rows } = await parts.pool.query(
      `select id, method, path, params, idempotency_key as "idempotencyKey", status, received_at as "receivedAt"
       from sandbox.requests order by seq desc limit ${ROWS}`,
    );
    res.json(rows);
  });
  router.use(
    (req, res) =>
      void res.status(404).json({ error: { message: `The control plane has no ${req.method} ${req.path}` } }),
  );
  app.use('/_control', router);
}

function mountRules(router: express.Router, { rules, heldReplies }: ControlParts): void {
  router.get('/rules', (_req, res) => void res.json(rules.list()));
  router.post('/rules', async (req, res) => void res.status(201).json(await rules.add(read(newRule, req))));
  router.delete(
    '/rules/:id',
    async (req, res) => void res.json({ removed: await rules.remove(String(req.params['id'])) }),
  );
  router.get('/replies', async (req, res) => {
    if (req.query['wait'] === '1') await heldReplies.waitForOne(WAIT_MAX_MS);
    res.json(heldReplies.list());
  });
  router.post('/replies/release', (req, res) => {
    res.json({ released: heldReplies.release(read(releaseRepliesBody, req).requestId) });
  });
}

function mountHappenings(router: express.Router, { transactions, surroundings }: ControlParts): void {
  const happen = <T>(story: (work: Work) => Promise<T>) =>
    transactions.run({ requestId: null, idempotencyKey: null }, story);

  router.post('/payment_intents/:id/authenticate', async (req, res) => {
    const { outcome } = read(authenticateBody, req);
    const id = String(req.params['id']);
    const intent = await happen(async (work) => {
      const waiting = await lockIntent(work, id);
      // A card that is declined after its 3-D Secure leaves a refused intent, not an error of the control plane.
      return finishAndTell(work, waiting, outcome, surroundings).catch((error: unknown) => {
        if (error instanceof StripeError && error.keepsEffects) return waiting;
        throw error;
      });
    });
    res.json(intent);
  });
  router.post('/setup_intents/:id/authenticate', async (req, res) => {
    const { outcome } = read(authenticateBody, req);
    const id = String(req.params['id']);
    res.json(
      await happen(async (work) =>
        finishSetupAuthentication(work, await work.lock('setup_intent', id), outcome),
      ),
    );
  });
  router.post('/disputes', async (req, res) => {
    const wanted = read(disputeBody, req);
    const dispute = await happen(async (work) => {
      const chargeId =
        wanted.charge ??
        (await work.get('payment_intent', wanted.paymentIntent ?? '', 'paymentIntent')).latest_charge;
      return openDispute(work, {
        chargeId: chargeId ?? '',
        reason: wanted.reason,
        isInquiry: wanted.isInquiry,
        amount: wanted.amount,
      });
    });
    res.status(201).json(dispute);
  });
  router.post(
    '/disputes/:id/win',
    async (req, res) => void res.json(await happen((work) => winDispute(work, String(req.params['id'])))),
  );
  router.post(
    '/disputes/:id/lose',
    async (req, res) => void res.json(await happen((work) => loseDispute(work, String(req.params['id'])))),
  );
}

function mountWebhooks(router: express.Router, { pool, loop, deliveries, targets }: ControlParts): void {
  const waiting = async (): Promise<Record<string, number>> => {
    const { rows } = await pool.query<{ state: string; count: number }>(
      'select state, count(*)::integer as count from sandbox.deliveries group by state',
    );
    const counted = Object.fromEntries(rows.map((row) => [row.state, row.count]));
    return { pending: 0, held: 0, delivered: 0, dropped: 0, failed: 0, ...counted };
  };

  router.get('/events', async (req, res) => {
    const type = typeof req.query['type'] === 'string' ? req.query['type'] : null;
    const { rows } = await pool.query(
      `select e.id, e.type, e.created::float8 as created, coalesce(e.data->'data'->'object'->>'id', e.data->'resource'->>'id') as "objectId",
         coalesce(jsonb_agg(jsonb_build_object('state', d.state, 'attempts', d.attempts, 'lastStatus', d.last_status, 'url', d.url))
           filter (where d.id is not null), '[]') as deliveries
       from sandbox.events e left join sandbox.deliveries d on d.event_id = e.id
       where $1::text is null or e.type = $1 group by e.id order by e.seq desc limit ${ROWS}`,
      [type],
    );
    res.json(rows);
  });
  router.post('/events/:id/send', async (req, res) => {
    const { copies, concurrently } = read(sendBody, req);
    const { rows } = await pool.query<OutgoingEvent>(
      'select gateway, id, type, data from sandbox.events where id = $1',
      [String(req.params['id'])],
    );
    const event = rows[0];
    if (event === undefined)
      throw new StripeError('There is no such event.', { status: 404, code: 'resource_missing' });
    res.json(
      await Promise.all(
        targets.forEvent(event).map((target) => deliveries.send(event, target, copies, concurrently)),
      ),
    );
  });
  router.post(
    '/webhooks/release',
    async (req, res) => void res.json(await deliveries.release(read(releaseWebhooksBody, req))),
  );
  router.post('/webhooks/settle', async (_req, res) => {
    await loop.settle();
    res.json(await waiting());
  });
  router.post('/hasten', async (_req, res) => {
    await pool.query("update sandbox.deliveries set next_at = now() where state = 'pending'");
    await pool.query('update sandbox.effects set due_at = now()');
    await loop.settle();
    res.json(await waiting());
  });
}

/** A page from elsewhere in the same browser could otherwise steer the sandbox. */
function refuseForeignPages(publicUrl: string) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const origin = req.get('origin');
    if (origin === undefined || origin === new URL(publicUrl).origin) next();
    else res.status(403).json({ error: { message: 'The control plane is not for web pages.' } });
  };
}

function read<S extends z.ZodType>(schema: S, req: Request): z.output<S> {
  const text = typeof req.body === 'string' && req.body.trim() !== '' ? req.body : '{}';
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new StripeError('The body is not JSON.', { status: 400 });
  }
  const result = schema.safeParse(body);
  if (!result.success) throw new StripeError(z.prettifyError(result.error), { status: 400 });
  return result.data;
}
