/** Why a request was refused. `kind` decides the HTTP status (see kit/http/problem.ts), `code` is the stable name. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'declined'
  | 'too_large'
  | 'unsupported'
  | 'rate_limited'
  | 'unavailable';

export type FieldErrors = Record<string, string[]>;

/** A refusal that the caller may read. Anything else that is thrown is our fault and answers 500. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly fields: FieldErrors | null;
  readonly retryAfterSeconds: number | null;
  /** It tells how things stand now (somebody is being asked), not what the request is: the same request is looked at anew. */
  readonly isPassing: boolean;

  constructor(
    kind: ErrorKind,
    code: string,
    detail: string,
    more: { fields?: FieldErrors; retryAfterSeconds?: number; isPassing?: boolean; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'DomainError';
    this.kind = kind;
    this.code = code;
    this.fields = more.fields ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
    this.isPassing = more.isPassing ?? false;
  }
}

/** A missing object and another tenant's object look the same. */
export const notFound = (noun: string): DomainError =>
  new DomainError('not_found', `${noun}_not_found`, `There is no such ${noun.replaceAll('_', ' ')}.`);

export const invalid = (code: string, detail: string, fields?: FieldErrors): DomainError =>
  new DomainError('invalid', code, detail, fields ? { fields } : {});

export const conflict = (code: string, detail: string): DomainError =>
  new DomainError('conflict', code, detail);

export const forbidden = (detail = 'You may not do this.'): DomainError =>
  new DomainError('forbidden', 'forbidden', detail);

/** For branches that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
