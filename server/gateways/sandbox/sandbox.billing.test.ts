import type Stripe from 'stripe';
import { loadStripeSchemaCheck } from '../../../scripts/stripe-schema/check.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { type RunningSandbox, startTestSandbox } from './testing.js';
import { eventTypeName, objectTypeName } from './testing.types.js';

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

/** Everything that was stored and told is as the SDK knows it. */
afterEach(async () => {
  const objects = await sandbox.query(
    "select data from sandbox.objects where type not like 'paypal%' and coalesce(hidden->>'isDeleted', 'false') = 'false'",
  );
  const events = await sandbox.query('select data from sandbox.events');
  const problems = [
    ...objects.rows.map(({ data }) => [objectTypeName(data), data] as const),
    ...events.rows.map(({ data }) => [eventTypeName(data.type), data] as const),
  ].flatMap(([type, data]) => schema.problems(type, data).map((problem) => `${type}: ${problem}`));
  expect([...new Set(problems)]).toEqual([]);
  await sandbox.control.reset();
});

const at = (text: string): number => Date.parse(text) / 1000;
const day = (unixSeconds: number | null | undefined): string =>
  new Date((unixSeconds ?? 0) * 1000).toISOString().slice(0, 16);
const itemOf = (subscription: Stripe.Subscription): Stripe.SubscriptionItem => {
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error('A subscription without an item');
  return item;
};

interface Stage {
  readonly clock: string;
  readonly customer: string;
  price(amount: number, interval?: 'month' | 'year'): Promise<string>;
  subscribe(price: string, more?: Partial<Stripe.SubscriptionCreateParams>): Promise<Stripe.Subscription>;
  advance(to: string): Promise<void>;
  /** Types of the events since this was asked last, oldest first. */
  told(): Promise<string[]>;
  invoices(): Promise<Stripe.Invoice[]>;
}

async function stage(now: string, card = 'pm_card_visa'): Promise<Stage> {
  const clock = (await stripe.testHelpers.testClocks.create({ frozen_time: at(now) })).id;
  const customer = (await stripe.customers.create({ test_clock: clock, email: 'alice@acme.test' })).id;
  const method = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  let mark = 0;
  return {
    clock,
    customer,
    price: async (amount, interval = 'month') => {
      const product = await stripe.products.create({ name: `Plan ${amount}` });
      const price = { product: product.id, currency: 'usd', unit_amount: amount, recurring: { interval } };
      return (await stripe.prices.create(price)).id;
    },
    subscribe: (price, more = {}) => stripe.subscriptions.create({ customer, items: [{ price }], ...more }),
    advance: async (to) => {
      await stripe.testHelpers.testClocks.advance(clock, { frozen_time: at(to) });
      await sandbox.control.settleWebhooks();
      expect(await stripe.testHelpers.testClocks.retrieve(clock)).toMatchObject({
        status: 'ready',
        frozen_time: at(to),
      });
    },
    told: async () => {
      const { rows } = await sandbox.query(
        `select seq::int, type from sandbox.events where seq > ${mark} order by seq`,
      );
      mark = rows.at(-1)?.seq ?? mark;
      return rows.map(({ type }) => type as string);
    },
    invoices: async () => {
      const { data } = await stripe.invoices.list({ customer, limit: 100 });
      return data.reverse();
    },
  };
}

describe('a renewal', () => {
  test('comes each month on the 31st or the last day, and tells what Stripe tells, in its order', async () => {
    const { price, subscribe, advance, told, invoices } = await stage('2027-01-31T10:00:00Z');
    const made = await subscribe(await price(2900));
    expect(made).toMatchObject({ status: 'active', billing_mode: { type: 'flexible' } });
    await told();
    await advance('2027-02-28T12:00:00Z');
    expect(await told()).toEqual([
      'test_helpers.test_clock.advancing',
      'invoice.upcoming',
      'invoice.created',
      'customer.subscription.updated',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'test_helpers.test_clock.ready',
    ]);
    await advance('2027-06-30T12:00:00Z');
    const made2 = await invoices();
    expect(made2.map(({ created }) => day(created))).toEqual([
      '2027-01-31T10:00',
      '2027-02-28T10:00',
      '2027-03-31T10:00',
      '2027-04-30T10:00',
      '2027-05-31T10:00',
      '2027-06-30T10:00',
    ]);
    expect(made2.map(({ number }) => number?.slice(-4))).toEqual([
      '0001',
      '0002',
      '0003',
      '0004',
      '0005',
      '0006',
    ]);
    expect(new Set(made2.map(({ status }) => status))).toEqual(new Set(['paid']));
    const [line] = made2[1]?.lines.data ?? [];
    expect([day(line?.period.start), day(line?.period.end)]).toEqual([
      '2027-02-28T10:00',
      '2027-03-31T10:00',
    ]);
    const now = await stripe.subscriptions.retrieve(made.id);
    expect(day(itemOf(now).current_period_end)).toBe('2027-07-31T10:00');
  });

  test('of a year bills the leap day on 28 February', async () => {
    const { price, subscribe, advance, invoices } = await stage('2028-02-29T10:00:00Z');
    await subscribe(await price(30000, 'year'));
    await advance('2029-03-01T00:00:00Z');
    expect((await invoices()).map(({ created }) => day(created))).toEqual([
      '2028-02-29T10:00',
      '2029-02-28T10:00',
    ]);
  });

  test('that is refused is tried again on the days set, and then the subscription ends', async () => {
    const { price, subscribe, advance, told, invoices, customer } = await stage('2027-01-10T10:00:00Z');
    await sandbox.control.setBilling({ retryDays: [3, 5], afterRetries: 'cancel' });
    const made = await subscribe(await price(2900));
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
    await told();
    await advance('2027-02-10T12:00:00Z');
    expect(await told()).toEqual(
      expect.arrayContaining(['charge.failed', 'payment_intent.payment_failed', 'invoice.payment_failed']),
    );
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'past_due' });
    expect((await invoices())[1]).toMatchObject({ status: 'open', attempt_count: 1, attempted: true });
    expect(day((await invoices())[1]?.next_payment_attempt)).toBe('2027-02-13T11:00');
    await advance('2027-02-13T12:00:00Z');
    expect((await invoices())[1]).toMatchObject({ attempt_count: 2 });
    await told();
    await advance('2027-02-18T12:00:00Z');
    expect((await told()).slice(-3)).toEqual([
      'invoice.payment_failed',
      'customer.subscription.deleted',
      'test_helpers.test_clock.ready',
    ]);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect((await invoices())[1]).toMatchObject({ status: 'open', next_payment_attempt: null });
  });

  test('that a bank wants confirmed waits for the payer, who brings it back into order', async () => {
    const { price, subscribe, advance, told, customer } = await stage('2027-01-10T10:00:00Z');
    const made = await subscribe(await price(2900));
    const strict = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: strict.id });
    await told();
    await advance('2027-02-10T12:00:00Z');
    expect(await told()).toEqual(
      expect.arrayContaining(['payment_intent.requires_action', 'invoice.payment_action_required']),
    );
    const due = await stripe.subscriptions.retrieve(made.id, {
      expand: ['latest_invoice.confirmation_secret'],
    });
    const secret = (due.latest_invoice as Stripe.Invoice).confirmation_secret?.client_secret ?? '';
    expect(due.status).toBe('past_due');
    await sandbox.control.finishAuthentication(secret.split('_secret_')[0] ?? '');
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'active' });
  });

  test('during a paused collection is void, and the next one after it is billed', async () => {
    const { price, subscribe, advance, invoices } = await stage('2027-01-10T10:00:00Z');
    const made = await subscribe(await price(2900));
    await stripe.subscriptions.update(made.id, {
      pause_collection: { behavior: 'void', resumes_at: at('2027-03-01T00:00:00Z') },
    });
    await advance('2027-03-10T12:00:00Z');
    expect((await invoices()).map(({ status }) => status)).toEqual(['paid', 'void', 'paid']);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'active',
      pause_collection: null,
    });
  });

  test('is missing where it was to end, at the end of the period or at a date', async () => {
    const { price, subscribe, advance, told } = await stage('2027-01-10T10:00:00Z');
    const one = await subscribe(await price(2900));
    const other = await subscribe(await price(900));
    expect(await stripe.subscriptions.update(one.id, { cancel_at_period_end: true })).toMatchObject({
      cancel_at: itemOf(one).current_period_end,
    });
    await stripe.subscriptions.update(other.id, { cancel_at: at('2027-01-20T00:00:00Z') });
    await told();
    await advance('2027-02-11T00:00:00Z');
    expect((await told()).filter((type) => type.startsWith('customer.sub'))).toEqual([
      'customer.subscription.deleted',
      'customer.subscription.deleted',
    ]);
    expect(day((await stripe.subscriptions.retrieve(other.id)).ended_at)).toBe('2027-01-20T00:00');
    expect(day((await stripe.subscriptions.retrieve(one.id)).ended_at)).toBe('2027-02-10T10:00');
  });
});

describe('a first payment', () => {
  test('that is declined leaves an incomplete subscription, which a good card saves', async () => {
    const { price, subscribe, customer } = await stage('2027-01-10T10:00:00Z', 'pm_card_chargeCustomerFail');
    const made = await subscribe(await price(2900));
    expect(made.status).toBe('incomplete');
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.invoices.pay(String(made.latest_invoice), { payment_method: good.id });
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'active' });
    await expect(stripe.invoices.pay(String(made.latest_invoice))).rejects.toMatchObject({
      code: 'invoice_already_paid',
    });
  });

  test('that nobody makes within 23 hours ends it, and voids its invoice', async () => {
    const { price, subscribe, advance, invoices } = await stage(
      '2027-01-10T10:00:00Z',
      'pm_card_chargeCustomerFail',
    );
    const made = await subscribe(await price(2900));
    await advance('2027-01-11T09:30:00Z');
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'incomplete_expired' });
    expect((await invoices())[0]).toMatchObject({ status: 'void' });
    await expect(stripe.subscriptions.update(made.id, { description: 'x' })).rejects.toMatchObject({
      code: 'invalid_canceled_subscription_fields',
    });
    await expect(stripe.subscriptions.cancel(made.id)).rejects.toMatchObject({ code: 'resource_missing' });
  });

  test('is refused as a whole where it was asked for so', async () => {
    const { price, subscribe, invoices } = await stage('2027-01-10T10:00:00Z', 'pm_card_chargeCustomerFail');
    const asked = subscribe(await price(2900), { payment_behavior: 'error_if_incomplete' });
    await expect(asked).rejects.toMatchObject({ code: 'card_declined', statusCode: 402 });
    expect(await invoices()).toEqual([]);
  });

  test('is entered in the browser, and its card is kept', async () => {
    const { price, customer } = await stage('2027-01-10T10:00:00Z');
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: '' } });
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price: await price(2900) }],
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
      expand: ['latest_invoice.confirmation_secret'],
    });
    expect(made.status).toBe('incomplete');
    const secret = (made.latest_invoice as Stripe.Invoice).confirmation_secret?.client_secret ?? '';
    await stripe.paymentIntents.confirm(secret.split('_secret_')[0] ?? '', {
      payment_method: 'pm_card_visa',
    });
    const now = await stripe.subscriptions.retrieve(made.id);
    expect(now.status).toBe('active');
    expect(now.default_payment_method).toMatch(/^pm_/);
    await expect(stripe.paymentIntents.cancel(secret.split('_secret_')[0] ?? '')).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});

describe('a change of price', () => {
  const half = '2027-04-16T00:00:00Z'; // April has 30 days
  const start = '2027-04-01T00:00:00Z';

  test('costs what the preview says, to the second, and a second change starts from the first', async () => {
    const { price, subscribe, advance, invoices } = await stage(start);
    const [small, middle, large] = [await price(3000), await price(6000), await price(9000)];
    const made = await subscribe(small);
    await advance(half);
    const items = [{ id: itemOf(made).id, price: middle }];
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: { items, proration_behavior: 'always_invoice', proration_date: at(half) },
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-1500, 3000]);
    expect(preview).toMatchObject({ total: 1500, amount_due: 1500, billing_reason: 'upcoming' });
    expect(preview.id).toMatch(/^upcoming_in_/);
    expect(await invoices()).toHaveLength(1);
    await stripe.subscriptions.update(made.id, {
      items,
      proration_behavior: 'always_invoice',
      proration_date: at(half),
    });
    expect((await invoices())[1]).toMatchObject({
      status: 'paid',
      total: 1500,
      billing_reason: 'subscription_update',
    });
    await advance('2027-04-23T12:00:00Z');
    await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: large }],
      proration_behavior: 'always_invoice',
    });
    // 7.5 days are left: a quarter of the month. What was billed for it was half of 60.00 for 15 days, so 15.00 come back.
    const second = (await invoices())[2];
    expect(second?.lines.data.map(({ amount }) => amount)).toEqual([-1500, 2250]);
    const credited =
      second?.lines.data[0]?.parent?.subscription_item_details?.proration_details?.credited_items;
    expect(credited?.invoice).toBe((await invoices())[1]?.id);
    await advance('2027-05-01T02:00:00Z');
    expect((await invoices())[3]).toMatchObject({ total: 9000, billing_reason: 'subscription_cycle' });
  });

  test('that is not paid waits, and is carried out by the payment', async () => {
    const { price, subscribe, advance, told, customer } = await stage(start);
    const made = await subscribe(await price(3000));
    const large = await price(6000);
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
    await advance(half);
    const change = {
      items: [{ id: itemOf(made).id, price: large }],
      payment_behavior: 'pending_if_incomplete' as const,
      proration_behavior: 'always_invoice' as const,
    };
    await expect(
      stripe.subscriptions.update(made.id, { ...change, metadata: { a: 'b' } }),
    ).rejects.toMatchObject({
      param: 'metadata',
    });
    const waiting = await stripe.subscriptions.update(made.id, change);
    expect(waiting).toMatchObject({
      status: 'active',
      pending_update: { subscription_items: [{ price: { id: large } }] },
    });
    expect(itemOf(waiting).price.id).not.toBe(large);
    await told();
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.invoices.pay(String(waiting.latest_invoice), { payment_method: good.id });
    expect(await told()).toEqual(expect.arrayContaining(['customer.subscription.pending_update_applied']));
    const done = await stripe.subscriptions.retrieve(made.id);
    expect(done.pending_update).toBeNull();
    expect(itemOf(done).price.id).toBe(large);
    expect(itemOf(done).id).toBe(itemOf(made).id);
  });

  test('that is never paid is forgotten after 23 hours', async () => {
    const { price, subscribe, advance, told, customer, invoices } = await stage(start);
    const made = await subscribe(await price(3000));
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
    await advance(half);
    await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: await price(6000) }],
      payment_behavior: 'pending_if_incomplete',
      proration_behavior: 'always_invoice',
    });
    await told();
    await advance('2027-04-17T00:00:00Z');
    expect(await told()).toEqual(
      expect.arrayContaining(['invoice.voided', 'customer.subscription.pending_update_expired']),
    );
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'active',
      pending_update: null,
    });
    expect((await invoices())[1]).toMatchObject({ status: 'void' });
  });

  test('downwards becomes the customer’s balance, which pays the next invoice', async () => {
    const { price, subscribe, advance, invoices, customer } = await stage(start);
    const made = await subscribe(await price(9000));
    const small = await price(3000);
    await advance(half);
    await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: small }],
      proration_behavior: 'always_invoice',
    });
    expect((await invoices())[1]).toMatchObject({
      total: -3000,
      amount_due: 0,
      status: 'paid',
      starting_balance: 0,
      ending_balance: -3000,
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -3000 });
    await advance('2027-05-01T02:00:00Z');
    expect((await invoices())[2]).toMatchObject({
      total: 3000,
      amount_due: 0,
      amount_paid: 0,
      status: 'paid',
    });
    const payments = await stripe.invoicePayments.list({ invoice: (await invoices())[2]?.id ?? '' });
    expect(payments.data).toEqual([]);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 });
  });

  test('without proration bills the new price from the next period on', async () => {
    const { price, subscribe, advance, invoices } = await stage(start);
    const made = await subscribe(await price(9000));
    const small = await price(3000);
    await advance(half);
    await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: small }],
      proration_behavior: 'none',
    });
    expect(await invoices()).toHaveLength(1);
    // What was billed is what comes back, not the price that stands there now.
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: {
        items: [{ id: itemOf(made).id, price: await price(12000) }],
        proration_behavior: 'always_invoice',
      },
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-4500, 6000]);
    await advance('2027-05-01T02:00:00Z');
    expect((await invoices())[1]).toMatchObject({ total: 3000 });
  });

  test('of the interval starts a new cycle now and is billed at once', async () => {
    const { price, subscribe, advance, invoices } = await stage(start);
    const made = await subscribe(await price(3000));
    const yearly = await price(30000, 'year');
    await advance(half);
    const done = await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: yearly }],
    });
    expect((await invoices())[1]).toMatchObject({ total: 28500, status: 'paid' });
    expect([day(done.billing_cycle_anchor), day(itemOf(done).current_period_end)]).toEqual([
      '2027-04-16T00:00',
      '2028-04-16T00:00',
    ]);
  });

  test('left for the next invoice stands on it as invoice items', async () => {
    const { price, subscribe, advance, invoices, told } = await stage(start);
    const made = await subscribe(await price(3000));
    const large = await price(6000);
    await advance(half);
    await told();
    await stripe.subscriptions.update(made.id, { items: [{ id: itemOf(made).id, price: large }] });
    expect(await told()).toEqual(
      ['price.created', 'invoiceitem.created', 'invoiceitem.created', 'customer.subscription.updated'].slice(
        1,
      ),
    );
    await advance('2027-05-01T02:00:00Z');
    const next = (await invoices())[1];
    expect(next).toMatchObject({ total: 7500 });
    expect(next?.lines.data.map(({ parent }) => parent?.type)).toEqual([
      'subscription_item_details',
      'invoice_item_details',
      'invoice_item_details',
    ]);
  });

  test('has taxes of its own on each line', async () => {
    const { price, subscribe, advance, invoices } = await stage(start);
    const vat = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 19 });
    const made = await subscribe(await price(3000), {
      items: [{ price: await price(3333), tax_rates: [vat.id] }],
    });
    expect((await invoices())[0]).toMatchObject({
      subtotal: 3333,
      total: 3966,
      total_taxes: [{ amount: 633 }],
    });
    await advance(half);
    await stripe.subscriptions.update(made.id, {
      items: [{ id: itemOf(made).id, price: await price(7777), tax_rates: [vat.id] }],
      proration_behavior: 'always_invoice',
    });
    const [credit, charge] = (await invoices())[1]?.lines.data ?? [];
    expect([credit?.amount, charge?.amount]).toEqual([-1667, 3889]);
    expect([credit?.taxes?.[0]?.amount, charge?.taxes?.[0]?.amount]).toEqual([-317, 739]);
  });
});

describe('a trial', () => {
  test('costs nothing, warns three days before its end and goes over into the first period', async () => {
    const { price, subscribe, advance, told, invoices } = await stage('2027-01-10T10:00:00Z');
    const made = await subscribe(await price(2900), { trial_period_days: 14 });
    expect(made).toMatchObject({ status: 'trialing', pending_setup_intent: null });
    expect((await invoices())[0]).toMatchObject({
      total: 0,
      status: 'paid',
      billing_reason: 'subscription_create',
    });
    await told();
    await advance('2027-01-21T11:00:00Z');
    expect(await told()).toEqual(expect.arrayContaining(['customer.subscription.trial_will_end']));
    await advance('2027-01-24T12:00:00Z');
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'active' });
    expect((await invoices())[1]).toMatchObject({
      total: 2900,
      status: 'paid',
      billing_reason: 'subscription_cycle',
    });
  });

  test('without a card asks for one, and is paused or cancelled at its end where that was said', async () => {
    const { price, customer, advance } = await stage('2027-01-10T10:00:00Z');
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: '' } });
    const subscribe = async (behavior: 'pause' | 'cancel') =>
      stripe.subscriptions.create({
        customer,
        items: [{ price: await price(2900) }],
        trial_period_days: 14,
        trial_settings: { end_behavior: { missing_payment_method: behavior } },
        payment_settings: { save_default_payment_method: 'on_subscription' },
      });
    const [paused, canceled, kept] = [
      await subscribe('pause'),
      await subscribe('cancel'),
      await subscribe('cancel'),
    ];
    expect(kept.pending_setup_intent).toMatch(/^seti_/);
    await stripe.setupIntents.confirm(String(kept.pending_setup_intent), { payment_method: 'pm_card_visa' });
    expect(await stripe.subscriptions.retrieve(kept.id)).toMatchObject({
      pending_setup_intent: null,
      default_payment_method: expect.stringMatching(/^pm_/),
    });
    await advance('2027-01-24T12:00:00Z');
    expect((await stripe.subscriptions.retrieve(paused.id)).status).toBe('paused');
    expect((await stripe.subscriptions.retrieve(canceled.id)).status).toBe('canceled');
    expect((await stripe.subscriptions.retrieve(kept.id)).status).toBe('active');
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.subscriptions.update(paused.id, { default_payment_method: good.id });
    expect(await stripe.subscriptions.resume(paused.id)).toMatchObject({ status: 'active' });
  });
});

describe('a cancellation now', () => {
  test('gives unused time back on a last invoice where asked for', async () => {
    const { price, subscribe, advance, invoices, customer } = await stage('2027-04-01T00:00:00Z');
    const made = await subscribe(await price(3000));
    await advance('2027-04-16T00:00:00Z');
    await stripe.subscriptions.cancel(made.id, { prorate: true, invoice_now: true });
    expect((await invoices())[1]).toMatchObject({ total: -1500, status: 'paid' });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1500 });
  });

  test('leaves what is open open, and stops trying', async () => {
    const { price, subscribe, advance, invoices, customer } = await stage('2027-01-10T10:00:00Z');
    const made = await subscribe(await price(2900));
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
    await advance('2027-02-10T12:00:00Z');
    await stripe.subscriptions.cancel(made.id);
    await advance('2027-03-10T12:00:00Z');
    expect((await invoices())[1]).toMatchObject({ status: 'open', attempt_count: 1, auto_advance: false });
  });
});

describe('a schedule', () => {
  test('changes the interval at the end of the period, before the renewal bills it', async () => {
    const { price, subscribe, advance, invoices } = await stage('2027-04-01T00:00:00Z');
    const [yearly, monthly] = [await price(30000, 'year'), await price(3000)];
    const made = await subscribe(yearly);
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: made.id });
    const [phase] = schedule.phases;
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      phases: [
        {
          items: [{ price: yearly, quantity: 1 }],
          start_date: phase?.start_date ?? 0,
          end_date: phase?.end_date ?? 0,
        },
        { items: [{ price: monthly, quantity: 1 }], proration_behavior: 'none' },
      ],
    });
    await advance('2028-03-31T00:00:00Z');
    expect(await invoices()).toHaveLength(1);
    await advance('2028-04-01T02:00:00Z');
    expect((await invoices()).map(({ total, status }) => [total, status])).toEqual([
      [30000, 'paid'],
      [3000, 'paid'],
    ]);
    await advance('2028-05-01T02:00:00Z');
    expect((await invoices()).map(({ total }) => total)).toEqual([30000, 3000, 3000]);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ schedule: null, status: 'active' });
  });

  test('says seven days before its end that it is expiring', async () => {
    const { price, customer, advance, told } = await stage('2027-04-01T00:00:00Z');
    await stripe.subscriptionSchedules.create({
      customer,
      start_date: 'now',
      end_behavior: 'cancel',
      phases: [{ items: [{ price: await price(3000) }], end_date: at('2027-04-28T00:00:00Z') }],
    });
    await told();
    await advance('2027-04-20T23:00:00Z');
    expect(await told()).not.toContain('subscription_schedule.expiring');
    await advance('2027-04-21T00:00:00Z');
    expect(await told()).toContain('subscription_schedule.expiring');
    await advance('2027-04-28T00:00:00Z');
    expect(await told()).toEqual(
      expect.arrayContaining(['subscription_schedule.completed', 'customer.subscription.deleted']),
    );
  });
});

describe('the sandbox’s own time', () => {
  test('moves subscriptions without a test clock on, and is caught up with before a call is answered', async () => {
    const customer = (
      await stripe.customers.create({
        payment_method: 'pm_card_visa',
        invoice_settings: { default_payment_method: 'pm_card_visa' },
      })
    ).id;
    const product = await stripe.products.create({ name: 'Pro' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 2900,
      recurring: { interval: 'month' },
    });
    await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
    await sandbox.control.setAhead(95 * 86_400);
    const { data } = await stripe.invoices.list({ customer });
    expect(data.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid', 'paid']);
  });
});

describe('lists and searches', () => {
  test('lines are paged through, payments come when asked for, and prices are found by their key', async () => {
    const customer = (await stripe.customers.create()).id;
    for (let n = 1; n <= 23; n += 1)
      await stripe.invoiceItems.create({
        customer,
        amount: n * 100,
        currency: 'usd',
        description: `Item ${n}`,
      });
    const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
    expect(draft.lines).toMatchObject({ has_more: true });
    const seen: string[] = [];
    for await (const line of stripe.invoices.listLineItems(draft.id, { limit: 5 }))
      seen.push(line.description ?? '');
    expect(seen).toHaveLength(23);
    expect(seen.slice(0, 10)).toEqual(draft.lines.data.map(({ description }) => description));
    const paid = await stripe.invoices.pay(draft.id, {
      payment_method: (await stripe.paymentMethods.attach('pm_card_visa', { customer })).id,
      expand: ['payments.data.payment.payment_intent'],
    });
    expect(paid).toMatchObject({
      status: 'paid',
      amount_paid: 27600,
      payments: { data: [{ status: 'paid', payment: { payment_intent: { status: 'succeeded' } } }] },
    });
    const product = await stripe.products.create({ name: 'Pro', id: 'pln_pro' });
    const wanted = {
      product: product.id,
      currency: 'usd',
      unit_amount: 2900,
      lookup_key: 'pro',
      recurring: { interval: 'month' as const },
    };
    const price = await stripe.prices.create(wanted);
    await expect(stripe.prices.create(wanted)).rejects.toMatchObject({ param: 'lookup_key' });
    expect((await stripe.prices.list({ lookup_keys: ['pro'] })).data.map(({ id }) => id)).toEqual([price.id]);
    await expect(stripe.products.create({ name: 'Pro', id: 'pln_pro' })).rejects.toMatchObject({
      code: 'resource_already_exists',
    });
  });
});
