import type { z } from 'zod';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';

export interface PaypalCall<B> extends Surroundings {
  readonly work: Work;
  readonly body: B;
  /** The body as it came, for what is signed byte by byte. */
  readonly rawBody: string;
  readonly query: Readonly<Record<string, string>>;
  readonly id: string;
  readonly requestId: string | null;
}

export interface PaypalReply {
  readonly status: 200 | 201 | 204;
  readonly body: object | null;
  /** What is told instead unless the caller asks for the whole (`Prefer: return=representation`). */
  readonly minimal?: object;
}

/** One line of PayPal's API, below `/paypal`. */
export interface PaypalEndpoint<S extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: S;
  /** How long a `PayPal-Request-Id` is remembered; null: it is not looked at. */
  readonly keyKeptSeconds: number | null;
  run(call: PaypalCall<z.infer<S>>): Promise<PaypalReply>;
  /** The answer to the same request again: what became of it meanwhile. Without it, the first answer. 200 where nothing else is said. */
  readonly againStatus?: 201;
  again?(call: Pick<PaypalCall<unknown>, 'work' | 'publicUrl'>, id: string): Promise<object>;
}

export const paypalEndpoint = <S extends z.ZodType>(definition: PaypalEndpoint<S>): PaypalEndpoint =>
  definition;

/** Orders six hours, captures and refunds 45 days, the vault three. Source: developer.paypal.com/reference/guidelines/idempotency */
export const KEPT_SECONDS = { orders: 6 * 3600, payments: 45 * 86_400, vault: 3 * 3600 } as const;
