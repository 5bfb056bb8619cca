import type { HttpError } from '@refinedev/core';
import type { Problem } from '../../server/kit/endpoint.contract.js';

/** What the portal knows of a failed request; Refine's `HttpError` with the problem's own code. */
export interface ApiError extends HttpError {
  message: string;
  /** 0: no answer came. */
  statusCode: number;
  code: string;
  errors?: Record<string, string[]>;
  requestId: string | null;
  /** Of a refused payment, where the server says it. */
  invoiceId: string | null;
  retryAfterSeconds: number | null;
}

const NO_ANSWER = 'We could not reach the server. Check your connection and try again.';
const NO_REASON = 'Something went wrong on our side. Please try again in a moment.';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const fieldErrors = (value: unknown): Record<string, string[]> | undefined => {
  if (!isRecord(value)) return undefined;
  const fields = Object.entries(value).flatMap(([field, messages]) =>
    Array.isArray(messages) ? [[field, messages.map(String)] as const] : [],
  );
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
};

/** Reads a problem body (RFC 9457); anything else becomes a sentence a customer can act on. */
export const errorFrom = (
  status: number | null,
  body: unknown,
  retryAfter: string | null = null,
): ApiError => {
  const problem: Partial<Record<keyof Problem | 'invoiceId', unknown>> = isRecord(body) ? body : {};
  const seconds = Number(retryAfter);
  const errors = fieldErrors(problem.errors);
  return {
    message: status === null ? NO_ANSWER : (text(problem.detail) ?? text(problem.title) ?? NO_REASON),
    statusCode: status ?? 0,
    code: text(problem.code) ?? (status === null ? 'no_answer' : 'unknown'),
    ...(errors === undefined ? {} : { errors }),
    requestId: text(problem.requestId),
    invoiceId: text(problem.invoiceId),
    retryAfterSeconds: retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
  };
};

/** Whether a thrown thing is an error of ours; everything else is a bug in the page. */
export const isApiError = (value: unknown): value is ApiError =>
  isRecord(value) && typeof value['statusCode'] === 'number' && typeof value['message'] === 'string';

/** The error as it is, or a general sentence for what nobody foresaw. */
export const asApiError = (thrown: unknown): ApiError => (isApiError(thrown) ? thrown : errorFrom(500, null));
