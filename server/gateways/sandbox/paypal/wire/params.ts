import { z } from 'zod';
import { PaypalError } from './errors.js';

/** PayPal passes over what it does not know; what it knows has to be right. */
export const text = (max: number) => z.string().min(1).max(max);
export const wireMoney = z.object({
  currency_code: z.string().regex(/^[A-Z]{3}$/),
  value: z.string().min(1).max(32),
});
export const webAddress = z.url({ protocol: /^https?$/ }).max(4000);
export const nothing = z.unknown();

/** The body through its shape, or PayPal's own refusal naming the first offender. */
export function readBody<S extends z.ZodType>(shape: S, rawBody: string): z.infer<S> {
  let body: unknown;
  try {
    body = rawBody.trim() === '' ? {} : JSON.parse(rawBody);
  } catch {
    throw new PaypalError(400, 'MALFORMED_REQUEST_JSON', '/');
  }
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const isMissing =
    path.reduce<unknown>(
      (level, part) =>
        typeof level === 'object' && level !== null
          ? (level as Record<PropertyKey, unknown>)[part]
          : undefined,
      body,
    ) === undefined;
  const kind = isMissing
    ? 'MISSING_REQUIRED_PARAMETER'
    : issue?.code === 'invalid_value'
      ? 'INVALID_PARAMETER_VALUE'
      : 'INVALID_PARAMETER_SYNTAX';
  throw new PaypalError(400, kind, `/${path.map(String).join('/')}`);
}
