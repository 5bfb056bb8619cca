import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import { loadStripeSchemaCheck } from '../../../scripts/stripe-schema/check.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { assertLoopback } from './sandbox.js';
import { stripeEndpoints } from './stripe/endpoints.js';
import { type RunningSandbox, startTestSandbox } from './testing.js';

const schema = loadStripeSchemaCheck();
let database: ClonedDatabase;
let sandbox: RunningSandbox;
let stripe: Stripe;

beforeAll(async () => {
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url });
  stripe = sandbox.stripe;
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

const byCard = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } };
const payment = { amount: 2900, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', ...byCard };

/** A call without the SDK: its status, headers and body. */
async function raw(
  method: string,
  path: string,
  body: string | null = null,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    body,
    headers: {
      authorization: 'Bearer sk_test_sandbox',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { error?: Record<string, unknown>; id?: string },
  };
}

const countIntents = async (mark: string): Promise<number> =>
  (await stripe.paymentIntents.search({ query: `metadata['mark']:'${mark}'`, limit: 100 })).data.length;

describe('a key', () => {
  test('is needed', async () => {
    expect(await raw('GET', '/v1/customers', null, { authorization: '' })).toMatchObject({ status: 401 });
    const wrong = await raw('GET', '/v1/customers', null, { authorization: 'Bearer sk_test_somebody_else' });
    expect(wrong).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } });
    expect(String(wrong.body.error?.['message'])).not.toContain('somebody_else');
  });

  test('for browsers opens an intent only with its client secret', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 900, currency: 'usd', ...byCard });
    const publishable = { authorization: 'Bearer pk_test_sandbox' };
    expect((await raw('GET', '/v1/customers', null, publishable)).status).toBe(403);
    expect((await raw('GET', `/v1/payment_intents/${intent.id}`, null, publishable)).status).toBe(400);
    expect(
      (await raw('GET', `/v1/payment_intents/${intent.id}?client_secret=guess`, null, publishable)).status,
    ).toBe(404);
    const confirmed = await raw(
      'POST',
      `/v1/payment_intents/${intent.id}/confirm`,
      `client_secret=${intent.client_secret ?? ''}&payment_method=pm_card_visa`,
      publishable,
    );
    expect(confirmed).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });
});

describe('bad input', () => {
  test.each([
    ['POST', '/v1/payment_intents', 'amount=100&currency=usd&colour=red', 400, 'parameter_unknown', 'colour'],
    ['POST', '/v1/customers', 'address[planet]=mars', 400, 'parameter_unknown', 'address[planet]'],
    ['POST', '/v1/payment_intents', 'currency=usd', 400, 'parameter_missing', 'amount'],
    ['POST', '/v1/payment_intents', 'amount=1.5&currency=usd', 400, 'parameter_invalid_integer', 'amount'],
    ['POST', '/v1/payment_intents', 'amount=NaN&currency=usd', 400, 'parameter_invalid_integer', 'amount'],
    ['POST', '/v1/payment_intents', 'amount=&currency=usd', 400, 'parameter_invalid_integer', 'amount'],
    ['POST', '/v1/payment_intents', 'amount[gt]=5&currency=usd', 400, undefined, 'amount'],
    ['POST', '/v1/customers', 'email=nobody', 400, 'email_invalid', 'email'],
    ['POST', '/v1/customers', '__proto__[polluted]=1', 400, 'parameter_unknown', '__proto__'],
    ['POST', '/v1/customers', 'constructor=1', 400, 'parameter_unknown', 'constructor'],
    ['POST', '/v1/customers', 'name=%00', 400, undefined, undefined],
    ['POST', '/v1/customers', 'name=%E0%A4%A', 400, undefined, undefined],
    ['POST', '/v1/customers', 'a[b][c][d][e][f][g]=1', 400, undefined, undefined],
    ['POST', '/v1/customers', 'name=a&name=b', 400, undefined, undefined],
    ['POST', '/v1/customers', 'expand[]=colour', 400, undefined, 'expand'],
    ['GET', '/v1/customers?limit=0', null, 400, 'parameter_invalid_integer', 'limit'],
    ['GET', '/v1/customers?limit=101', null, 400, 'parameter_invalid_integer', 'limit'],
    ['GET', '/v1/customers?starting_after=cus_nobody', null, 400, 'resource_missing', 'starting_after'],
    ['GET', '/v1/payment_intents/pi_nobody', null, 404, 'resource_missing', 'id'],
    ['POST', '/v1/refunds', 'payment_intent=pi_nobody', 400, 'resource_missing', 'payment_intent'],
    ['GET', '/v1/payment_intents/search?query=drop+table', null, 400, undefined, 'query'],
    ['GET', '/v1/spaceships', null, 404, undefined, undefined],
    ['PUT', '/v1/customers', 'name=a', 404, undefined, undefined],
  ])('%s %s %s is %i %s', async (method, path, body, status, code, param) => {
    const reply = await raw(method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.body.error).toMatchObject({
      type: 'invalid_request_error',
      ...(code === undefined ? {} : { code }),
      ...(param === undefined ? {} : { param }),
    });
  });

  test('of 50 MB is refused unread', async () => {
    const reply = await raw('POST', '/v1/customers', `name=${'x'.repeat(50_000_000)}`);
    expect(reply).toMatchObject({ status: 413, body: { error: { type: 'invalid_request_error' } } });
  });

  test('every parameter that an endpoint takes is one that the SDK knows', () => {
    const legacy = new Set([
      'payment_method_types',
      'client_secret',
      'default_source',
      'disabled',
      'connect',
      'source',
    ]);
    const typeOf: Readonly<Record<string, string>> = {
      'POST /v1/customers': 'CustomerCreateParams',
      'POST /v1/customers/:id': 'CustomerUpdateParams',
      'POST /v1/payment_intents': 'PaymentIntentCreateParams',
      'POST /v1/payment_intents/:id': 'PaymentIntentUpdateParams',
      'POST /v1/payment_intents/:id/confirm': 'PaymentIntentConfirmParams',
      'POST /v1/payment_intents/:id/capture': 'PaymentIntentCaptureParams',
      'POST /v1/payment_intents/:id/cancel': 'PaymentIntentCancelParams',
      'POST /v1/setup_intents': 'SetupIntentCreateParams',
      'POST /v1/setup_intents/:id': 'SetupIntentUpdateParams',
      'POST /v1/setup_intents/:id/confirm': 'SetupIntentConfirmParams',
      'POST /v1/payment_methods': 'PaymentMethodCreateParams',
      'POST /v1/payment_methods/:id': 'PaymentMethodUpdateParams',
      'POST /v1/payment_methods/:id/attach': 'PaymentMethodAttachParams',
      'POST /v1/refunds': 'RefundCreateParams',
      'POST /v1/disputes/:id': 'DisputeUpdateParams',
      'POST /v1/webhook_endpoints': 'WebhookEndpointCreateParams',
      'POST /v1/invoices': 'InvoiceCreateParams',
      'POST /v1/invoices/:id': 'InvoiceUpdateParams',
      'GET /v1/invoices': 'InvoiceListParams',
      'POST /v1/invoices/:id/pay': 'InvoicePayParams',
      'POST /v1/invoices/:id/finalize': 'InvoiceFinalizeInvoiceParams',
      'POST /v1/invoices/create_preview': 'InvoiceCreatePreviewParams',
      'POST /v1/invoiceitems': 'InvoiceItemCreateParams',
      'GET /v1/invoiceitems': 'InvoiceItemListParams',
      'GET /v1/invoice_payments': 'InvoicePaymentListParams',
      'POST /v1/prices': 'PriceCreateParams',
      'POST /v1/prices/:id': 'PriceUpdateParams',
      'GET /v1/prices': 'PriceListParams',
      'POST /v1/products': 'ProductCreateParams',
      'POST /v1/products/:id': 'ProductUpdateParams',
      'GET /v1/products': 'ProductListParams',
      'POST /v1/subscriptions': 'SubscriptionCreateParams',
      'POST /v1/subscriptions/:id': 'SubscriptionUpdateParams',
      'DELETE /v1/subscriptions/:id': 'SubscriptionCancelParams',
      'GET /v1/subscriptions': 'SubscriptionListParams',
      'POST /v1/subscriptions/:id/resume': 'SubscriptionResumeParams',
      'POST /v1/subscription_schedules': 'SubscriptionScheduleCreateParams',
      'POST /v1/subscription_schedules/:id': 'SubscriptionScheduleUpdateParams',
      'POST /v1/subscription_schedules/:id/cancel': 'SubscriptionScheduleCancelParams',
      'GET /v1/subscription_schedules': 'SubscriptionScheduleListParams',
      'POST /v1/tax_rates': 'TaxRateCreateParams',
      'POST /v1/tax_rates/:id': 'TaxRateUpdateParams',
      'GET /v1/tax_rates': 'TaxRateListParams',
      'POST /v1/test_helpers/test_clocks': 'TestHelpers_TestClockCreateParams',
      'POST /v1/test_helpers/test_clocks/:id/advance': 'TestHelpers_TestClockAdvanceParams',
      'GET /v1/charges': 'ChargeListParams',
      'GET /v1/events': 'EventListParams',
      'GET /v1/refunds': 'RefundListParams',
      'GET /v1/payment_intents/search': 'PaymentIntentSearchParams',
    };
    const unknown = stripeEndpoints.flatMap((endpoint) => {
      const typeName = typeOf[`${endpoint.method} ${endpoint.path}`];
      if (typeName === undefined) return [];
      const known = schema.propertiesOf(typeName);
      const taken = Object.keys((endpoint.params as unknown as { shape: Record<string, unknown> }).shape);
      return taken
        .filter((name) => !known.has(name) && !legacy.has(name))
        .map((name) => `${typeName}.${name}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe('an idempotency key', () => {
  test('brings the same answer back, announced', async () => {
    const first = await raw('POST', '/v1/customers', 'name=Acme', { 'idempotency-key': 'key-1' });
    const again = await raw('POST', '/v1/customers', 'name=Acme', { 'idempotency-key': 'key-1' });
    expect(again.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
  });

  test('with other parameters or for another endpoint is refused', async () => {
    await raw('POST', '/v1/customers', 'name=Acme', { 'idempotency-key': 'key-2' });
    const other = await raw('POST', '/v1/customers', 'name=Globex', { 'idempotency-key': 'key-2' });
    expect(other).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
    const elsewhere = await raw('POST', '/v1/setup_intents', 'usage=on_session', {
      'idempotency-key': 'key-2',
    });
    expect(elsewhere).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
  });

  test('remembers a decline, but not a bad request', async () => {
    const options = { idempotencyKey: 'key-3' };
    const declined = { ...payment, payment_method: 'pm_card_chargeDeclined', metadata: { mark: 'decline' } };
    await expect(stripe.paymentIntents.create(declined, options)).rejects.toMatchObject({
      code: 'card_declined',
    });
    await expect(stripe.paymentIntents.create(declined, options)).rejects.toMatchObject({
      code: 'card_declined',
    });
    expect(await countIntents('decline')).toBe(1);
    await expect(
      stripe.customers.create({ email: 'nobody' }, { idempotencyKey: 'key-4' }),
    ).rejects.toMatchObject({ statusCode: 400 });
    expect(
      await stripe.customers.create({ email: 'bob@acme.test' }, { idempotencyKey: 'key-4' }),
    ).toMatchObject({ email: 'bob@acme.test' });
  });

  test('used by fifty requests at once has one effect; the others replay it or hear 409', async () => {
    const quiet = sandbox.client();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        quiet.paymentIntents.create(
          { ...payment, metadata: { mark: 'fifty' } },
          { idempotencyKey: 'key-50' },
        ),
      ),
    );
    const ids = new Set(
      outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : [])),
    );
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as Stripe.errors.StripeError] : [],
    );
    expect(ids.size).toBe(1);
    expect(new Set(refused.map((error) => error.code))).toEqual(
      refused.length === 0 ? new Set() : new Set(['idempotency_key_in_use']),
    );
    expect(await countIntents('fifty')).toBe(1);
  });
});

describe('lists', () => {
  test('page through forwards and backwards without gap or repetition', async () => {
    const customers: string[] = [];
    for (let index = 0; index < 7; index += 1)
      customers.unshift((await stripe.customers.create({ email: 'pages@acme.test' })).id);
    const first = await stripe.customers.list({ email: 'pages@acme.test', limit: 3 });
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' });
    const all: string[] = [];
    for await (const customer of stripe.customers.list({ email: 'pages@acme.test', limit: 3 }))
      all.push(customer.id);
    expect(all).toEqual(customers);
    const before = await stripe.customers.list({
      email: 'pages@acme.test',
      limit: 2,
      ending_before: customers[4] ?? '',
    });
    expect(before.data.map((customer) => customer.id)).toEqual(customers.slice(2, 4));
  });

  test('filter by time and find by metadata', async () => {
    const intent = await stripe.paymentIntents.create({
      ...payment,
      metadata: { mark: "o'clock", payment: 'pay_9' },
    });
    expect((await stripe.paymentIntents.list({ created: { gt: intent.created + 10 } })).data).toEqual([]);
    expect(
      (
        await stripe.paymentIntents.search({
          query: "metadata['payment']:'pay_9' AND status:'succeeded' AND amount>=2900",
        })
      ).data.map((found) => found.id),
    ).toEqual([intent.id]);
  });
});

describe('200 requests at once', () => {
  test('all succeed, each with its own charge', async () => {
    const customer = await stripe.customers.create();
    const intents = await Promise.all(
      Array.from({ length: 200 }, () =>
        stripe.paymentIntents.create({
          ...payment,
          customer: customer.id,
          setup_future_usage: 'off_session',
        }),
      ),
    );
    expect(new Set(intents.map((intent) => intent.latest_charge)).size).toBe(200);
    let attached = 0;
    for await (const _ of stripe.paymentMethods.list({ customer: customer.id, type: 'card', limit: 100 }))
      attached += 1;
    expect(attached).toBe(200);
  });

  test('on one intent charge it once', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 900, currency: 'usd', ...byCard });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, () =>
        stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });
});

describe('a fault that was asked for', () => {
  test('before the call leaves nothing behind', async () => {
    await sandbox.control.failBefore({ method: 'POST', path: '/v1/payment_intents' }, 503);
    await expect(
      stripe.paymentIntents.create({ ...payment, metadata: { mark: 'before' } }),
    ).rejects.toMatchObject({ statusCode: 503 });
    expect(await countIntents('before')).toBe(0);
    expect(await sandbox.control.rules()).toEqual([]);
  });

  test('after the call leaves its effect, and the same key brings the same error back', async () => {
    await sandbox.control.failAfter({ path: '/v1/payment_intents' }, 500);
    const create = () =>
      stripe.paymentIntents.create(
        { ...payment, metadata: { mark: 'after' } },
        { idempotencyKey: 'key-after' },
      );
    await expect(create()).rejects.toMatchObject({ statusCode: 500 });
    await expect(create()).rejects.toMatchObject({ statusCode: 500 });
    expect(await countIntents('after')).toBe(1);
  });

  test('can drop the connection; the retry of the SDK has no second effect', async () => {
    await sandbox.control.dropConnection({ path: '/v1/payment_intents' }, 'after');
    const intent = await sandbox
      .client({ maxNetworkRetries: 2 })
      .paymentIntents.create({ ...payment, metadata: { mark: 'dropped' } });
    expect(intent.status).toBe('succeeded');
    expect(await countIntents('dropped')).toBe(1);
  });

  test('can hit the second call only, and a path with a pattern', async () => {
    await sandbox.control.failBefore({ method: 'GET', path: '/v1/customers/*', skip: 1 }, 500);
    const customer = await stripe.customers.create();
    await stripe.customers.retrieve(customer.id);
    await expect(stripe.customers.retrieve(customer.id)).rejects.toMatchObject({ statusCode: 500 });
    await stripe.customers.retrieve(customer.id);
  });

  test('can hold the answer back after the effect', async () => {
    await sandbox.control.holdReply({ path: '/v1/payment_intents' });
    let isAnswered = false;
    const call = stripe.paymentIntents.create({ ...payment, metadata: { mark: 'held' } }).then((intent) => {
      isAnswered = true;
      return intent;
    });
    expect(await sandbox.control.waitForHeldReply()).toMatchObject([
      { method: 'POST', path: '/v1/payment_intents' },
    ]);
    expect(await countIntents('held')).toBe(1);
    expect(isAnswered).toBe(false);
    expect(await sandbox.control.releaseReplies()).toEqual({ released: 1 });
    expect((await call).status).toBe('succeeded');
  });

  test('that makes no sense is refused', async () => {
    await expect(
      sandbox.control.addRule({
        kind: 'call',
        path: '/v1/refunds',
        when: 'before',
        outcome: { type: 'hold' },
      }),
    ).rejects.toThrow('after the call');
  });
});

test('a foreign web page cannot steer the sandbox', async () => {
  const response = await fetch(`${sandbox.url}/_control/reset`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  });
  expect(response.status).toBe(403);
});

test('it may listen at home only', () => {
  for (const host of ['127.0.0.1', '::1', '[::1]', 'localhost'])
    expect(() => assertLoopback(host)).not.toThrow();
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'sandbox.example', ''])
    expect(() => assertLoopback(host)).toThrow('loopback');
});

test('a state killed in the middle is whole: restarted on the same database, everything is still there', async () => {
  const intent = await stripe.paymentIntents.create(payment, { idempotencyKey: 'key-kill' });
  const second = await startTestSandbox({ databaseUrl: database.url });
  try {
    const again = await second.stripe.paymentIntents.create(payment, { idempotencyKey: 'key-kill' });
    expect(again.id).toBe(intent.id);
  } finally {
    await second.stop();
  }
});

test('its signature is the one of the documents', async () => {
  const { stripeHeaders } = await import('./webhooks/signature.js');
  const header = stripeHeaders({ body: '{"a":1}', secret: 'whsec_x', unixSeconds: 1_700_000_000 });
  const expected = createHmac('sha256', 'whsec_x').update('1700000000.{"a":1}').digest('hex');
  expect(header['stripe-signature']).toBe(`t=1700000000,v1=${expected}`);
});
