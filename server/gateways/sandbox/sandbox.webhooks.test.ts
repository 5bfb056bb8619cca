import type Stripe from 'stripe';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import {
  type RunningSandbox,
  startTestSandbox,
  startWebhookReceiver,
  type WebhookReceiver,
} from './testing.js';

let database: ClonedDatabase;
let receiver: WebhookReceiver;
let sandbox: RunningSandbox;
let stripe: Stripe;

beforeEach(async () => {
  database = await freshDatabase();
  receiver = await startWebhookReceiver();
  sandbox = await startTestSandbox({ databaseUrl: database.url, webhookUrl: receiver.url });
  stripe = sandbox.stripe;
});

afterEach(async () => {
  await sandbox.stop();
  await receiver.stop();
  await database.drop();
});

const pay = (): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({
    amount: 900,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_visa',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
const typesReceived = (): string[] => receiver.received.map(({ event }) => event.type);
const settled = () => sandbox.control.settleWebhooks();

test('every event arrives once, signed, with the request that caused it', async () => {
  const intent = await stripe.paymentIntents.create(
    { amount: 900, currency: 'usd', payment_method_types: ['card'] } as Stripe.PaymentIntentCreateParams,
    { idempotencyKey: 'the-key' },
  );
  await settled();
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]?.event).toMatchObject({
    type: 'payment_intent.created',
    data: { object: { id: intent.id } },
    request: { id: intent.lastResponse.requestId, idempotency_key: 'the-key' },
  });
});

test('an update tells what was there before', async () => {
  const customer = await stripe.customers.create({ name: 'Acme' });
  await stripe.customers.update(customer.id, { name: 'Acme Inc.' });
  await settled();
  expect(receiver.received.at(-1)?.event.data).toMatchObject({
    object: { name: 'Acme Inc.' },
    previous_attributes: { name: 'Acme' },
  });
});

test('one that is refused is sent again until it is taken', async () => {
  receiver.answer(500);
  await stripe.customers.create();
  expect(await settled()).toMatchObject({ pending: 1, delivered: 0 });
  expect((await stripe.events.list({ delivery_success: false })).data).toMatchObject([
    { type: 'customer.created', pending_webhooks: 1 },
  ]);
  receiver.answer(200);
  expect(await sandbox.control.hasten()).toMatchObject({ pending: 0, delivered: 1 });
  expect(typesReceived()).toEqual(['customer.created', 'customer.created']);
});

test('twice, fifty times at once, late or never, as the rules say', async () => {
  const twice = await sandbox.control.repeatWebhooks('customer.created', 2);
  await stripe.customers.create();
  await settled();
  expect(receiver.received).toHaveLength(2);
  await sandbox.control.removeRule(twice.id);

  await sandbox.control.repeatWebhooks('customer.created', 50, { concurrently: true, times: 1 });
  await stripe.customers.create();
  await settled();
  expect(receiver.received).toHaveLength(52);
  expect(await sandbox.control.rules()).toEqual([]);

  await sandbox.control.delayWebhooks('customer.created', 3_600_000);
  await stripe.customers.create();
  expect(await settled()).toMatchObject({ pending: 1 });
  expect(receiver.received).toHaveLength(52);
  await sandbox.control.hasten();
  expect(receiver.received).toHaveLength(53);

  await sandbox.control.dropWebhooks('charge.*');
  await pay();
  expect(await settled()).toMatchObject({ dropped: 1 });
  expect(typesReceived()).not.toContain('charge.succeeded');
});

test('held ones are released in their order, reversed or as listed, one after the other', async () => {
  await sandbox.control.holdWebhooks();
  await pay();
  await settled();
  expect(receiver.received).toEqual([]);
  const reversed = await sandbox.control.releaseWebhooks({ reversed: true });
  const order = ['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'];
  expect(reversed.map((sent) => sent.type)).toEqual(order);
  expect(typesReceived()).toEqual(order);
  expect(reversed.every((sent) => sent.statuses[0] === 200)).toBe(true);

  await pay();
  const [last, , first] = await sandbox.control.events();
  await sandbox.control.releaseWebhooks({ eventIds: [last?.id ?? '', first?.id ?? ''] });
  expect(typesReceived().slice(3)).toEqual(['payment_intent.succeeded', 'payment_intent.created']);
});

test('any event can be sent again', async () => {
  await stripe.customers.create();
  await settled();
  const [event] = await sandbox.control.events('customer.created');
  await sandbox.control.sendEvent(event?.id ?? '', { copies: 3 });
  expect(new Set(receiver.received.map((received) => received.event.id)).size).toBe(1);
  expect(receiver.received).toHaveLength(4);
});

test('a registered endpoint gets its own events under its own secret', async () => {
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:1/nobody',
    enabled_events: ['customer.created'],
  });
  expect(endpoint.secret).toMatch(/^whsec_/);
  const own = await startWebhookReceiver(endpoint.secret);
  try {
    await stripe.webhookEndpoints.update(endpoint.id, { url: own.url });
    await stripe.customers.create();
    await pay();
    await settled();
    expect(own.received.map(({ event }) => event.type)).toEqual(['customer.created']);
    await stripe.webhookEndpoints.del(endpoint.id);
    await stripe.customers.create();
    await settled();
    expect(own.received).toHaveLength(1);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  } finally {
    await own.stop();
  }
});

test('what was not delivered is sent after a restart', async () => {
  receiver.answer(500);
  await stripe.customers.create();
  await settled();
  await sandbox.stop();
  receiver.answer(200);
  sandbox = await startTestSandbox({ databaseUrl: database.url, webhookUrl: receiver.url });
  await settled();
  expect(typesReceived()).toEqual(['customer.created', 'customer.created']);
});

test('reset leaves an empty sandbox', async () => {
  await sandbox.control.holdWebhooks();
  await pay();
  await sandbox.control.reset();
  expect((await sandbox.control.events()).length + (await sandbox.control.rules()).length).toBe(0);
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
});
