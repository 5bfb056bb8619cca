import type Stripe from 'stripe';
import { loadStripeSchemaCheck } from '../../../scripts/stripe-schema/check.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import {
  type RunningSandbox,
  startTestSandbox,
  startWebhookReceiver,
  type WebhookReceiver,
} from './testing.js';

const TYPE_OF: Readonly<Record<string, string>> = {
  payment_intent: 'PaymentIntent',
  setup_intent: 'SetupIntent',
  charge: 'Charge',
  customer: 'Customer',
  payment_method: 'PaymentMethod',
  refund: 'Refund',
  dispute: 'Dispute',
  balance_transaction: 'BalanceTransaction',
  webhook_endpoint: 'WebhookEndpoint',
  account: 'Account',
};

const schema = loadStripeSchemaCheck(Object.values(TYPE_OF));
let database: ClonedDatabase;
let receiver: WebhookReceiver;
let sandbox: RunningSandbox;
let stripe: Stripe;

beforeAll(async () => {
  database = await freshDatabase();
  receiver = await startWebhookReceiver();
  sandbox = await startTestSandbox({ databaseUrl: database.url, webhookUrl: receiver.url });
  stripe = sandbox.stripe;
});

afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
  await database.drop();
});

const byCard = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } };
const pay = (method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2900,
    currency: 'usd',
    confirm: true,
    payment_method: method,
    ...byCard,
    ...more,
  });

/** The SDK's error for a call that has to be refused. */
async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error as Stripe.errors.StripeError,
  );
  if (outcome === null) throw new Error('This call should have been refused');
  return outcome;
}

const eventsOf = async (objectId: string): Promise<string[]> => {
  const events = await sandbox.control.events();
  return events
    .filter((event) => event.objectId === objectId)
    .map((event) => event.type)
    .reverse();
};

function expectStripes(object: { object: string }): void {
  const { lastResponse: _, ...plain } = object as { object: string; lastResponse?: unknown };
  expect({
    [object.object]: schema.problems(
      TYPE_OF[object.object] ?? object.object,
      JSON.parse(JSON.stringify(plain)),
    ),
  }).toEqual({ [object.object]: [] });
}

describe('a payment by card', () => {
  test('4242 succeeds at once, with its charge, its fee and its events', async () => {
    const customer = await stripe.customers.create({
      name: 'Acme',
      email: 'alice@acme.test',
      metadata: { accountId: 'acc_1' },
    });
    const intent = await pay('pm_card_visa', {
      customer: customer.id,
      metadata: { payment: 'pay_1' },
      expand: ['latest_charge.balance_transaction', 'customer'],
    });
    expectStripes(customer);
    expectStripes(intent);
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 2900,
      currency: 'usd',
      metadata: { payment: 'pay_1' },
    });
    const charge = intent.latest_charge as Stripe.Charge;
    const booked = charge.balance_transaction as Stripe.BalanceTransaction;
    expect(charge).toMatchObject({ paid: true, captured: true, amount_captured: 2900 });
    expect(booked).toMatchObject({ amount: 2900, fee: 114, net: 2786 });
    expectStripes(await stripe.charges.retrieve(charge.id));
    expectStripes(await stripe.balanceTransactions.retrieve(booked.id));
    expect(await eventsOf(intent.id)).toEqual(['payment_intent.created', 'payment_intent.succeeded']);
    expect(await eventsOf(charge.id)).toEqual(['charge.succeeded']);
  });

  test('typed by number, it is kept as brand and last four digits only', async () => {
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { number: '5555555555554444', exp_month: 4, exp_year: 2031, cvc: '321' },
      billing_details: { name: 'Bob' },
    });
    expectStripes(method);
    expect(method.card).toMatchObject({ brand: 'mastercard', last4: '4444', exp_month: 4, exp_year: 2031 });
    expect(JSON.stringify(await sandbox.control.requests())).not.toContain('5555555555554444');
    expect((await pay(method.id)).status).toBe('succeeded');
  });

  test.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', ''],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
  ])(
    '%s is refused with %s (%s), and the intent waits for another card',
    async (token, code, declineCode) => {
      const error = await refusal(pay(token));
      expect(error).toMatchObject({
        type: 'StripeCardError',
        statusCode: 402,
        code,
        decline_code: declineCode,
      });
      const refused = error.payment_intent;
      expect(refused?.status).toBe('requires_payment_method');
      const intent = await stripe.paymentIntents.retrieve(refused?.id ?? '', { expand: ['latest_charge'] });
      expectStripes(intent);
      expect(intent.last_payment_error).toMatchObject({ code, message: error.message });
      expect(intent.latest_charge).toMatchObject({ status: 'failed', paid: false, failure_code: code });
      expect(await eventsOf(intent.id)).toEqual(['payment_intent.created', 'payment_intent.payment_failed']);
      const second = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
      expect(second).toMatchObject({ status: 'succeeded', last_payment_error: null });
    },
  );

  test.each([
    ['4242424242424241', 12, 2030, '123', 'incorrect_number'],
    ['4242424242424242', 13, 2030, '123', 'invalid_expiry_month'],
    ['4242424242424242', 12, 2020, '123', 'invalid_expiry_year'],
    ['4242424242424242', 12, 2030, '1', 'invalid_cvc'],
    ['4929420573595709', 12, 2030, '123', 'card_declined'],
  ])('a card typed as %s %i/%i %s is refused: %s', async (number, exp_month, exp_year, cvc, code) => {
    const error = await refusal(
      stripe.paymentMethods.create({ type: 'card', card: { number, exp_month, exp_year, cvc } }),
    );
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code });
  });

  test('reserved first, a part of it can be captured later', async () => {
    const reserved = await pay('pm_card_visa', { capture_method: 'manual' });
    expect(reserved).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2900,
      amount_received: 0,
    });
    const captured = await stripe.paymentIntents.capture(reserved.id, {
      amount_to_capture: 1000,
      expand: ['latest_charge'],
    });
    expectStripes(captured);
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1000 });
    expect((await refusal(stripe.paymentIntents.capture(reserved.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
  });

  test('canceled, it can no longer be confirmed', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      ...byCard,
    });
    expect(intent.status).toBe('requires_confirmation');
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    expectStripes(canceled);
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect((await refusal(stripe.paymentIntents.confirm(intent.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
  });

  test('a succeeded one cannot be confirmed again', async () => {
    const intent = await pay('pm_card_visa');
    const error = await refusal(stripe.paymentIntents.confirm(intent.id));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  test('without return_url it is refused where the customer might be sent elsewhere', async () => {
    const error = await refusal(
      stripe.paymentIntents.create({
        amount: 500,
        currency: 'usd',
        payment_method: 'pm_card_visa',
        confirm: true,
      }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'return_url' });
  });
});

describe('amounts', () => {
  test.each([
    [49, 'usd', 'amount_too_small'],
    [0, 'usd', 'amount_too_small'],
    [-1, 'usd', 'parameter_invalid_integer'],
    [49, 'jpy', 'amount_too_small'],
    [29, 'gbp', 'amount_too_small'],
    [100_000_000, 'usd', 'amount_too_large'],
    [5001, 'kwd', 'invalid_charge_amount'],
  ])('%i %s is refused: %s', async (amount, currency, code) => {
    expect(await refusal(stripe.paymentIntents.create({ amount, currency }))).toMatchObject({
      statusCode: 400,
      code,
      param: 'amount',
    });
  });

  test.each([
    [1000, 'jpy', 59],
    [5000, 'kwd', 445],
    [9900, 'eur', 317],
  ])('%i %s costs a fee of %i', async (amount, currency, fee) => {
    const intent = await pay('pm_card_visa', {
      amount,
      currency,
      expand: ['latest_charge.balance_transaction'],
    });
    expect((intent.latest_charge as Stripe.Charge).balance_transaction).toMatchObject({
      fee,
      net: amount - fee,
      currency,
    });
  });

  test('an unknown currency is refused', async () => {
    expect(await refusal(stripe.paymentIntents.create({ amount: 500, currency: 'xyz' }))).toMatchObject({
      statusCode: 400,
      param: 'currency',
    });
  });
});

describe('3-D Secure', () => {
  const home = 'http://127.0.0.1:3999/back';

  test('passed, the payment succeeds', async () => {
    const intent = await pay('pm_card_authenticationRequired', { return_url: home });
    expectStripes(intent);
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: home } },
    });
    await sandbox.control.finishAuthentication(intent.id);
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expectStripes(paid);
    expect(paid.status).toBe('succeeded');
    expect((paid.latest_charge as Stripe.Charge).payment_method_details?.card?.three_d_secure).toMatchObject({
      result: 'authenticated',
    });
    expect(await eventsOf(intent.id)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.succeeded',
    ]);
  });

  test('failed, the intent waits for another card', async () => {
    const intent = await pay('pm_card_authenticationRequired');
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    await sandbox.control.finishAuthentication(intent.id, 'fail');
    const failed = await stripe.paymentIntents.retrieve(intent.id);
    expectStripes(failed);
    expect(failed).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  test('without the customer present the charge is refused with authentication_required', async () => {
    const customer = await stripe.customers.create();
    const error = await refusal(
      pay('pm_card_authenticationRequired', { customer: customer.id, off_session: true }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
    expect(error.payment_intent?.status).toBe('requires_payment_method');
  });

  test('done once while saving, 3155 is not asked again', async () => {
    const customer = await stripe.customers.create();
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
      return_url: home,
    });
    expectStripes(setup);
    expect(setup.status).toBe('requires_action');
    await sandbox.control.finishAuthentication(setup.id);
    const done = await stripe.setupIntents.retrieve(setup.id);
    expectStripes(done);
    expect(done.status).toBe('succeeded');
    const paid = await pay(String(done.payment_method), { customer: customer.id, off_session: true });
    expect(paid.status).toBe('succeeded');
  });
});

describe('a saved card', () => {
  test('is attached, listed, made default, detached and then refused', async () => {
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const first = String(customer.invoice_settings.default_payment_method);
    const second = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
    expectStripes(second);
    const listed = await stripe.customers.listPaymentMethods(customer.id, { type: 'card' });
    expect(listed.data.map((method) => method.id)).toEqual([second.id, first]);
    const updated = await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: second.id },
    });
    expectStripes(updated);
    const detached = await stripe.paymentMethods.detach(second.id);
    expect(detached.customer).toBeNull();
    const after = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
    expect(after.invoice_settings.default_payment_method).toBeNull();
    expect((await refusal(pay(second.id))).statusCode).toBe(400);
    expect(await eventsOf(second.id)).toEqual(['payment_method.attached', 'payment_method.detached']);
  });

  test('that declines is refused when it is attached or set up; 0341 only when charged', async () => {
    const customer = await stripe.customers.create();
    expect(
      (await refusal(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id })))
        .statusCode,
    ).toBe(402);
    const error = await refusal(
      stripe.setupIntents.create({
        customer: customer.id,
        payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
        confirm: true,
        ...byCard,
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, decline_code: 'insufficient_funds' });
    expectStripes(await stripe.setupIntents.retrieve(error.setup_intent?.id ?? ''));
    const saved = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    expect((await refusal(pay(saved.id, { customer: customer.id, off_session: true }))).code).toBe(
      'card_declined',
    );
  });

  test('of another customer cannot be charged', async () => {
    const [alice, charlie] = [await stripe.customers.create(), await stripe.customers.create()];
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: alice.id });
    expect((await refusal(pay(card.id, { customer: charlie.id }))).statusCode).toBe(400);
  });

  test('is kept by a payment that asks for it, and a loose one can be charged only once', async () => {
    const customer = await stripe.customers.create();
    const kept = await pay('pm_card_visa', { customer: customer.id, setup_future_usage: 'off_session' });
    expect(
      (await pay(String(kept.payment_method), { customer: customer.id, off_session: true })).status,
    ).toBe('succeeded');
    const loose = await pay('pm_card_visa');
    expect((await refusal(pay(String(loose.payment_method)))).statusCode).toBe(400);
  });

  test('goes with its customer', async () => {
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const deleted = await stripe.customers.del(customer.id);
    expect(
      schema.problems('DeletedCustomer', {
        id: deleted.id,
        object: deleted.object,
        deleted: deleted.deleted,
      }),
    ).toEqual([]);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
    expect(await refusal(pay('pm_card_visa', { customer: customer.id }))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    });
  });
});

describe('a refund', () => {
  test('in parts gives back no more than was taken', async () => {
    const intent = await pay('pm_card_visa');
    const refund = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1000,
      reason: 'requested_by_customer',
    });
    expectStripes(refund);
    expect((await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 1901 }))).param).toBe(
      'amount',
    );
    const rest = await stripe.refunds.create({ payment_intent: intent.id });
    expect(rest).toMatchObject({ amount: 1900, status: 'succeeded' });
    expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe(
      'charge_already_refunded',
    );
    const charge = await stripe.charges.retrieve(String(intent.latest_charge), { expand: ['refunds'] });
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 2900 });
    expect(charge.refunds?.data.map((part) => part.id)).toEqual([rest.id, refund.id]);
  });

  test('twenty at once give back once', async () => {
    const intent = await pay('pm_card_visa');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => stripe.refunds.create({ payment_intent: intent.id })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  test('of 7726 is pending and succeeds late; of 5126 it succeeds and fails late', async () => {
    const late = await pay('pm_card_pendingRefund');
    const failing = await pay('pm_card_refundFail');
    const pending = await stripe.refunds.create({ payment_intent: late.id });
    const hopeful = await stripe.refunds.create({ payment_intent: failing.id });
    expect([pending.status, hopeful.status]).toEqual(['pending', 'succeeded']);
    await sandbox.control.hasten();
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
    const failed = await stripe.refunds.retrieve(hopeful.id);
    expectStripes(failed);
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' });
    expect(await stripe.charges.retrieve(String(failing.latest_charge))).toMatchObject({
      refunded: false,
      amount_refunded: 0,
    });
    expect(await eventsOf(hopeful.id)).toEqual(['refund.created', 'refund.failed', 'refund.updated']);
    expect(await eventsOf(pending.id)).toEqual(['refund.created', 'refund.updated']);
  });

  test('that is still pending can be canceled', async () => {
    const intent = await pay('pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    const canceled = await stripe.refunds.cancel(refund.id);
    expectStripes(canceled);
    expect(canceled.status).toBe('canceled');
    expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({ amount_refunded: 0 });
  });

  test('without saying of what is refused', async () => {
    expect(await refusal(stripe.refunds.create({}))).toMatchObject({
      statusCode: 400,
      code: 'parameter_missing',
    });
  });
});

describe('a dispute', () => {
  test('comes with card 0259, takes the money and blocks a refund; closed, it is lost', async () => {
    const intent = await pay('pm_card_createDispute');
    await sandbox.control.hasten();
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
    if (dispute === undefined) throw new Error('No dispute');
    expectStripes(dispute);
    expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 2900 });
    expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe(
      'charge_disputed',
    );
    const closed = await stripe.disputes.close(dispute.id);
    expectStripes(closed);
    expect(closed.status).toBe('lost');
    expect(await eventsOf(dispute.id)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
    ]);
  });

  test('opened by hand and won returns the money', async () => {
    const intent = await pay('pm_card_visa');
    const opened = await sandbox.control.openDispute({
      paymentIntent: intent.id,
      reason: 'product_not_received',
    });
    const won = await sandbox.control.winDispute(opened.id);
    expectStripes(won);
    expect(won.status).toBe('won');
    expect(won.balance_transactions.map((line) => line.amount)).toEqual([-2900, 2900]);
    expect(await eventsOf(opened.id)).toContain('charge.dispute.funds_reinstated');
  });

  test('answered with winning evidence is won', async () => {
    const intent = await pay('pm_card_visa');
    const opened = await sandbox.control.openDispute({ paymentIntent: intent.id });
    const answered = await stripe.disputes.update(opened.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expectStripes(answered);
    expect(answered.status).toBe('won');
  });
});

describe('webhooks of all this', () => {
  test('are signed, complete and fit the types of the SDK', async () => {
    await sandbox.control.settleWebhooks();
    expect(receiver.received.length).toBeGreaterThan(50);
    const problems = receiver.received.flatMap(({ body }) => {
      const event = JSON.parse(body) as Stripe.Event;
      const typeName = `${event.type
        .split(/[._]/)
        .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
        .join('')}Event`;
      return schema.problems(typeName, event).map((problem) => `${event.type}: ${problem}`);
    });
    expect([...new Set(problems)]).toEqual([]);
    expect(receiver.received[0]?.event).toMatchObject({
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
    });
  });

  test('can be looked up', async () => {
    const page = await stripe.events.list({ type: 'payment_intent.*', limit: 3 });
    expect(page.data).toHaveLength(3);
    expect(page.has_more).toBe(true);
    const [event] = page.data;
    expect(await stripe.events.retrieve(event?.id ?? '')).toMatchObject({
      id: event?.id,
      pending_webhooks: 0,
    });
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test('the account and everything listed fit the types as well', async () => {
    expectStripes(await stripe.accounts.retrieveCurrent());
    const lists = await Promise.all([
      stripe.paymentIntents.list({ limit: 100, expand: ['data.latest_charge', 'data.payment_method'] }),
      stripe.charges.list({ limit: 100 }),
      stripe.refunds.list({ limit: 100, expand: ['data.charge'] }),
      stripe.disputes.list({ limit: 100 }),
      stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }),
      stripe.setupIntents.list({ limit: 100 }),
      stripe.customers.list({ limit: 100 }),
      stripe.paymentMethods.list({ limit: 100 }),
    ]);
    for (const list of lists) for (const object of list.data) expectStripes(object);
  });
});
