import { z } from 'zod';

/**
 * Who may knock at an endpoint; the service behind it decides what they may do. `user` is a signed-in person who may
 * not have an account yet.
 */
export type Door = 'public' | 'user' | 'customer' | 'staff' | 'apiKey';

/** How a list may be narrowed and ordered on the wire of simple-rest; everything else is refused. */
export interface ListSpec {
  /** Fields for `_sort`; the first is the default. */
  readonly sortable: readonly string[];
  readonly defaultOrder: 'asc' | 'desc';
  /** Filter fields with the schema of one value. */
  readonly filters: Readonly<Record<string, z.ZodType>>;
  /** Whether `q` searches. */
  readonly searchable: boolean;
}

/** One file in a multipart form, under this name; the form has no other field. */
export interface UploadSpec {
  readonly field: string;
  readonly maxBytes: number;
  /** For the reference: what is accepted is found out from the content, by the service. */
  readonly mediaTypes: readonly string[];
}

/** The media type of a file, or those that it may have. */
export type FileReply = `application/${string}` | 'text/event-stream' | 'text/csv' | readonly string[];

export interface EndpointSpec {
  /** Unique; becomes OpenAPI's operationId. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:names`, without a trailing slash; both forms are served. */
  readonly path: string;
  readonly door: Door;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Instead of a body. */
  readonly upload?: UploadSpec;
  readonly list?: ListSpec;
  /** A zod type of the JSON reply, or a file. */
  readonly reply: z.ZodType | FileReply;
  readonly status?: 200 | 201 | 204;
  /** Whether `Idempotency-Key` is looked at: money and credits only. */
  readonly idempotency?: 'optional' | 'required';
  /** Codes that the caller should expect, for the API reference. */
  readonly refusals?: readonly string[];
}

/** Keeps the literal types of a contract, so that routes and the portal infer from it. */
export const endpoint = <const E extends EndpointSpec>(spec: E): E => spec;

export const isFile = (reply: EndpointSpec['reply']): reply is FileReply =>
  typeof reply === 'string' || Array.isArray(reply);

/** What a client sends and gets, inferred. */
export type BodyOf<E extends EndpointSpec> = E['body'] extends z.ZodType ? z.output<E['body']> : undefined;
export type QueryOf<E extends EndpointSpec> = E['query'] extends z.ZodType ? z.output<E['query']> : undefined;
export type ParamsOf<E extends EndpointSpec> = E['params'] extends z.ZodType
  ? z.output<E['params']>
  : undefined;
export type ReplyOf<E extends EndpointSpec> = E['reply'] extends z.ZodType ? z.output<E['reply']> : never;

// ── words that many contracts share ──

/** Text that people typed: trimmed, capped, no control characters and no half of a surrogate pair (no database keeps one). */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Required')
    .max(max, `At most ${max} characters`)
    .regex(/^[^\u0000-\u001f\u007f\p{Cs}]*$/u, 'Control characters and broken letters are not allowed');

/** What is searched for, perhaps nothing. */
export const searched = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .regex(/^[^\u0000-\u001f\u007f\p{Cs}]*$/u, 'Control characters and broken letters are not allowed');

/** Text with line breaks. */
export const prose = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Required')
    .max(max, `At most ${max} characters`)
    .regex(
      /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Cs}]*$/u,
      'Control characters and broken letters are not allowed',
    );

export const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{20,40}$`), `Not an id of the kind ${prefix}_…`);

export const byId = (prefix: string) => z.strictObject({ id: idOf(prefix) });

/** Minor units on the wire. */
export const amount = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
/** An amount that a client may send: above zero, at most a hundred billion minor units. */
export const positiveAmount = z.int().min(1, 'Must be above zero').max(100_000_000_000, 'Too large');
export const currency = z.string().regex(/^[A-Z]{3}$/, 'An ISO 4217 code such as USD');
export const country = z.string().regex(/^[A-Z]{2}$/, 'An ISO 3166 code such as US');
/** Days and instants of our calendar: a database has no year 0. */
const sinceYear = 1900;
export const instant = z.iso
  .datetime()
  .refine((text) => Number(text.slice(0, 4)) >= sinceYear, 'Too long ago');
export const date = z.iso.date().refine((text) => Number(text.slice(0, 4)) >= sinceYear, 'Too long ago');
export const email = z.email('Not an e-mail address').max(254).toLowerCase();

export const empty = z.strictObject({});

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z.record(z.string(), z.array(z.string())).nullable(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;
