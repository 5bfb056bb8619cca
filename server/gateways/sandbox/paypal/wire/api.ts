import { createHash, randomBytes } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../../../../kit/time.js';
import type { HeldReplies } from '../../control/held-replies.js';
import type { CallRule, Rules } from '../../control/rules.js';
import type { Transactions } from '../../store/transaction.js';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { takeKey } from '../../wire/idempotency.js';
import { requireToken } from './authentication.js';
import type { PaypalEndpoint, PaypalReply } from './endpoint.js';
import { faultBody, PaypalError } from './errors.js';
import { readBody } from './params.js';

export interface PaypalApiParts {
  readonly transactions: Transactions;
  readonly rules: Rules;
  readonly heldReplies: HeldReplies;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
}

interface Incoming {
  readonly endpoint: PaypalEndpoint;
  readonly debugId: string;
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly rawBody: string;
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  readonly isWholeWanted: boolean;
}

interface Reply {
  readonly status: number;
  readonly body: object | null;
  readonly isRecorded?: boolean;
}

export const PREFIX = '/paypal';
const KEY_MAX = 108;

/** Puts the endpoints of PayPal's API on the app: token, body, faults, idempotency, transaction, reply. */
export function mountPaypalApi(
  app: Express,
  endpoints: readonly PaypalEndpoint[],
  parts: PaypalApiParts,
): void {
  for (const endpoint of endpoints) {
    const handler = (req: Request, res: Response): Promise<void> => serve(endpoint, parts, req, res);
    const path = PREFIX + endpoint.path;
    if (endpoint.method === 'GET') app.get(path, handler);
    else if (endpoint.method === 'POST') app.post(path, handler);
    else if (endpoint.method === 'PATCH') app.patch(path, handler);
    else app.delete(path, handler);
  }
}

async function serve(
  endpoint: PaypalEndpoint,
  parts: PaypalApiParts,
  req: Request,
  res: Response,
): Promise<void> {
  const debugId = randomBytes(7).toString('hex').slice(0, 13);
  const { method, path } = req;
  const rawBody = typeof req.body === 'string' ? req.body : '';
  const requestId = req.get('paypal-request-id')?.slice(0, KEY_MAX) ?? null;
  let rule: CallRule | null = null;
  let reply: Reply;
  try {
    requireToken(req, Math.floor(parts.clock.now().getTime() / 1000));
    rule = await parts.rules.takeForCall(method, path);
    if (rule?.when === 'before' && rule.outcome.type !== 'hold') {
      reply = faultReply(rule) ?? { status: 0, body: null };
    } else {
      const incoming: Incoming = {
        endpoint,
        debugId,
        method,
        path,
        id: String(req.params['id'] ?? ''),
        rawBody,
        body: readBody(endpoint.body, rawBody),
        query: queryOf(req),
        requestId,
        isWholeWanted: /return=representation/.test(req.get('prefer') ?? ''),
      };
      const done = method === 'GET' ? await read(incoming, parts) : await write(incoming, parts, rule);
      reply = (rule === null ? null : keepRecorded(faultReply(rule), done)) ?? done;
    }
  } catch (error) {
    reply = errorReply(error, parts.logger, { debugId, method, path });
  }
  if (reply.isRecorded !== true) {
    await parts.transactions.recordRequest(
      requestRow({ debugId, method, path, rawBody, requestId }, reply.status),
    );
  }
  if (rule?.outcome.type === 'hold') {
    const gone = new Promise<void>((resolve) => res.once('close', () => resolve()));
    await parts.heldReplies.hold({ requestId: debugId, method, path }, gone);
  }
  if (rule?.outcome.type === 'drop') {
    req.socket.destroy();
    return;
  }
  res.set({ 'paypal-debug-id': debugId, 'cache-control': 'no-store' }).status(reply.status);
  if (reply.body === null) res.end();
  else res.json(reply.body);
}

async function read(incoming: Incoming, parts: PaypalApiParts): Promise<Reply> {
  return shown(await parts.transactions.read((work) => run(incoming, parts, work)), incoming);
}

/** The effect, what is remembered under the key and the line in the log of requests are one commit. */
function write(incoming: Incoming, parts: PaypalApiParts, rule: CallRule | null): Promise<Reply> {
  const { endpoint, debugId, requestId, method, path, id } = incoming;
  return parts.transactions.run({ requestId: debugId, idempotencyKey: requestId }, async (work, records) => {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(sorted(incoming.body)))
      .digest('hex');
    const claim = { key: `paypal:${requestId ?? ''}`, endpoint: `${method} ${path}`, fingerprint };
    const kept = endpoint.keyKeptSeconds;
    if (requestId !== null && kept !== null) {
      const stored = await takeKey(work, claim.key, kept);
      if (stored === 'in_flight') throw new PaypalError(409, 'PREVIOUS_REQUEST_IN_PROGRESS');
      if (stored !== null) {
        if (stored.endpoint !== claim.endpoint || stored.fingerprint !== fingerprint)
          throw new PaypalError(422, 'DUPLICATE_REQUEST_ID');
        const first = stored.body as { id?: string };
        const { publicUrl } = parts.surroundings;
        const body = endpoint.again ? await endpoint.again({ work, publicUrl }, first.id ?? id) : first;
        return { status: endpoint.againStatus ?? 200, body };
      }
    }
    const done = await run(incoming, parts, work);
    const reply = shown(done, incoming);
    if (requestId !== null && kept !== null) {
      const { status, body } = done;
      records.idempotency = { ...claim, request_id: debugId, status, body, created: work.now };
    }
    const status = (rule === null ? null : faultReply(rule))?.status ?? reply.status;
    records.request = requestRow(incoming, status);
    return { ...reply, isRecorded: true };
  });
}

const run = (incoming: Incoming, parts: PaypalApiParts, work: Work): Promise<PaypalReply> => {
  const { endpoint, body, rawBody, query, id, requestId } = incoming;
  return endpoint.run({ work, body, rawBody, query, id, requestId, ...parts.surroundings });
};

const shown = ({ status, body, minimal }: PaypalReply, { isWholeWanted }: Incoming): Reply => ({
  status,
  body: isWholeWanted || minimal === undefined ? body : minimal,
});

const keepRecorded = (fault: Reply | null, { isRecorded = false }: Reply): Reply | null =>
  fault && { ...fault, isRecorded };

function faultReply(rule: CallRule): Reply | null {
  if (rule.outcome.type !== 'status') return null;
  return { status: rule.outcome.status, body: faultBody(rule.outcome.status) };
}

function errorReply(error: unknown, logger: Logger, call: Record<string, string>): Reply {
  if (error instanceof PaypalError) return { status: error.status, body: error.toBody() };
  logger.error({ error, ...call }, 'sandbox: a call failed');
  return { status: 500, body: faultBody(500) };
}

function requestRow(
  call: { debugId: string; method: string; path: string; rawBody: string; requestId: string | null },
  status: number,
) {
  const { debugId, method, path, rawBody, requestId } = call;
  return { id: debugId, method, path, params: asJson(rawBody), idempotency_key: requestId, status };
}

function asJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}

const queryOf = (req: Request): Record<string, string> =>
  Object.fromEntries(
    Object.entries(req.query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** The same members in another order are the same request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
