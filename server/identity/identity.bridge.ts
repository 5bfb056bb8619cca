import { setTimeout as wait } from 'node:timers/promises';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { BodyOf, EndpointSpec, ReplyOf } from '../kit/endpoint.contract.js';
import { DomainError, notFound } from '../kit/errors.js';
import { fieldErrors } from '../kit/http/problem.js';
import type { Attempts, Limit } from './identity.attempts.js';
import { isCommonPassword } from './identity.common-passwords.js';
import { cookiesWithPrefix } from './identity.cookies.js';
import { commonPassword, refusalOf } from './identity.errors.js';
import { CLIENT_ADDRESS, type SignInLibrary } from './identity.library.js';
import { MIN_PASSWORD_LENGTH } from './identity.passwords.js';
import { networkOf } from './identity.rules.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** What the library is asked. */
interface Question {
  readonly method: 'GET' | 'POST';
  /** Under the library's base path. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** How one endpoint is led to the library and back. */
export interface Passage<E extends EndpointSpec> {
  /** How often one network may knock; where forgiving, a success does not count. */
  readonly perNetwork?: Limit & { readonly forgiving?: true };
  /** How often one e-mail address may be tried, wherever from; where forgiving, a success begins anew. */
  readonly perEmail?: Limit & { readonly forgiving?: true };
  /** Runs before the body is read: strangers get no parser. What it throws is the answer. */
  admit?(req: Request): Promise<void>;
  /** Runs with the checked body. What it throws is the answer. */
  inspect?(req: Request, body: BodyOf<E>): Promise<void>;
  ask(body: BodyOf<E>): Question;
  /** Our reply from the library's, which holds tokens and more. */
  answer(body: JsonObject, req: Request): Promise<ReplyOf<E>>;
}

export interface Bridge {
  /** Serves an endpoint by the library. What no passage leads to does not exist. */
  pass<E extends EndpointSpec>(spec: E, passage: Passage<E>): void;
}

export interface BridgeParts {
  readonly router: Router;
  readonly library: SignInLibrary;
  readonly attempts: Attempts;
  readonly baseUrl: string;
  readonly basePath: string;
  readonly answerFloorMs: number;
}

const BODY_LIMIT = '16kb';
const parseJson = express.json({ limit: BODY_LIMIT, strict: true, inflate: false });

export function createBridge(parts: BridgeParts): Bridge {
  const { router, attempts, answerFloorMs } = parts;
  return {
    pass(spec, passage) {
      const serve: RequestHandler = async (req, res) => {
        res.set('Cache-Control', 'no-store');
        await passage.admit?.(req);
        const knock = { what: `${spec.id}/network`, subject: networkOf(req.ip ?? '') };
        if (passage.perNetwork) await attempts.count(knock, passage.perNetwork);
        const body = await readBody(spec, req, res);
        const person = emailOf(body);
        const attempt = { what: `${spec.id}/email`, subject: person ?? '' };
        if (passage.perEmail && person !== null) await attempts.count(attempt, passage.perEmail);
        refuseCommonPassword(body, person);
        await passage.inspect?.(req, body);
        const answer = await evenly(answerFloorMs, () => askLibrary(parts, req, passage.ask(body)));
        for (const cookie of answer.cookies) res.append('Set-Cookie', cookie);
        if (answer.status >= 300)
          throw refusalOf({ ...answer, passwordField: newPasswordIn(body)?.field ?? null });
        if (passage.perNetwork?.forgiving) await attempts.takeBack(knock);
        if (passage.perEmail?.forgiving) await attempts.forget(attempt);
        const reply = (spec.reply as z.ZodType).parse(await passage.answer(answer.body, req));
        res.status(200).json(reply);
      };
      router[spec.method === 'GET' ? 'get' : 'post'](spec.path, serve);
    },
  };
}

/** The checked body. Refuses other types than JSON, more than 16 kB, and what the contract does not know. */
async function readBody<E extends EndpointSpec>(spec: E, req: Request, res: Response): Promise<BodyOf<E>> {
  if (!spec.body) return undefined as BodyOf<E>;
  const hasBody =
    Number(req.headers['content-length'] ?? 0) > 0 || req.headers['transfer-encoding'] !== undefined;
  if (hasBody && !req.is('application/json')) {
    throw new DomainError('unsupported', 'unsupported_media_type', 'Send JSON.');
  }
  await new Promise<void>((resolve, reject) => {
    void parseJson(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  });
  const parsed = spec.body.safeParse(req.body ?? {});
  if (parsed.success) return parsed.data as BodyOf<E>;
  const fields = fieldErrors(parsed.error);
  throw new DomainError('invalid', 'invalid_request', 'Some fields are not valid.', { fields });
}

const textIn = (body: unknown, field: string): string | null => {
  const value = typeof body === 'object' && body !== null ? (body as JsonObject)[field] : undefined;
  return typeof value === 'string' ? value : null;
};

const emailOf = (body: unknown): string | null => textIn(body, 'email');

/** A password that is being chosen, not shown: `newPassword`, or `password` beside a `name` when signing up. */
function newPasswordIn(body: unknown): { field: string; password: string } | null {
  const field = textIn(body, 'name') === null ? 'newPassword' : 'password';
  const password = textIn(body, field);
  return password === null ? null : { field, password };
}

function refuseCommonPassword(body: unknown, email: string | null): void {
  const chosen = newPasswordIn(body);
  if (!chosen || chosen.password.length < MIN_PASSWORD_LENGTH) return; // the library says that it is too short
  if (isCommonPassword(chosen.password, email)) throw commonPassword(chosen.field);
}

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly cookies: readonly string[];
  readonly body: JsonObject;
}

/**
 * Asks the library with a request made anew: its own path, the cookies of this door, the address that Express worked
 * out. Of what the client sent nothing else gets through.
 */
async function askLibrary(parts: BridgeParts, req: Request, question: Question): Promise<Answer> {
  const url = new URL(parts.baseUrl + parts.basePath + question.path);
  for (const [name, value] of Object.entries(question.query ?? {})) url.searchParams.set(name, value);
  const headers = new Headers({
    // The guard in front has seen to it that the request comes from our own pages.
    origin: new URL(parts.baseUrl).origin,
    [CLIENT_ADDRESS]: req.ip ?? '',
    'user-agent': req.get('user-agent') ?? '',
  });
  const cookie = cookiesWithPrefix(req.headers.cookie, parts.library.cookiePrefix);
  if (cookie !== '') headers.set('cookie', cookie);
  if (question.method === 'POST') headers.set('content-type', 'application/json');
  const init = question.method === 'POST' ? { body: JSON.stringify(question.body ?? {}) } : {};
  const response = await parts.library.handler(
    new globalThis.Request(url, { method: question.method, headers, ...init }),
  );
  const body = jsonObject(await response.text());
  return {
    status: response.status,
    code: textIn(body, 'code'),
    cookies: response.headers.getSetCookie(),
    body,
  };
}

/** The library's 404 and 500 come without a body, and nobody's session is `null`. */
function jsonObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

/** Answers after a whole number of floors, so that the time taken does not tell whether an address is known. */
async function evenly<T>(floorMs: number, act: () => Promise<T>): Promise<T> {
  if (floorMs === 0) return act();
  const startedAt = performance.now();
  try {
    return await act();
  } finally {
    const takenMs = performance.now() - startedAt;
    await wait(Math.ceil(takenMs / floorMs) * floorMs - takenMs);
  }
}

/** Stands last in a door's router: everything under its path that was not served. */
export const nothingElse: RequestHandler = (_req, _res, next) => next(notFound('object'));
