import { z } from 'zod';
import { invalidRequest, type StripeError } from './errors.js';
import type { FormObject } from './form.js';

/**
 * The building blocks of the parameter shapes. Everything on the wire is text, so each block reads text; `''` unsets
 * where Stripe says that a parameter can be unset.
 */

const refuse = (ctx: z.RefinementCtx, message: string, code?: string): never => {
  ctx.addIssue({ code: 'custom', message, params: { stripeCode: code } });
  return z.NEVER;
};

const TEXT_MAX = 5000;

export const text = (max = TEXT_MAX) =>
  z.string().transform((value, ctx) => {
    if (value === '') return refuse(ctx, EMPTY, 'parameter_invalid_empty');
    if (value.length > max) return refuse(ctx, `Invalid string: must be at most ${max} characters`);
    return value;
  });

/** Text that `''` sets to null. */
export const clearableText = (max = TEXT_MAX) =>
  z.string().transform((value, ctx) => {
    if (value.length > max) return refuse(ctx, `Invalid string: must be at most ${max} characters`);
    return value === '' ? null : value;
  });

export const integer = (limits: { min?: number; max?: number } = {}) =>
  z.string().transform((value, ctx) => {
    if (!/^-?\d{1,15}$/.test(value))
      return refuse(ctx, `Invalid integer: ${value}`, 'parameter_invalid_integer');
    const number = Number(value);
    if (limits.min !== undefined && number < limits.min) {
      return refuse(
        ctx,
        `This value must be greater than or equal to ${limits.min}.`,
        'parameter_invalid_integer',
      );
    }
    if (limits.max !== undefined && number > limits.max) {
      return refuse(
        ctx,
        `This value must be less than or equal to ${limits.max}.`,
        'parameter_invalid_integer',
      );
    }
    return number;
  });

export const flag = () =>
  z.string().transform((value, ctx) => {
    if (value === 'true') return true;
    if (value === 'false') return false;
    return refuse(ctx, `Invalid boolean: ${value}`);
  });

export const oneOf = <const W extends readonly string[]>(words: W) =>
  z.string().transform((value, ctx) => {
    const word: W[number] | undefined = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    return refuse(ctx, `Invalid value: must be one of ${words.join(', ')}`);
  });

export const list = <T extends z.ZodType>(item: T, max = 100) => z.array(item).max(max);

export const shape = <S extends z.ZodRawShape>(fields: S) => z.strictObject(fields);

/** A parameter that Stripe knows and the sandbox has no use for. */
export const ignored = () => z.unknown();

/** `''` for the whole clears it, `''` for one key removes that key. */
export const metadata = () =>
  z.unknown().transform((value, ctx): Record<string, string> | '' => {
    if (value === '') return '';
    if (typeof value !== 'object' || value === null) return refuse(ctx, 'Invalid object');
    const entries = Object.entries(value);
    if (entries.length > 50) return refuse(ctx, 'Metadata can have at most 50 keys.');
    for (const [key, inner] of entries) {
      if (typeof inner !== 'string')
        return refuse(ctx, `Metadata values must be strings, but for key ${key} it is not.`);
      if (key.length > 40) return refuse(ctx, 'Metadata keys can be at most 40 characters.');
      if (inner.length > 500)
        return refuse(ctx, `Metadata values can be at most 500 characters, but ${key} has ${inner.length}.`);
    }
    return Object.fromEntries(entries);
  });

export function mergeMetadata(
  present: Readonly<Record<string, string>>,
  change: Record<string, string> | '' | undefined,
): Record<string, string> {
  if (change === undefined) return { ...present };
  if (change === '') return {};
  const merged = { ...present, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

export const address = () =>
  shape({
    city: clearableText().optional(),
    country: clearableText(2).optional(),
    line1: clearableText().optional(),
    line2: clearableText().optional(),
    postal_code: clearableText().optional(),
    state: clearableText().optional(),
  }).transform((fields) => ({
    city: fields.city ?? null,
    country: fields.country ?? null,
    line1: fields.line1 ?? null,
    line2: fields.line2 ?? null,
    postal_code: fields.postal_code ?? null,
    state: fields.state ?? null,
  }));

export const emailAddress = () =>
  z.string().transform((value, ctx) => {
    if (value === '') return null;
    if (value.length > 512 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
      return refuse(ctx, `Invalid email address: ${value}`, 'email_invalid');
    }
    return value;
  });

export const webUrl = () =>
  z
    .string()
    .max(TEXT_MAX)
    .transform((value, ctx) => {
      const url = URL.canParse(value) ? new URL(value) : null;
      if (url === null || !['http:', 'https:'].includes(url.protocol))
        return refuse(ctx, 'Not a valid URL', 'url_invalid');
      return value;
    });

export const expand = () => list(text(200), 20).optional();

export const createdRange = () =>
  z
    .union([
      integer(),
      shape({
        gt: integer().optional(),
        gte: integer().optional(),
        lt: integer().optional(),
        lte: integer().optional(),
      }),
    ])
    .optional();

export const pagination = {
  limit: integer({ min: 1, max: 100 }).optional(),
  starting_after: text().optional(),
  ending_before: text().optional(),
  created: createdRange(),
  expand: expand(),
};

const EMPTY = 'EMPTY';

/** Parameters through their shape, or Stripe's own refusal naming the first offender. */
export function readParams<S extends z.ZodType>(params: S, input: FormObject): z.infer<S> {
  const result = params.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues;
  // An unknown parameter is what Stripe complains of first.
  const issue = issues.find((candidate) => candidate.code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw new Error('A parameter was refused without an issue');
  throw toStripeError(issue, input);
}

function toStripeError(issue: z.core.$ZodIssue, input: FormObject): StripeError {
  if (issue.code === 'unrecognized_keys') {
    const name = paramName([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${name}`, 'parameter_unknown', name);
  }
  const name = paramName(issue.path);
  if (valueAt(input, issue.path) === undefined) {
    return invalidRequest(`Missing required param: ${name}.`, 'parameter_missing', name);
  }
  if (issue.code === 'custom') {
    const code = (issue.params as { stripeCode?: string } | undefined)?.stripeCode;
    const message = issue.message === EMPTY ? emptyMessage(name) : issue.message;
    return invalidRequest(message, code, name);
  }
  if (issue.code === 'invalid_type' && issue.expected === 'array')
    return invalidRequest('Invalid array', undefined, name);
  if (issue.code === 'invalid_type' && issue.expected === 'object')
    return invalidRequest('Invalid object', undefined, name);
  return invalidRequest(`Invalid value for ${name}`, undefined, name);
}

const emptyMessage = (name: string): string =>
  `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however ` +
  `'${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`;

function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (level, part) =>
      typeof level === 'object' && level !== null ? (level as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}
