import { setTimeout } from 'node:timers/promises';
import {
  type ApiResponse,
  Client,
  Environment,
  type OAuthToken,
  OrdersController,
  PaymentsController,
  TransactionSearchController,
  VaultController,
} from '@paypal/paypal-server-sdk';
import axios, { type AxiosAdapter } from 'axios';
import type { Logger } from 'pino';
import { GatewayUnavailable, UnknownAtGateway } from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import { insideTransaction } from '../../kit/db.js';
import { type Failure, failureOf, ofAnswer, type Refusal, unanswered } from './paypal.errors.js';

/** Long enough for PayPal, short enough for a payer who waits: twice this, since a lost answer is asked for once more. */
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 300;
const ADDRESSES = { sandbox: 'https://api-m.sandbox.paypal.com', live: 'https://api-m.paypal.com' } as const;

export type Attempt<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export interface PaypalSdk {
  readonly orders: OrdersController;
  readonly payments: PaymentsController;
  readonly vault: VaultController;
  readonly transactions: TransactionSearchController;
}

/** Every word with PayPal goes through here: never inside a transaction, and failures are sorted and logged. */
export interface PaypalCalls {
  /** For calls that move money or save an account: the caller decides what a failure means. */
  attempt<T>(operation: string, call: (sdk: PaypalSdk) => Promise<ApiResponse<T>>): Promise<Attempt<T>>;
  /** For reading, and for what may be repeated at will. Throws like `answerOf`. */
  ask<T>(operation: string, call: (sdk: PaypalSdk) => Promise<ApiResponse<T>>): Promise<T>;
  /** What the SDK has no controller for. `text` is sent as it is. Throws like `answerOf`. */
  askPlainly(operation: string, request: { path: string; text?: string }): Promise<unknown>;
}

/** PayPal said no to a question that should have had an answer. */
export class PaypalRefused extends Error {
  readonly refusal: Refusal;

  constructor(operation: string, refusal: Refusal) {
    super(`PayPal refused ${operation}: ${refusal.code}`);
    this.name = 'PaypalRefused';
    this.refusal = refusal;
  }
}

export interface CallsOptions {
  config: PaypalConfig;
  logger: Pick<Logger, 'warn'> | undefined;
  timeoutMs: number | undefined;
}

export function createPaypalCalls(options: CallsOptions): PaypalCalls {
  const { config } = options;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  let line = connect(config, timeoutMs);

  async function attempt<T>(operation: string, call: () => Promise<T>): Promise<Attempt<T>> {
    if (insideTransaction()) throw new Error(`PayPal must not be called inside a transaction: ${operation}`);
    const first = await once(call);
    const last = first.ok || !(await isWorthRepeating(first.failure)) ? first : await once(call);
    if (!last.ok) report(operation, last.failure);
    return last;
  }

  /**
   * An answer that was lost is asked for once more: each POST carries a `PayPal-Request-Id` of ours, or changes nothing. The SDK's own
   * repetitions are switched off, since it repeats refusals too: a card that was declined would be charged again.
   */
  async function isWorthRepeating(failure: Failure): Promise<boolean> {
    if (failure.kind === 'refused') {
      // A token that was withdrawn before its time: nothing has happened, and a new one is asked for once.
      if (failure.status === 401) line = connect(config, timeoutMs);
      return failure.status === 401;
    }
    if (!failure.mayHelp) return false;
    await setTimeout(PAUSE_MS);
    return true;
  }

  function report(operation: string, failure: Failure): void {
    const reason = failure.kind === 'refused' ? failure.code : failure.reason;
    const { kind: outcome, debugId } = failure;
    options.logger?.warn({ operation, outcome, reason, debugId }, 'paypal: a call brought no result');
  }

  const throughSdk = <T>(operation: string, call: (sdk: PaypalSdk) => Promise<ApiResponse<T>>) =>
    attempt(operation, async () => (await call(line.sdk)).result);

  async function plainly({ path, text }: { path: string; text?: string }): Promise<unknown> {
    const response = await fetch(`${config.apiBase ?? ADDRESSES[config.mode]}${path}`, {
      method: text === undefined ? 'GET' : 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${await line.token()}`, 'content-type': 'application/json' },
      ...(text === undefined ? {} : { body: text }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await response.text();
    if (!response.ok) throw new Answered(ofAnswer(response.status, answer));
    try {
      return JSON.parse(answer) as unknown;
    } catch {
      throw new Answered(unanswered('unreadable_answer'));
    }
  }

  return {
    attempt: throughSdk,
    ask: async (operation, call) => answerOf(operation, await throughSdk(operation, call)),
    askPlainly: async (operation, request) =>
      answerOf(operation, await attempt(operation, () => plainly(request))),
  };
}

/** A failure that is sorted already. */
class Answered extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super('PayPal answered with an error');
    this.failure = failure;
  }
}

async function once<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, failure: error instanceof Answered ? error.failure : failureOf(error) };
  }
}

/** What PayPal has answered. Throws `GatewayUnavailable` without an answer, `UnknownAtGateway` or `PaypalRefused` on a no. */
export function answerOf<T>(operation: string, attempt: Attempt<T>): T {
  if (attempt.ok) return attempt.value;
  const { failure } = attempt;
  if (failure.kind === 'refused' && failure.status === 404) {
    throw new UnknownAtGateway(`PayPal refused ${operation}: ${failure.code}`);
  }
  if (failure.kind === 'refused' && !failure.isOurKey) throw new PaypalRefused(operation, failure);
  const reason = failure.kind === 'refused' ? failure.code : failure.reason;
  throw new GatewayUnavailable(`PayPal gave no answer to ${operation}: ${reason}`);
}

interface Line {
  readonly sdk: PaypalSdk;
  token(): Promise<string>;
}

function connect(config: PaypalConfig, timeoutMs: number): Line {
  const client = new Client({
    environment: config.mode === 'live' ? Environment.Production : Environment.Sandbox,
    timeout: timeoutMs,
    clientCredentialsAuthCredentials: {
      oAuthClientId: config.clientId,
      oAuthClientSecret: config.clientSecret,
      oAuthClockSkew: 60,
    },
    httpClientOptions: { timeout: timeoutMs, retryConfig: { maxNumberOfRetries: 0 } },
    unstable_httpClientOptions: {
      maxRedirects: 0,
      ...(config.apiBase === null ? {} : { adapter: redirected(ADDRESSES[config.mode], config.apiBase) }),
    },
  });
  const auth = client.clientCredentialsAuthManager;
  let held: OAuthToken | undefined;
  return {
    sdk: {
      orders: new OrdersController(client),
      payments: new PaymentsController(client),
      vault: new VaultController(client),
      transactions: new TransactionSearchController(client),
    },
    token: async () => {
      held = await auth.updateToken(held);
      return held.accessToken;
    },
  };
}

/** The SDK knows PayPal's own addresses only, so the request is readdressed on its last step. */
function redirected(from: string, to: string): AxiosAdapter {
  const http = axios.getAdapter('http');
  return (request) => http({ ...request, url: (request.url ?? '').replace(from, to) });
}
