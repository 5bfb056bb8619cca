import type { ApiError } from './problem.js';

/** A random UUID, also where the page is not served over HTTPS (`randomUUID` is missing there). */
export const newKey = (): string => {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/**
 * Whether the request may have taken effect although it failed: no answer, a fault of the server, or another copy in
 * flight. The same key must then be sent again; after a definite refusal the next try is a new intention.
 */
export const mayHaveTakenEffect = (error: ApiError): boolean =>
  error.statusCode === 0 || error.statusCode >= 500 || error.code === 'idempotency_key_in_flight';

export interface Intention {
  /** The key for this body: the same as long as the same thing is asked for and its outcome is not known. */
  readonly keyFor: (body: unknown) => string;
  /** A definite answer came; the next request is a new intention. */
  readonly settled: () => void;
}

/** Holds one key per intention of the user, so that a second click or a retry can't buy twice. */
export const intention = (makeKey: () => string = newKey): Intention => {
  let open: { readonly body: string; readonly key: string } | null = null;
  return {
    keyFor: (body) => {
      const wanted = JSON.stringify(body);
      if (open === null || open.body !== wanted) open = { body: wanted, key: makeKey() };
      return open.key;
    },
    settled: () => {
      open = null;
    },
  };
};
