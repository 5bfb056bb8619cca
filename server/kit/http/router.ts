import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { z } from 'zod';
import type { ApiKeyActor, CustomerActor, StaffActor } from '../actors.js';
import {
  type BodyOf,
  type EndpointSpec,
  isFile,
  type ParamsOf,
  type Problem,
  type QueryOf,
  type ReplyOf,
} from '../endpoint.contract.js';
import { DomainError, notFound } from '../errors.js';
import { hashOf } from '../hash.js';
import type { Idempotency, StoredReply } from '../idempotency.store.js';
import type { ListQuery, Page } from '../list.js';
import type { Receive } from '../upload.js';
import { readListQuery } from './list-query.js';
import { fieldErrors, requestIdOf, sendProblem, toProblem } from './problem.js';
import { receiveFile } from './upload.js';

export interface SignedInUser {
  userId: string;
  email: string;
  name: string;
}

/** Finds out who knocks. Each throws `unauthenticated` where nobody is signed in. */
export interface Doors {
  user(req: Request): Promise<SignedInUser>;
  customer(req: Request): Promise<CustomerActor>;
  staff(req: Request): Promise<StaffActor>;
  /** By `Authorization: Bearer`; a cookie does not count. */
  apiKey(req: Request): Promise<ApiKeyActor>;
}

type ActorOf<E extends EndpointSpec> = E['door'] extends 'staff'
  ? StaffActor
  : E['door'] extends 'customer'
    ? CustomerActor
    : E['door'] extends 'user'
      ? SignedInUser
      : E['door'] extends 'apiKey'
        ? ApiKeyActor
        : null;

export interface Call<E extends EndpointSpec> {
  actor: ActorOf<E>;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  list: E['list'] extends object ? ListQuery : undefined;
  /** Reads the file, where the contract says that there is one. */
  upload: E['upload'] extends object ? Receive : undefined;
  /** Stable across retries of the same request (from `Idempotency-Key`), or null. */
  requestKey: string | null;
  req: Request;
  res: Response;
}

type Result<E extends EndpointSpec> = E['reply'] extends z.ZodType
  ? E['list'] extends object
    ? Page<ReplyOf<E> extends (infer Item)[] ? Item : never>
    : ReplyOf<E>
  : Buffer | undefined;

export interface Endpoints {
  readonly router: Router;
  /** Every contract that is served, for OpenAPI. */
  readonly specs: EndpointSpec[];
  on<E extends EndpointSpec>(spec: E, answer: (call: Call<E>) => Promise<Result<E>>): void;
}

const JSON_LIMIT = '100kb';
const KEY = /^[\x21-\x7e]{1,255}$/;

const requireJson: RequestHandler = (req, _res, next) => {
  const hasBody =
    Number(req.headers['content-length'] ?? 0) > 0 || req.headers['transfer-encoding'] !== undefined;
  if (hasBody && !req.is('application/json')) {
    throw new DomainError('unsupported', 'unsupported_media_type', 'Send JSON.');
  }
  next();
};

/** Contract in, service, reply checked. The only way in which a JSON endpoint is served. */
export function createEndpoints(deps: { doors: Doors; idempotency: Idempotency }): Endpoints {
  const router = Router();
  const specs: EndpointSpec[] = [];
  const json = express.json({ limit: JSON_LIMIT, strict: true });

  async function actorFor(spec: EndpointSpec, req: Request): Promise<unknown> {
    switch (spec.door) {
      case 'public':
        return null;
      case 'user':
        return deps.doors.user(req);
      case 'customer':
        return deps.doors.customer(req);
      case 'staff':
        return deps.doors.staff(req);
      case 'apiKey':
        return deps.doors.apiKey(req);
    }
  }

  return {
    router,
    specs,
    on(spec, answer) {
      specs.push(spec);
      const handler = async (req: Request, res: Response, next: NextFunction) => {
        try {
          const actor = await actorFor(spec, req); // before the body is read: strangers get no parser
          await parseBody(spec, json, req, res);
          const call = readCall(spec, actor, req, res);
          await reply(spec, answer as (call: unknown) => Promise<unknown>, call, deps.idempotency);
        } catch (error) {
          next(error);
        }
      };
      router[spec.method.toLowerCase() as 'get'](spec.path, handler);
    },
  };
}

async function parseBody(
  spec: EndpointSpec,
  json: RequestHandler,
  req: Request,
  res: Response,
): Promise<void> {
  if (spec.method === 'GET' || spec.method === 'DELETE' || spec.upload) return;
  requireJson(req, res, () => undefined);
  await new Promise<void>((resolve, reject) => {
    void json(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}

interface RawCall {
  actor: unknown;
  params: unknown;
  query: unknown;
  body: unknown;
  list: ListQuery | undefined;
  upload: Receive | undefined;
  requestKey: string | null;
  req: Request;
  res: Response;
}

function readCall(spec: EndpointSpec, actor: unknown, req: Request, res: Response): RawCall {
  const params = spec.params?.safeParse(req.params);
  if (params && !params.success) throw notFound('object');
  const list = spec.list ? readListQuery(spec.list, req.query) : undefined;
  const query = spec.list ? undefined : readQuery(spec, req);
  const body = spec.body?.safeParse(req.body ?? {});
  if (body && !body.success) {
    throw new DomainError('invalid', 'invalid_request', 'Some fields are not valid.', {
      fields: fieldErrors(body.error),
    });
  }
  return {
    actor,
    params: params?.data,
    query,
    body: body?.data,
    list,
    upload: spec.upload ? receiveFile(req, spec.upload) : undefined,
    requestKey: readKey(spec, req),
    req,
    res,
  };
}

function readQuery(spec: EndpointSpec, req: Request): unknown {
  const result = (spec.query ?? z.strictObject({})).safeParse(req.query);
  if (result.success) return result.data;
  throw new DomainError('malformed', 'invalid_query', 'Some parameters are not valid.', {
    fields: fieldErrors(result.error),
  });
}

function readKey(spec: EndpointSpec, req: Request): string | null {
  if (!spec.idempotency) return null;
  const key = req.get('idempotency-key');
  if (key === undefined) {
    if (spec.idempotency === 'optional') return null;
    throw new DomainError(
      'malformed',
      'idempotency_key_required',
      'Send an Idempotency-Key with this request.',
    );
  }
  if (!KEY.test(key)) {
    throw new DomainError(
      'malformed',
      'idempotency_key_invalid',
      'An Idempotency-Key has 1 to 255 visible characters.',
    );
  }
  return key;
}

/** The key of an endpoint whose contract demands one. */
export function required(requestKey: string | null): string {
  if (requestKey === null) throw new Error('The contract lets a request without a key pass');
  return requestKey;
}

const scopeOf = (actor: unknown): string => {
  const { accountId, staffId, userId } = actor as { accountId?: string; staffId?: string; userId?: string };
  return accountId ?? staffId ?? userId ?? 'public';
};

async function reply(
  spec: EndpointSpec,
  answer: (call: unknown) => Promise<unknown>,
  call: RawCall,
  idempotency: Idempotency,
): Promise<void> {
  if (!call.requestKey) return send(spec, call.res, await answer(call));
  const request = { scope: scopeOf(call.actor), key: call.requestKey };
  const requestHash = hashOf([spec.id, call.params ?? null, call.body ?? null]);
  const stored = await idempotency.claim({ ...request, requestHash });
  if (stored) return replay(call.res, stored);
  try {
    const body = checked(spec, await answer({ ...call, requestKey: `${request.scope}:${request.key}` }));
    await idempotency.keep(request, { status: spec.status ?? 200, body: body as StoredReply['body'] });
    call.res.status(spec.status ?? 200).json(body);
  } catch (error) {
    const problem = toProblem(error, requestIdOf(call.res));
    const isOurs = problem.status >= 500 || problem.status === 429;
    const isPassing = error instanceof DomainError && error.isPassing;
    if (isPassing) await idempotency.reopen(request);
    else if (!isOurs) await idempotency.keep(request, { status: problem.status, body: problem });
    else await idempotency.release(request);
    throw error;
  }
}

function replay(res: Response, stored: StoredReply): void {
  res.set('Idempotent-Replayed', 'true');
  if (stored.status >= 400) sendProblem(res, stored.body as unknown as Problem);
  else res.status(stored.status).json(stored.body);
}

/** A reply that breaks its contract is our bug: it ends as 500 and is logged, and nothing leaks. */
function checked(spec: EndpointSpec, result: unknown): unknown {
  return (spec.reply as z.ZodType).parse(result);
}

function send(spec: EndpointSpec, res: Response, result: unknown): void {
  if (isFile(spec.reply)) {
    const type = typeof spec.reply === 'string' ? spec.reply : (spec.reply[0] ?? '');
    if (result !== undefined && !res.headersSent) res.type(type).send(result);
    return;
  }
  if (spec.list) {
    const page = result as Page<unknown>;
    res.set('X-Total-Count', String(page.total)).set('Access-Control-Expose-Headers', 'X-Total-Count');
    res.json(checked(spec, page.rows));
    return;
  }
  res.status(spec.status ?? 200).json(checked(spec, result));
}
