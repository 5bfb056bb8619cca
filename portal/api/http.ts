import axios, { isAxiosError } from 'axios';
import { newKey } from './idempotency.js';
import { errorFrom } from './problem.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** The only way out of the portal: the session's cookie goes along, every POST has a key, errors are problems. */
export const http = axios.create({
  withCredentials: true,
  timeout: 30_000,
  headers: { Accept: 'application/json' },
});

http.interceptors.request.use((request) => {
  if (request.method === 'post' && !request.headers.has(IDEMPOTENCY_KEY)) {
    request.headers.set(IDEMPOTENCY_KEY, newKey());
  }
  return request;
});

http.interceptors.response.use(
  (response) => response,
  (failure: unknown) => {
    if (!isAxiosError(failure)) throw failure;
    const retryAfter: unknown = failure.response?.headers['retry-after'];
    throw errorFrom(
      failure.response?.status ?? null,
      failure.response?.data,
      typeof retryAfter === 'string' ? retryAfter : null,
    );
  },
);
