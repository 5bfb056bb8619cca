import type { PaypalSchemaCheck } from '../../../../scripts/paypal-schema/check.js';

export interface PaypalAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into it by name
  readonly body: any;
}

interface Sending {
  /** Where the operation's path has a name in braces. */
  readonly path?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly key?: string;
  readonly token?: string;
  readonly prefer?: string;
  /** The specification does not know this answer. */
  readonly unchecked?: boolean;
}

/** Calls to PayPal's wire without the SDK, for tests; each answer is held against its specification. */
export function paypalWire(url: string, schema: PaypalSchemaCheck) {
  let held: string | null = null;

  async function token(id = 'sandbox', secret = 'sandbox'): Promise<PaypalAnswer> {
    const response = await fetch(`${url}/paypal/v1/oauth2/token`, {
      method: 'POST',
      body: 'grant_type=client_credentials',
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    return { status: response.status, body: await response.json() };
  }

  /** `operation` is the specification's path. */
  async function call(method: string, operation: string, sending: Sending = {}): Promise<PaypalAnswer> {
    held ??= (await token()).body.access_token as string;
    const text = sending.raw ?? (sending.body === undefined ? undefined : JSON.stringify(sending.body));
    const response = await fetch(`${url}/paypal${sending.path ?? operation}`, {
      method,
      headers: {
        authorization: `Bearer ${sending.token ?? held}`,
        'content-type': 'application/json',
        prefer: sending.prefer ?? 'return=representation',
        ...(sending.key === undefined ? {} : { 'paypal-request-id': sending.key }),
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    const body: unknown = answer === '' ? null : JSON.parse(answer);
    const { status } = response;
    const problems = sending.unchecked
      ? []
      : schema.problems({ operation: `${method} ${operation}`, status, body });
    if (problems.length > 0) {
      throw new Error(`${method} ${operation} ${status}: ${problems.join('; ')}\n${answer}`);
    }
    return { status, body };
  }

  return {
    token,
    call,
    get: (operation: string, id: string) =>
      call('GET', operation, { path: operation.replace(/\{\w+\}/, id) }),
    post: (path: string, body: unknown, { key }: { key?: string }) =>
      call(
        'POST',
        path
          .replace(/\/captures\/[^/]+\/refund/, '/captures/{capture_id}/refund')
          .replace(/\/orders\/[^/]+\/capture$/, '/orders/{id}/capture'),
        {
          path,
          body,
          ...(key === undefined ? {} : { key }),
        },
      ),
    patch: (id: string, body: unknown) =>
      call('PATCH', '/v2/checkout/orders/{id}', { path: `/v2/checkout/orders/${id}`, body }),
  };
}

export type PaypalWire = ReturnType<typeof paypalWire>;
