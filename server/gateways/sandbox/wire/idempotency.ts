import type { Work } from '../store/work.js';
import { StripeError } from './errors.js';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** The request whose stored reply this is. */
  readonly replayOf?: string;
  /** The request row is already written, with the effect. */
  readonly recorded?: boolean;
}

const KEPT_SECONDS = 24 * 3600;
const KEY_MAX = 255;

/**
 * Takes the key for the rest of the transaction. Returns the stored reply of an earlier request with it, or null for
 * a first one. Refuses a key whose request is under way (409) and a key that comes back with other parameters (400).
 * Source: docs.stripe.com/api/idempotent_requests
 */
export async function claimKey(
  work: Work,
  claim: { readonly key: string; readonly endpoint: string; readonly fingerprint: string },
): Promise<Reply | null> {
  if (claim.key === '' || claim.key.length > KEY_MAX) {
    throw new StripeError(`Idempotency keys have 1 to ${KEY_MAX} characters.`, {
      status: 400,
      type: 'idempotency_error',
    });
  }
  const found = await takeKey(work, claim.key, KEPT_SECONDS);
  if (found === 'in_flight') {
    throw new StripeError(
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through).',
      { status: 409, type: 'api_error', code: 'idempotency_key_in_use' },
    );
  }
  if (found === null) return null;
  assertSameRequest(found, claim);
  return { status: found.status, body: found.body, replayOf: found.request_id };
}

/** Takes a key for the rest of the transaction: what is stored under it, null for a first request. */
export async function takeKey(
  work: Work,
  key: string,
  keptSeconds: number,
): Promise<StoredReply | 'in_flight' | null> {
  // The lock ends with the transaction, also when the process dies, so that no key stays in flight for ever.
  const { rows: locks } = await work.query<{ is_free: boolean }>({
    name: 'sandbox-key-lock',
    text: "select pg_try_advisory_xact_lock(hashtextextended('sandbox.key:' || $1, 0)) as is_free",
    values: [key],
  });
  if (locks[0]?.is_free !== true) return 'in_flight';
  const { rows } = await work.query<StoredReply>({
    name: 'sandbox-key-read',
    text: 'select endpoint, fingerprint, request_id, status, body, created::float8 as created from sandbox.idempotency where key = $1',
    values: [key],
  });
  const stored = rows[0];
  if (stored === undefined) return null;
  if (stored.created >= work.now - keptSeconds) return stored;
  await work.query('delete from sandbox.idempotency where key = $1', [key]);
  return null;
}

export interface StoredReply {
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly request_id: string;
  readonly status: number;
  readonly body: unknown;
  readonly created: number;
}

function assertSameRequest(
  stored: StoredReply,
  claim: { key: string; endpoint: string; fingerprint: string },
): void {
  if (stored.endpoint !== claim.endpoint) {
    throw new StripeError(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${stored.endpoint}' vs '${claim.endpoint}'). Try using a key other than '${claim.key}' if you meant to execute a different request.`,
      { status: 400, type: 'idempotency_error' },
    );
  }
  if (stored.fingerprint !== claim.fingerprint) {
    throw new StripeError(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${claim.key}' if you meant to execute a different request.`,
      { status: 400, type: 'idempotency_error' },
    );
  }
}
