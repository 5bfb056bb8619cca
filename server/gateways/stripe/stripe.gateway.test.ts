import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import Stripe from 'stripe';
import { type CardGateway, GatewayUnavailable } from '../../billing/gateway.js';
import type { StripeConfig } from '../../config.js';
import { createDb } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { money } from '../../kit/money.js';
import { type TestClock, testClock } from '../../test/clock.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { behavesLikeACardGateway } from '../gateway.behaviour.js';
import type { CallName, CardKind } from '../gateway.harness.behaviour.js';
import {
  type ReceivedWebhook,
  type RunningSandbox,
  startTestSandbox,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../sandbox/testing.js';
import { createStripeGateway } from './stripe.gateway.js';

const SECRET = 'whsec_for_this_test';
const CARDS: Readonly<Record<CardKind, string>> = {
  good: 'pm_card_visa',
  declined: 'pm_card_chargeDeclined',
  insufficientFunds: 'pm_card_chargeDeclinedInsufficientFunds',
  lost: 'pm_card_chargeDeclinedLostCard',
  stolen: 'pm_card_chargeDeclinedStolenCard',
  expired: 'pm_card_chargeDeclinedExpiredCard',
  wrongSecurityCode: 'pm_card_chargeDeclinedIncorrectCvc',
  processingError: 'pm_card_chargeDeclinedProcessingError',
  refusesCharges: 'pm_card_chargeCustomerFail',
  authenticated: 'pm_card_authenticationRequired',
  authenticatedOnce: 'pm_card_authenticationRequiredOnSetup',
  refundsLate: 'pm_card_pendingRefund',
  refundsFail: 'pm_card_refundFail',
};
const CALLS: Readonly<Record<CallName, { method: 'GET' | 'POST'; path: string }>> = {
  createCustomer: { method: 'POST', path: '/v1/customers' },
  createPayment: { method: 'POST', path: '/v1/payment_intents' },
  fetchPayment: { method: 'GET', path: '/v1/payment_intents/*' },
  saveMethod: { method: 'POST', path: '/v1/setup_intents' },
  refund: { method: 'POST', path: '/v1/refunds' },
};
/** A first attempt and the SDK's one repetition. */
const ATTEMPTS = 2;

let database: ClonedDatabase;
let receiver: WebhookReceiver;
let sandbox: RunningSandbox;
let clock: TestClock;
let gateway: CardGateway;
const logged: unknown[] = [];

beforeAll(async () => {
  clock = testClock('2026-11-22T10:00:00Z');
  database = await freshDatabase();
  receiver = await startWebhookReceiver(SECRET);
  sandbox = await startTestSandbox({
    databaseUrl: database.url,
    clock,
    webhookUrl: receiver.url,
    webhookSecret: SECRET,
  });
  gateway = createStripeGateway({
    config: config(),
    clock,
    logger: { warn: (...line: unknown[]) => logged.push(line) },
  });
});

afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
  await database.drop();
});

const config = (more: Partial<StripeConfig> = {}): StripeConfig => ({
  secretKey: 'sk_test_sandbox',
  publicKey: null,
  webhookSecret: SECRET,
  apiBase: sandbox.url,
  hostedUrl: null,
  ...more,
});

describe('The Stripe adapter on the sandbox, as a card gateway:', () => {
  behavesLikeACardGateway(() => ({
    gateway,
    clock,
    card: (kind) => CARDS[kind],
    authenticate: async (id, outcome) => {
      await sandbox.control.finishAuthentication(id, outcome);
    },
    enterCard: async (id, kind) => {
      const card = { payment_method: CARDS[kind], return_url: 'http://127.0.0.1/back' };
      const { paymentIntents, setupIntents } = sandbox.stripe;
      const confirmed = id.startsWith('seti_')
        ? setupIntents.confirm(id, card)
        : paymentIntents.confirm(id, card);
      await confirmed.catch((error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      });
    },
    loseAnswers: async (call) => {
      await sandbox.control.dropConnection({ ...CALLS[call], times: ATTEMPTS }, 'after');
    },
    loseCalls: async (call) => {
      await sandbox.control.dropConnection({ ...CALLS[call], times: ATTEMPTS }, 'before');
    },
    paymentsOf: async (customer) => {
      const { data } = await sandbox.stripe.paymentIntents.list({ customer, limit: 100 });
      return { all: data.length, paid: data.filter(({ status }) => status === 'succeeded').length };
    },
    hasten: async () => {
      await sandbox.control.hasten();
    },
  }));
});

const newCustomer = async (through = gateway): Promise<string> => {
  const accountId = newId('acc');
  const person = { accountId, email: 'alice@acme.test', name: 'Alice of Acme' };
  return (await through.createCustomer({ key: `customer_${accountId}`, ...person })).customerId;
};
const request = async (more: { customerId?: string; methodId?: string | null } = {}) => {
  const paymentId = newId('pay');
  const customerId = more.customerId ?? (await newCustomer());
  return {
    key: paymentId,
    paymentId,
    accountId: newId('acc'),
    invoiceId: newId('inv'),
    amount: money(2900, 'USD'),
    customerId,
    methodId: more.methodId === undefined ? CARDS.good : more.methodId,
    description: 'Invoice',
    returnUrl: 'http://127.0.0.1/back',
  };
};

describe('Faults of Stripe and of the way there', () => {
  test('a fault before the effect is made good by the repetition, which charges once', async () => {
    await sandbox.control.failBefore({ ...CALLS.createPayment });
    const asked = await request();
    expect(await gateway.createPayment(asked)).toMatchObject({ state: 'succeeded' });
    const { data } = await sandbox.stripe.paymentIntents.list({ customer: asked.customerId });
    expect(data).toHaveLength(1);
  });

  test('a fault after the effect is repeated with its key, and stays unknown until it is looked for', async () => {
    await sandbox.control.failAfter({ ...CALLS.createPayment });
    const asked = await request();
    expect(await gateway.createPayment(asked)).toMatchObject({ state: 'unknown', reason: 'http_500' });
    const { paymentId, customerId } = asked;
    const found = await gateway.findPayment({ paymentId, customerId, since: clock.now() });
    expect(found).toMatchObject({ state: 'succeeded', identity: { paymentId } });
  });

  test('an answer that does not come in time is unknown', async () => {
    const impatient = createStripeGateway({ config: config(), clock, timeoutMs: 150 });
    const asked = await request();
    await sandbox.control.holdReply({ ...CALLS.createPayment, times: ATTEMPTS });
    expect(await impatient.createPayment(asked)).toMatchObject({ state: 'unknown', reason: 'timeout' });
    await sandbox.control.releaseReplies();
    const { paymentId, customerId } = asked;
    expect(await gateway.findPayment({ paymentId, customerId, since: clock.now() })).toMatchObject({
      state: 'succeeded',
    });
  });

  test('too many requests prove nothing about a payment', async () => {
    await sandbox.control.failBefore({ ...CALLS.createPayment }, 429);
    expect(await gateway.createPayment(await request())).toMatchObject({
      state: 'unknown',
      reason: 'http_429',
    });
  });

  test('nobody at the door: a payment is unknown, everything else unavailable', async () => {
    const nowhere = createStripeGateway({ config: config({ apiBase: await closedPort() }), clock });
    expect(await nowhere.createPayment(await request())).toMatchObject({
      state: 'unknown',
      reason: 'econnrefused',
    });
    await expect(nowhere.fetchPayment('pi_1')).rejects.toThrow(GatewayUnavailable);
    await expect(newCustomer(nowhere)).rejects.toThrow(GatewayUnavailable);
    await expect(nowhere.detachMethod('pm_1')).rejects.toThrow(GatewayUnavailable);
  });

  test('a key that Stripe does not know charges nothing, and whoever only asks may ask again', async () => {
    const stranger = createStripeGateway({ config: config({ secretKey: 'sk_test_of_nobody' }), clock });
    expect(await stranger.createPayment(await request())).toMatchObject({
      state: 'declined',
      code: 'gateway_refused',
    });
    await expect(stranger.fetchPayment('pi_1')).rejects.toThrow(GatewayUnavailable);
  });

  test('a payment that Stripe does not know is a refusal, which no repetition mends', async () => {
    const refusal = await gateway.fetchPayment('pi_of_nobody').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message: 'Stripe refused fetchPayment: resource_missing' });
    expect(refusal).not.toBeInstanceOf(GatewayUnavailable);
  });

  test('a customer whose address changed between two tries is made all the same', async () => {
    const asked = { key: newId('req'), accountId: newId('acc'), email: 'alice@acme.test', name: 'Acme' };
    await gateway.createCustomer(asked);
    const { customerId } = await gateway.createCustomer({ ...asked, email: 'billing@acme.test' });
    expect(await sandbox.stripe.customers.retrieve(customerId)).toMatchObject({ email: 'billing@acme.test' });
  });

  test('a customer is made although Stripe keeps repeating a fault', async () => {
    await sandbox.control.failAfter({ ...CALLS.createCustomer });
    expect(await newCustomer()).toMatch(/^cus_/);
  });
});

describe('What a payment becomes at Stripe without us', () => {
  test('another amount or currency is reported as received, not as asked for', async () => {
    const asked = await request({ methodId: null });
    const { identity } = await gateway.createPayment(asked);
    const id = identity?.gatewayPaymentId ?? '';
    await sandbox.stripe.paymentIntents.update(id, { amount: 700, currency: 'jpy' });
    await sandbox.stripe.paymentIntents.confirm(id, {
      payment_method: CARDS.good,
      return_url: asked.returnUrl,
    });
    expect(await gateway.fetchPayment(id)).toMatchObject({ state: 'succeeded', received: money(700, 'JPY') });
  });

  test('a payment is found behind more than a page of others', async () => {
    const customerId = await newCustomer();
    const asked = await request({ customerId });
    await gateway.createPayment(asked);
    const others = Array.from({ length: 101 }, () =>
      sandbox.stripe.paymentIntents.create({ amount: 100, currency: 'usd', customer: customerId }),
    );
    await Promise.all(others);
    const found = await gateway.findPayment({ paymentId: asked.paymentId, customerId, since: clock.now() });
    expect(found).toMatchObject({ state: 'succeeded', identity: { paymentId: asked.paymentId } });
  });
});

describe('A token of test mode', () => {
  test('stands for a new card each time it is asked for, and that card pays', async () => {
    const [one, two] = [await gateway.fetchMethod(CARDS.good), await gateway.fetchMethod(CARDS.good)];
    expect(one).toMatchObject({
      methodId: expect.stringMatching(/^pm_(?!card_)/),
      customerId: null,
      last4: '4242',
    });
    expect(two?.methodId).not.toBe(one?.methodId);
    const outcome = await gateway.createPayment(await request({ methodId: one?.methodId ?? '' }));
    expect(outcome).toMatchObject({ state: 'succeeded', methodId: one?.methodId });
  });
});

describe('Calls and transactions', () => {
  test('no call is made while a transaction is open', async () => {
    const db = createDb({ url: database.url, poolSize: 2, clock, onError: () => {} });
    try {
      await expect(db.transaction(() => gateway.fetchPayment('pi_1'))).rejects.toThrow(
        'inside a transaction',
      );
    } finally {
      await db.close();
    }
  });

  test('what is logged names no person, no address and no card', async () => {
    await gateway.createPayment(await request({ methodId: CARDS.declined }));
    const text = JSON.stringify(logged);
    expect(text).toContain('createPayment');
    expect(text).not.toMatch(/acme|alice|4242|\bvisa\b|last4|@/i);
  });
});

describe('Webhooks', () => {
  let genuine: ReceivedWebhook;

  beforeAll(async () => {
    await gateway.createPayment(await request());
    await sandbox.control.settleWebhooks();
    const found = receiver.received.findLast(({ event }) => event.type === 'payment_intent.succeeded');
    if (found === undefined) throw new Error('The sandbox has sent no webhook');
    genuine = found;
  });

  const nowSeconds = () => Math.floor(clock.now().getTime() / 1000);
  const sign = (payload: string, more: { secret?: string; timestamp?: number } = {}) =>
    sandbox.stripe.webhooks.generateTestHeaderString({
      payload,
      secret: SECRET,
      timestamp: nowSeconds(),
      ...more,
    });
  const read = (payload: string, signature: string | undefined = sign(payload)) =>
    gateway.readEvent(Buffer.from(payload), () => signature);
  const changed = (more: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(genuine.body), ...more });

  test('a delivery of the sandbox is read, with its object', async () => {
    expect(await read(genuine.body, sign(genuine.body))).toEqual({
      eventId: genuine.event.id,
      type: 'payment_intent.succeeded',
      object: { kind: 'payment_intent', id: expect.stringMatching(/^pi_/) },
      parked: null,
      payload: JSON.parse(genuine.body),
    });
  });

  test('the sandbox’s own signature holds', async () => {
    expect(await read(genuine.body, genuine.signature)).not.toBeNull();
  });

  test.each([
    ['without a signature', () => gateway.readEvent(Buffer.from(genuine.body), () => undefined)],
    ['with an empty one', () => read(genuine.body, '')],
    ['with something else instead', () => read(genuine.body, 'hello')],
    ['with a time that is none', () => read(genuine.body, 't=now,v1=00')],
    ['with two times', () => read(genuine.body, `t=1,${sign(genuine.body)}`)],
    ['with another secret', () => read(genuine.body, sign(genuine.body, { secret: 'whsec_guessed' }))],
    ['with a body written anew', () => read(rewritten(genuine.body), sign(genuine.body))],
    ['with one character changed', () => read(genuine.body.replace('2900', '2901'), sign(genuine.body))],
    ['with no body', () => read('', sign(''))],
    ['with a body that is no JSON', () => read('{"id":')],
    ['with a body that is no event', () => read('{"id":"evt_1"}')],
  ])('nothing is read from a delivery %s', async (_what, attempt) => {
    expect(await attempt()).toBeNull();
  });

  test.each([
    ['300 s old', -300, true],
    ['301 s old', -301, false],
    ['300 s ahead', 300, true],
    ['301 s ahead', 301, false],
  ])('a delivery that is %s', async (_age, offset, isRead) => {
    const signature = sign(genuine.body, { timestamp: nowSeconds() + offset });
    expect((await read(genuine.body, signature)) !== null).toBe(isRead);
  });

  test('any of several signatures will do, while a secret is being replaced', async () => {
    const [time, good] = sign(genuine.body).split(',');
    const [, old] = sign(genuine.body, { secret: 'whsec_old' }).split(',');
    expect(await read(genuine.body, `${time},${old},${good}`)).not.toBeNull();
    expect(await read(genuine.body, `${time},${good},${old}`)).not.toBeNull();
    expect(await read(genuine.body, `${time},${old},v0=00`)).toBeNull();
  });

  test('an event of another API version is parked', async () => {
    expect((await read(changed({ api_version: '2024-06-20' })))?.parked).toContain('2024-06-20');
    expect((await read(changed({ api_version: null })))?.parked).toContain('none');
  });

  test('a live event in test mode is parked, and the reverse', async () => {
    expect((await read(changed({ livemode: true })))?.parked).toContain('live');
    const live = createStripeGateway({ config: config({ secretKey: 'sk_live_1' }), clock });
    const body = Buffer.from(genuine.body);
    expect((await live.readEvent(body, () => sign(genuine.body)))?.parked).toContain('test event');
  });

  test('an event about nothing with an id is parked, not refused', async () => {
    const balance = changed({ type: 'balance.available', data: { object: { object: 'balance' } } });
    expect(await read(balance)).toMatchObject({
      object: { kind: 'balance', id: '' },
      parked: expect.any(String),
    });
  });
});

/** The same JSON, but not the same bytes. */
const rewritten = (body: string): string => JSON.stringify(JSON.parse(body), null, 3);

/** An address where nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
