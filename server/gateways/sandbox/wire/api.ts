import { createHash } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { HeldReplies } from '../control/held-replies.js';
import type { CallRule, Rules } from '../control/rules.js';
import { randomText } from '../store/objects.js';
import type { Transactions } from '../store/transaction.js';
import { API_VERSION, forgetPending, type Work } from '../store/work.js';
import { authenticate } from './authentication.js';
import type { Endpoint, Surroundings } from './endpoint.js';
import { apiErrorBody, StripeError } from './errors.js';
import { expandReply } from './expand.js';
import { type FormObject, parseForm } from './form.js';
import { claimKey, type Reply } from './idempotency.js';
import { readParams } from './params.js';

export interface ApiParts {
  readonly transactions: Transactions;
  readonly rules: Rules;
  readonly heldReplies: HeldReplies;
  readonly logger: Logger;
  readonly surroundings: Surroundings;
  /** Lets happen what was due by now: our clock may have been moved ahead a moment ago. */
  readonly catchUp: () => Promise<void>;
}

interface Incoming {
  readonly endpoint: Endpoint;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly key: 'secret' | 'publishable';
  readonly input: FormObject;
  readonly params: unknown;
  readonly expand: readonly string[];
  readonly idempotencyKey: string | null;
  readonly rule: CallRule | null;
}

/** Puts the endpoints of Stripe's API on the app: key, parameters, faults, idempotency, transaction, reply. */
export function mountApi(app: Express, endpoints: readonly Endpoint[], parts: ApiParts): void {
  for (const endpoint of endpoints) {
    const handler = (req: Request, res: Response): Promise<void> => serve(endpoint, parts, req, res);
    if (endpoint.method === 'GET') app.get(endpoint.path, handler);
    else if (endpoint.method === 'POST') app.post(endpoint.path, handler);
    else app.delete(endpoint.path, handler);
  }
}

/** What changes without a call: asked for, it has to be up to date. */
const GOES_BY_ITSELF = /^\/v1\/(subscription|invoice|event)/;

async function serve(endpoint: Endpoint, parts: ApiParts, req: Request, res: Response): Promise<void> {
  const requestId = `req_${randomText(14)}`;
  const { method, path } = req;
  let rule: CallRule | null = null;
  let reply: Reply;
  let input: FormObject = {};
  const idempotencyKey = method === 'GET' ? null : (req.get('idempotency-key') ?? null);
  try {
    const key = authenticate(req, endpoint);
    input = parseForm([queryOf(req), typeof req.body === 'string' ? req.body : ''].join('&'));
    const params = readParams(endpoint.params, input);
    const expand = expandOf(params);
    if (GOES_BY_ITSELF.test(path)) await parts.catchUp();
    rule = await parts.rules.takeForCall(method, path);
    if (rule?.when === 'before' && rule.outcome.type !== 'hold')
      reply = faultReply(rule) ?? { status: 0, body: {} };
    else {
      const id = String(req.params['id'] ?? '');
      const incoming = {
        endpoint,
        requestId,
        method,
        path,
        id,
        key,
        input,
        params,
        expand,
        idempotencyKey,
        rule,
      };
      reply = method === 'GET' ? await answerReading(incoming, parts) : await answerWriting(incoming, parts);
    }
  } catch (error) {
    reply = errorReply(error, parts.logger, { requestId, method, path });
  }
  // Writes are recorded with their effect; everything else here.
  if (reply.recorded !== true) {
    await parts.transactions.recordRequest({
      id: requestId,
      method,
      path,
      params: withoutCards(input),
      idempotency_key: idempotencyKey,
      status: reply.status,
    });
  }
  if (rule?.outcome.type === 'hold') {
    await parts.heldReplies.hold({ requestId, method, path }, hungUp(res));
  }
  if (rule?.outcome.type === 'drop') {
    req.socket.destroy();
    return;
  }
  send(res, reply, { requestId, idempotencyKey });
}

async function answerReading(incoming: Incoming, parts: ApiParts): Promise<Reply> {
  const reply = await parts.transactions.read((work) => runEndpoint(incoming, parts, work));
  return (incoming.rule === null ? null : faultReply(incoming.rule)) ?? reply;
}

function answerWriting(incoming: Incoming, parts: ApiParts): Promise<Reply> {
  const { requestId, idempotencyKey, method, path } = incoming;
  return parts.transactions.run({ requestId, idempotencyKey }, async (work, records) => {
    const startedAt = work.now; // a test clock may move it
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(sorted(incoming.input)))
      .digest('hex');
    const claim = { key: idempotencyKey ?? '', endpoint: `${method} ${path}`, fingerprint };
    const stored = idempotencyKey === null ? null : await claimKey(work, claim);
    if (stored !== null) return stored;
    const done = await runOrKeep(incoming, parts, work);
    const reply = (incoming.rule === null ? null : faultReply(incoming.rule)) ?? done;
    if (idempotencyKey !== null) {
      records.idempotency = {
        ...claim,
        request_id: requestId,
        status: reply.status,
        body: reply.body,
        created: startedAt,
      };
    }
    records.request = {
      id: requestId,
      method,
      path,
      params: withoutCards(incoming.input),
      idempotency_key: idempotencyKey,
      status: reply.status,
    };
    return { ...reply, recorded: true };
  });
}

/** A refusal that belongs to the outcome (a decline) becomes a reply, so that it is committed and remembered. */
async function runOrKeep(incoming: Incoming, parts: ApiParts, work: Work): Promise<Reply> {
  try {
    return await runEndpoint(incoming, parts, work);
  } catch (error) {
    if (!(error instanceof StripeError) || !error.isRemembered) throw error;
    if (!error.keepsEffects) forgetPending(work);
    return { status: error.status, body: error.toBody() };
  }
}

async function runEndpoint(incoming: Incoming, parts: ApiParts, work: Work): Promise<Reply> {
  const { endpoint, params, id, key } = incoming;
  const result = await endpoint.run({ work, params, id, key, ...parts.surroundings });
  if (incoming.expand.length === 0) return { status: 200, body: result };
  const body = structuredClone(result);
  await expandReply(work, body, incoming.expand);
  return { status: 200, body };
}

function faultReply(rule: CallRule): Reply | null {
  if (rule.outcome.type !== 'status') return null;
  return { status: rule.outcome.status, body: apiErrorBody('The sandbox was told to fail this call.') };
}

function errorReply(error: unknown, logger: Logger, call: Record<string, string>): Reply {
  if (error instanceof StripeError) return { status: error.status, body: error.toBody() };
  logger.error({ error, ...call }, 'sandbox: a call failed');
  return { status: 500, body: apiErrorBody('The sandbox failed. Its log says why.') };
}

function send(res: Response, reply: Reply, call: { requestId: string; idempotencyKey: string | null }): void {
  res.set({ 'request-id': call.requestId, 'stripe-version': API_VERSION, 'cache-control': 'no-store' });
  if (call.idempotencyKey !== null) res.set('idempotency-key', encodeURI(call.idempotencyKey));
  if (reply.replayOf !== undefined)
    res.set({ 'idempotent-replayed': 'true', 'original-request': reply.replayOf });
  res.status(reply.status).json(reply.body);
}

const hungUp = (res: Response): Promise<void> => new Promise((resolve) => res.once('close', () => resolve()));

function queryOf(req: Request): string {
  const mark = req.originalUrl.indexOf('?');
  return mark < 0 ? '' : req.originalUrl.slice(mark + 1);
}

function expandOf(params: unknown): readonly string[] {
  const expand = (params as { expand?: unknown }).expand;
  return Array.isArray(expand) ? (expand as string[]) : [];
}

/** Card numbers and security codes are never written down. */
function withoutCards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      ['number', 'cvc'].includes(name) ? '***' : withoutCards(inner),
    ]),
  );
}

/** The same parameters in another order are the same request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
