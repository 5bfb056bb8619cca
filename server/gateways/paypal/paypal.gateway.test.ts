import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GatewayUnavailable,
  type PaymentRequest,
  UnknownAtGateway,
  type WalletGateway,
} from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import { createDb } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { money } from '../../kit/money.js';
import { type TestClock, testClock } from '../../test/clock.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { expectState, gatewayIdOf } from '../gateway.harness.behaviour.js';
import { takesAndReturnsMoney } from '../gateway.money.behaviour.js';
import type { Funding } from '../sandbox/paypal/objects.js';
import { type RunningSandbox, startTestSandbox } from '../sandbox/testing.js';
import { createPaypalGateway } from './paypal.gateway.js';

const CALLS = {
  createPayment: { method: 'POST', path: '/paypal/v2/checkout/orders' },
  fetchPayment: { method: 'GET', path: '/paypal/v2/checkout/orders/*' },
  completePayment: { method: 'POST', path: '/paypal/v2/checkout/orders/*/capture' },
  refund: { method: 'POST', path: '/paypal/v2/payments/captures/*/refund' },
  startSaving: { method: 'POST', path: '/paypal/v3/vault/setup-tokens' },
} as const;
/** A first attempt and its one repetition. */
const ATTEMPTS = 2;
const PAYER = 'payer@paypal.test';
const RETURN_URL = 'http://127.0.0.1/account/credits/purchase/done?payment=pay_1';

let database: ClonedDatabase;
let sandbox: RunningSandbox;
let clock: TestClock;
let gateway: WalletGateway;
const logged: unknown[] = [];

beforeAll(async () => {
  clock = testClock('2026-11-22T10:00:00Z');
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url, clock });
  gateway = createPaypalGateway({
    config: config(),
    clock,
    logger: { warn: (...line: unknown[]) => logged.push(line) },
  });
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

const config = (more: Partial<PaypalConfig> = {}): PaypalConfig => ({
  clientId: 'sandbox',
  clientSecret: 'sandbox',
  mode: 'sandbox',
  webhookId: 'sandbox',
  webhookVerification: 'certificate',
  apiBase: `${sandbox.url}/paypal`,
  ...more,
});

async function saved(funding: Funding = 'balance'): Promise<string> {
  const asked = { key: newId('req'), accountId: newId('acc'), returnUrl: RETURN_URL, cancelUrl: RETURN_URL };
  const { setupId } = await gateway.startSaving(asked);
  await sandbox.control.paypal.approveSetup(setupId ?? '', { email: 'alice@acme.test', funding });
  return expectState(await gateway.completeSaving(setupId ?? ''), 'succeeded').vaultId;
}

const request = (more: Partial<PaymentRequest> = {}): PaymentRequest => {
  const paymentId = newId('pay');
  return {
    key: paymentId,
    paymentId,
    accountId: newId('acc'),
    invoiceId: newId('inv'),
    amount: money(2900, 'USD'),
    customerId: null,
    methodId: null,
    description: 'Invoice',
    returnUrl: RETURN_URL,
    ...more,
  };
};

/** An order that its payer has agreed to. */
async function agreed(funding: Funding = 'balance', more: Partial<PaymentRequest> = {}) {
  const asked = request(more);
  const id = gatewayIdOf(await gateway.createPayment(asked));
  await sandbox.control.paypal.approveOrder(id, { funding });
  return { asked, id, take: () => gateway.completePayment({ key: asked.key, gatewayPaymentId: id }) };
}

const capturesOf = async (paymentId: string) =>
  (
    await sandbox.query(
      `select data->>'status' as status from sandbox.objects where type = 'paypal.capture' and data->>'customId' = '${paymentId}'`,
    )
  ).rows as { status: string }[];

describe('The PayPal adapter on the sandbox, as a gateway:', () => {
  const FUNDINGS = {
    good: 'balance',
    declined: 'declined',
    refundsLate: 'refunds_late',
    refundsFail: 'refunds_fail',
  } as const;
  takesAndReturnsMoney(() => ({
    gateway,
    clock,
    means: async (kind) => ({ customerId: null, methodId: await saved(FUNDINGS[kind]) }),
    loseAnswers: async (call) =>
      void (await sandbox.control.dropConnection({ ...CALLS[call], times: ATTEMPTS }, 'after')),
    loseCalls: async (call) =>
      void (await sandbox.control.dropConnection({ ...CALLS[call], times: ATTEMPTS }, 'before')),
    paymentsOf: async ({ paymentId }) => {
      const all = await capturesOf(paymentId);
      return { all: all.length, paid: all.filter(({ status }) => status === 'COMPLETED').length };
    },
    hasten: async () => void (await sandbox.control.hasten()),
  }));
});

describe('A payer who agrees at PayPal', () => {
  test('is sent to the page of the order, with the way back', async () => {
    const asked = request();
    const outcome = expectState(await gateway.createPayment(asked), 'requires_action');
    const id = gatewayIdOf(outcome);
    const url = `${sandbox.url}/paypal/checkoutnow?token=${id}`;
    expect(outcome).toEqual({
      state: 'requires_action',
      action: { type: 'redirect', url },
      identity: { gatewayPaymentId: id, paymentId: asked.paymentId, customerId: null },
    });
    expect(await gateway.fetchPayment(id)).toEqual(outcome);
    const page = await fetch(url, { method: 'POST', body: 'answer=cancel', redirect: 'manual' });
    expect(page.headers.get('location')).toBe(`${RETURN_URL}&canceled=1&token=${id}`);
  });

  test('has paid nothing until the order is completed, and then once', async () => {
    const { asked, id, take } = await agreed();
    expect(await gateway.fetchPayment(id)).toMatchObject({ state: 'requires_action' });
    const taken = expectState(await take(), 'succeeded');
    expect(taken.received).toEqual(asked.amount);
    expect(await take()).toEqual(taken);
    expect(await capturesOf(asked.paymentId)).toHaveLength(1);
    expect(await gateway.paymentOfCharge(taken.chargeId ?? '')).toEqual({ gatewayPaymentId: id });
  });

  test('by two at once pays once', async () => {
    const { asked, take } = await agreed();
    const outcomes = await Promise.all([take(), take(), take()]);
    expect(outcomes.filter(({ state }) => state !== 'succeeded' && state !== 'unknown')).toEqual([]);
    expect(await capturesOf(asked.paymentId)).toHaveLength(1);
  });

  test('who has not agreed yet is not charged', async () => {
    const asked = request();
    const id = gatewayIdOf(await gateway.createPayment(asked));
    const outcome = await gateway.completePayment({ key: asked.key, gatewayPaymentId: id });
    expect(outcome.state).toBe('requires_action');
  });

  test('to a payment that may not be taken any more is not charged', async () => {
    const { asked, id } = await agreed();
    const late = { key: asked.key, gatewayPaymentId: id, mayTake: async () => false };
    expect(await gateway.completePayment(late)).toMatchObject({ state: 'canceled' });
    expect(await capturesOf(asked.paymentId)).toEqual([]);
  });

  test('with a means that is refused may choose another on the same order', async () => {
    const { asked, id, take } = await agreed('declined');
    expect(await take()).toMatchObject({ state: 'declined', code: 'instrument_declined', open: true });
    clock.advance({ minutes: 1 });
    await sandbox.control.paypal.approveOrder(id, { funding: 'balance' });
    expect(await take()).toMatchObject({ state: 'succeeded' });
    expect(await capturesOf(asked.paymentId)).toHaveLength(1);
  });

  test('by an electronic check has not paid until it clears', async () => {
    const { id, take } = await agreed('echeck');
    expect(await take()).toMatchObject({ state: 'processing' });
    expect(await gateway.fetchPayment(id)).toMatchObject({ state: 'processing' });
    await sandbox.control.hasten();
    expect(await gateway.fetchPayment(id)).toMatchObject({
      state: 'succeeded',
      received: money(2900, 'USD'),
    });
  });

  test('whose money is denied has not paid', async () => {
    const { take } = await agreed('denied');
    expect(await take()).toMatchObject({ state: 'declined', code: 'capture_declined', open: false });
  });

  test('whose capture’s answer is lost is unknown, and asked again charged once', async () => {
    const { asked, take } = await agreed();
    await sandbox.control.dropConnection({ ...CALLS.completePayment, times: ATTEMPTS }, 'after');
    expect(await take()).toMatchObject({ state: 'unknown' });
    expect(await take()).toMatchObject({ state: 'succeeded' });
    expect(await capturesOf(asked.paymentId)).toHaveLength(1);
  });

  test('pays another amount than asked for only where somebody changed the order, and then that is told', async () => {
    const { id, take } = await agreed();
    await sandbox.query(
      `update sandbox.objects set data = jsonb_set(data, '{amount,value}', '"7.00"') where id = '${id}'`,
    );
    expect(await take()).toMatchObject({ state: 'succeeded', received: money(700, 'USD') });
  });
});

describe('A payment whose id was lost', () => {
  const lost = ({ paymentId }: PaymentRequest, since = clock.now()) => ({
    paymentId,
    customerId: null,
    since,
  });

  test('is the same order, asked for again within six hours', async () => {
    const asked = request();
    await sandbox.control.dropConnection({ ...CALLS.createPayment, times: ATTEMPTS }, 'after');
    expect(await gateway.createPayment(asked)).toMatchObject({ state: 'unknown', identity: null });
    const one = await gateway.findPayment({ ...lost(asked), request: asked });
    const two = await gateway.findPayment({ ...lost(asked), request: asked });
    expect(one).toMatchObject({ state: 'requires_action', identity: { paymentId: asked.paymentId } });
    expect(two).toEqual(one);
  });

  test('is looked for among what is booked where nothing may be made any more', async () => {
    const asked = request({ methodId: await saved() });
    await gateway.createPayment(asked);
    const since = clock.now();
    clock.advance({ hours: 7 });
    const found = await gateway.findPayment({ ...lost(asked, since), request: asked });
    expect(found).toMatchObject({ state: 'succeeded', identity: { paymentId: asked.paymentId } });
  });

  test('that is not booked stays unknown while PayPal’s search may lag, and never got there after that', async () => {
    const asked = request();
    const since = clock.now();
    expect(await gateway.findPayment(lost(asked, since))).toMatchObject({
      state: 'unknown',
      reason: 'not_searchable_yet',
    });
    clock.advance({ hours: 3, seconds: 1 });
    expect(await gateway.findPayment(lost(asked, since))).toBeNull();
  });
});

describe('A saved account', () => {
  const start = (accountId = newId('acc'), key = newId('req')) =>
    gateway.startSaving({ key, accountId, returnUrl: RETURN_URL, cancelUrl: RETURN_URL });

  test('is agreed to at PayPal, told with its e-mail and whose it is, and the same when asked again', async () => {
    const accountId = newId('acc');
    const begun = expectState(await start(accountId), 'requires_action');
    expect(begun.url).toBe(`${sandbox.url}/paypal/agreements/approve?approval_session_id=${begun.setupId}`);
    expect(await gateway.completeSaving(begun.setupId ?? '')).toMatchObject({ state: 'requires_action' });
    await sandbox.control.paypal.approveSetup(begun.setupId ?? '', { email: 'alice@acme.test' });
    const done = await gateway.completeSaving(begun.setupId ?? '');
    expect(done).toMatchObject({ state: 'succeeded', accountId, email: 'alice@acme.test' });
    expect(await gateway.completeSaving(begun.setupId ?? '')).toEqual(done);
  });

  test('that pays for the first time is kept where its payer has agreed to that, and told with whose it is', async () => {
    const accountId = newId('acc');
    const { take } = await agreed('balance', { accountId, savesAccount: true });
    const { vaultId } = expectState(await take(), 'succeeded');
    expect(await gateway.fetchAccount(vaultId ?? '')).toMatchObject({ vaultId, accountId, email: PAYER });
    const again = request({ accountId, methodId: vaultId ?? '' });
    expect(await gateway.createPayment(again)).toMatchObject({ state: 'succeeded', vaultId: null });
  });

  test('whose owner confirms each payment leads to PayPal; with nobody there it is declined, and never taken', async () => {
    const asked = request({ methodId: await saved('confirms') });
    const id = gatewayIdOf(expectState(await gateway.createPayment(asked), 'requires_action'));
    await sandbox.control.paypal.approveOrder(id, { funding: 'confirms' });
    expect(await gateway.completePayment({ key: asked.key, gatewayPaymentId: id })).toMatchObject({
      state: 'succeeded',
    });
    const alone = request({ methodId: await saved('confirms'), offSession: true });
    expect(await gateway.createPayment(alone)).toMatchObject({
      state: 'declined',
      code: 'authentication_required',
      identity: { paymentId: alone.paymentId },
    });
    expect(await capturesOf(alone.paymentId)).toEqual([]);
  });

  test('is not kept where nobody has asked for it', async () => {
    const { take } = await agreed();
    expect(await take()).toMatchObject({ state: 'succeeded', vaultId: null });
  });

  test('that pays by an electronic check is kept once the check has cleared', async () => {
    const { id, take } = await agreed('echeck', { savesAccount: true });
    expect(await take()).toMatchObject({ state: 'processing' });
    await sandbox.control.hasten();
    expect(await gateway.fetchPayment(id)).toMatchObject({ state: 'succeeded', vaultId: expect.any(String) });
  });

  test('is forgotten, twice without harm, and pays no more', async () => {
    const vaultId = await saved();
    await gateway.forgetAccount(vaultId);
    await gateway.forgetAccount(vaultId);
    await expect(gateway.fetchAccount(vaultId)).rejects.toThrow(UnknownAtGateway);
    expect(await gateway.createPayment(request({ methodId: vaultId }))).toMatchObject({
      state: 'declined',
      code: 'payment_source_cannot_be_used',
    });
  });

  test('that nobody has heard of is unknown at PayPal', async () => {
    await expect(gateway.completeSaving('NOBODY')).rejects.toThrow(UnknownAtGateway);
  });

  test('whose answer is lost is unknown, and begun once with its key', async () => {
    const [accountId, key] = [newId('acc'), newId('req')];
    await sandbox.control.dropConnection({ ...CALLS.startSaving, times: ATTEMPTS }, 'after');
    expect(await start(accountId, key)).toMatchObject({ state: 'unknown' });
    expect(await start(accountId, key)).toEqual(await start(accountId, key));
  });
});

describe('What is taken back', () => {
  async function paid() {
    const { asked, id, take } = await agreed();
    const { chargeId } = expectState(await take(), 'succeeded');
    return { asked, id, chargeId: chargeId ?? '' };
  }

  test('by a dispute is told with its charge, and is won or lost', async () => {
    const { id, chargeId } = await paid();
    const dispute = await sandbox.control.paypal.openDispute({ capture: chargeId, amount: 900 });
    expect(await gateway.fetchDispute(dispute.id)).toMatchObject({
      gatewayPaymentId: id,
      chargeId,
      state: 'needs_response',
      amount: money(900, 'USD'),
      reason: 'unauthorised',
      evidenceDueBy: expect.any(Date),
      withdrawn: true,
    });
    await sandbox.control.paypal.winDispute(dispute.id);
    expect(await gateway.fetchDispute(dispute.id)).toMatchObject({ state: 'won', withdrawn: false });
  });

  test('by a reversal is lost money over what was not refunded, by its own number or its capture’s', async () => {
    const { id, chargeId } = await paid();
    const asked = { gatewayPaymentId: id, chargeId, amount: money(1000, 'USD'), refundId: newId('rfd') };
    const refund = await gateway.refund({ ...asked, key: newId('req') });
    await sandbox.control.paypal.reverseCapture(chargeId);
    const { rows } = await sandbox.query(
      `select id from sandbox.objects where type = 'paypal.refund' and data->>'captureId' = '${chargeId}' and data->>'isReversal' = 'true'`,
    );
    for (const number of [String(rows[0]?.['id']), chargeId]) {
      expect(await gateway.fetchDispute(number)).toMatchObject({
        gatewayDisputeId: number,
        chargeId,
        gatewayPaymentId: id,
        state: 'lost',
        amount: money(1900, 'USD'),
        withdrawn: true,
        goneInAll: money(2900, 'USD'),
      });
    }
    await expect(gateway.fetchDispute(refund.gatewayRefundId ?? '')).rejects.toThrow(UnknownAtGateway);
  });

  test('is nothing where PayPal does not say so', async () => {
    const { chargeId } = await paid();
    await expect(gateway.fetchDispute(chargeId)).rejects.toThrow(UnknownAtGateway);
    await expect(gateway.fetchDispute('PP-D-999999')).rejects.toThrow(UnknownAtGateway);
  });
});

describe('Faults of PayPal and of the way there', () => {
  test('a fault before the effect is made good by the repetition', async () => {
    await sandbox.control.failBefore({ ...CALLS.createPayment });
    expect(await gateway.createPayment(request())).toMatchObject({ state: 'requires_action' });
  });

  test('a fault after the effect is repeated with its key, and told as what it became', async () => {
    const asked = request({ methodId: await saved() });
    await sandbox.control.failAfter({ ...CALLS.createPayment });
    expect(await gateway.createPayment(asked)).toMatchObject({ state: 'succeeded' });
    expect(await capturesOf(asked.paymentId)).toHaveLength(1);
  });

  test('a refusal is taken at its word: nobody is asked twice', async () => {
    const { take } = await agreed('declined');
    const asked = async () =>
      (await sandbox.control.requests()).filter(({ path }) => path.endsWith('/capture')).length;
    const before = await asked();
    expect(await take()).toMatchObject({ state: 'declined' });
    expect(await asked()).toBe(before + 1);
  });

  test('an answer that does not come in time is unknown', async () => {
    const impatient = createPaypalGateway({ config: config(), clock, timeoutMs: 300 });
    await impatient.fetchPayment('WARMUP').catch(() => undefined);
    await sandbox.control.holdReply({ ...CALLS.createPayment, times: ATTEMPTS });
    expect(await impatient.createPayment(request())).toMatchObject({ state: 'unknown', reason: 'timeout' });
    await sandbox.control.releaseReplies();
  });

  test('too many requests prove nothing about a payment', async () => {
    await sandbox.control.failBefore({ ...CALLS.createPayment }, 429);
    expect(await gateway.createPayment(request())).toMatchObject({ state: 'unknown', reason: 'http_429' });
  });

  test('nobody at the door: a payment is unknown, everything else unavailable', async () => {
    const nowhere = createPaypalGateway({ config: config({ apiBase: await closedPort() }), clock });
    expect(await nowhere.createPayment(request())).toMatchObject({
      state: 'unknown',
      reason: 'econnrefused',
    });
    await expect(nowhere.fetchPayment('X')).rejects.toThrow(GatewayUnavailable);
    await expect(nowhere.fetchDispute('PP-D-1')).rejects.toThrow(GatewayUnavailable);
    expect(await nowhere.cancelPayment('X')).toMatchObject({ state: 'unknown' });
  });

  test('a key that PayPal does not know charges nothing, and whoever only asks may ask again', async () => {
    const stranger = createPaypalGateway({ config: config({ clientSecret: 'guessed' }), clock });
    expect(await stranger.createPayment(request())).toMatchObject({
      state: 'declined',
      code: 'gateway_refused',
    });
    await expect(stranger.fetchPayment('X')).rejects.toThrow(GatewayUnavailable);
  });

  test('a token that has run out at PayPal only is replaced', async () => {
    await gateway.createPayment(request());
    clock.advance({ hours: 10 });
    expect(await gateway.createPayment(request())).toMatchObject({ state: 'requires_action' });
    clock.advance({ hours: 10 });
    await expect(gateway.fetchDispute('PP-D-1')).rejects.toThrow(UnknownAtGateway);
  });

  test('a payment that PayPal does not know is said to be unknown', async () => {
    await expect(gateway.fetchPayment('0AB12345CD678901E')).rejects.toThrow(UnknownAtGateway);
  });

  test('no call is made while a transaction is open', async () => {
    const db = createDb({ url: database.url, poolSize: 2, clock, onError: () => {} });
    try {
      await expect(db.transaction(() => gateway.fetchPayment('X'))).rejects.toThrow('inside a transaction');
      await expect(db.transaction(() => gateway.fetchDispute('PP-1'))).rejects.toThrow(
        'inside a transaction',
      );
    } finally {
      await db.close();
    }
  });

  test('what is logged names no person and no address', async () => {
    await gateway.createPayment(request({ methodId: await saved('declined') }));
    const text = JSON.stringify(logged);
    expect(text).toContain('createPayment');
    expect(text).not.toMatch(/acme|alice|@|Bearer|A21AA/i);
  });
});

/** An address where nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
