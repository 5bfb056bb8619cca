import type { Logger } from 'pino';
import Stripe from 'stripe';
import { GatewayUnavailable, UnknownAtGateway } from '../../billing/gateway.js';
import type { StripeConfig } from '../../config.js';
import { insideTransaction } from '../../kit/db.js';
import { type Failure, failureOf, type Refusal } from './stripe.errors.js';

/** Long enough for a bank, short enough for a payer who waits: twice this, since a lost answer is asked for once more. */
const TIMEOUT_MS = 20_000;
const RETRIES = 1;

export type Attempt<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Every word with Stripe goes through here: never inside a transaction, and failures are sorted and logged. */
export interface StripeCalls {
  /** For calls that move money or cards: the caller decides what a failure means. */
  attempt<T>(operation: string, call: (sdk: Stripe) => Promise<T>): Promise<Attempt<T>>;
  /** For reading, and for what may be repeated at will. Throws like `answerOf`. */
  ask<T>(operation: string, call: (sdk: Stripe) => Promise<T>): Promise<T>;
}

/** Stripe said no to a question that should have had an answer: a lost id, another account's id. */
export class StripeRefused extends Error {
  readonly refusal: Refusal;

  constructor(operation: string, refusal: Refusal) {
    super(`Stripe refused ${operation}: ${refusal.code}`);
    this.name = 'StripeRefused';
    this.refusal = refusal;
  }
}

export function createStripeCalls(options: {
  config: StripeConfig;
  logger: Pick<Logger, 'warn'> | undefined;
  timeoutMs: number | undefined;
}): StripeCalls {
  const sdk = connect(options.config, options.timeoutMs ?? TIMEOUT_MS);

  async function attempt<T>(operation: string, call: (sdk: Stripe) => Promise<T>): Promise<Attempt<T>> {
    if (insideTransaction()) throw new Error(`Stripe must not be called inside a transaction: ${operation}`);
    try {
      return { ok: true, value: await call(sdk) };
    } catch (error) {
      const failure = failureOf(error);
      // Codes and the request's number only: Stripe's sentences may repeat an address or a name.
      const requestId = error instanceof Stripe.errors.StripeError ? (error.requestId ?? null) : null;
      const reason = failure.kind === 'refused' ? failure.code : failure.reason;
      options.logger?.warn(
        { operation, outcome: failure.kind, reason, requestId },
        'stripe: a call brought no result',
      );
      return { ok: false, failure };
    }
  }

  return {
    attempt,
    ask: async (operation, call) => answerOf(operation, await attempt(operation, call)),
  };
}

/** What Stripe has answered. Throws `GatewayUnavailable` without an answer, `StripeRefused` on a no. */
export function answerOf<T>(operation: string, attempt: Attempt<T>): T {
  if (attempt.ok) return attempt.value;
  const { failure } = attempt;
  if (failure.kind === 'refused' && failure.code === 'resource_missing') {
    throw new UnknownAtGateway(`Stripe refused ${operation}: ${failure.code}`);
  }
  if (failure.kind === 'refused' && !failure.isOurKey) throw new StripeRefused(operation, failure);
  const reason = failure.kind === 'refused' ? failure.code : failure.reason;
  throw new GatewayUnavailable(`Stripe gave no answer to ${operation}: ${reason}`);
}

function connect(config: StripeConfig, timeoutMs: number): Stripe {
  return new Stripe(config.secretKey, {
    ...(config.apiBase === null ? {} : addressOf(config.apiBase)),
    timeout: timeoutMs,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: 'Countinghouse' },
  });
}

function addressOf(apiBase: string): { host: string; port: number; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return { host: hostname, port: Number(port || (isPlain ? 80 : 443)), protocol: isPlain ? 'http' : 'https' };
}
