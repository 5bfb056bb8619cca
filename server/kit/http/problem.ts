import type { ErrorRequestHandler, Request, Response } from 'express';
import type { z } from 'zod';
import type { Problem } from '../endpoint.contract.js';
import { DomainError, type ErrorKind, type FieldErrors } from '../errors.js';

/** The one table from refusals to HTTP status. */
const STATUS = {
  malformed: 400,
  unauthenticated: 401,
  declined: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const TITLES: Record<number, string> = {
  400: 'Malformed request',
  401: 'Not signed in',
  402: 'Payment declined',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

export function problemBody(p: {
  status: number;
  code: string;
  detail: string;
  errors?: FieldErrors | null;
  requestId: string;
}): Problem {
  return {
    type: `/problems/${p.code}`,
    title: TITLES[p.status] ?? 'Error',
    status: p.status,
    detail: p.detail,
    code: p.code,
    errors: p.errors ?? null,
    requestId: p.requestId,
  };
}

/** RFC 9457. `problem` is what a stored idempotent reply keeps, too. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError) {
    const { kind, code, message, fields } = error;
    return problemBody({ status: STATUS[kind], code, detail: message, errors: fields, requestId });
  }
  const parser = bodyParserProblem(error);
  if (parser) return problemBody({ ...parser, requestId });
  return problemBody({
    status: 500,
    code: 'internal_error',
    detail: 'Something went wrong on our side.',
    requestId,
  });
}

/** body-parser and the router throw errors with `status` and `type`; their texts can hold parts of the body. */
function bodyParserProblem(error: unknown): { status: number; code: string; detail: string } | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  switch (error.status) {
    case 413:
      return { status: 413, code: 'body_too_large', detail: 'The request body is too large.' };
    case 415:
      return { status: 415, code: 'unsupported_media_type', detail: 'Send JSON in UTF-8.' };
    case 400:
      return { status: 400, code: 'malformed_request', detail: 'The request could not be read.' };
    default:
      return error.status > 400 && error.status < 500
        ? { status: 400, code: 'malformed_request', detail: 'The request could not be read.' }
        : null;
  }
}

/** Zod's issues by field path: `billingAddress.country` → messages. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const fields = Object.create(null) as FieldErrors; // a field may be called `constructor`
  for (const issue of error.issues) {
    const paths =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...issue.path, key].join('.'))
        : [issue.path.join('.') || '_'];
    const message = issue.code === 'unrecognized_keys' ? 'Unknown field' : issue.message;
    for (const path of paths) fields[path.slice(0, 200)] = [...(fields[path] ?? []), message];
  }
  return fields;
}

export function sendProblem(res: Response, problem: Problem, retryAfterSeconds?: number | null): void {
  if (retryAfterSeconds) res.set('Retry-After', String(retryAfterSeconds));
  if (problem.status === 401) res.set('WWW-Authenticate', 'Session');
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export const requestIdOf = (res: Response): string =>
  String((res.locals as { requestId?: string }).requestId ?? '');

/** The last handler: every error becomes a problem body, never a stack. */
export function problemHandler(report: (error: unknown, req: Request) => void): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = toProblem(error, requestIdOf(res));
    if (problem.status >= 500) report(error, req);
    if (res.headersSent) return next(error);
    sendProblem(res, problem, error instanceof DomainError ? error.retryAfterSeconds : null);
  };
}
