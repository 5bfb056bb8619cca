import type Stripe from 'stripe';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { type RunningSandbox, startTestSandbox } from './testing.js';

/** The hosted pages as a browser without script sees them. */

let database: ClonedDatabase;
let sandbox: RunningSandbox;
let stripe: Stripe;

beforeAll(async () => {
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url, returnOrigins: ['http://127.0.0.1:3999'] });
  stripe = sandbox.stripe;
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

const home = 'http://127.0.0.1:3999/account/invoices/inv_1?tab=pay';
const create = (more: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({
    amount: 2900,
    currency: 'usd',
    description: 'Invoice INV-2026-11-00001',
    ...more,
  });

function cardPageOf(
  intent: { object: string; id: string; client_secret: string | null },
  returnUrl: string | null = home,
): string {
  const query = new URLSearchParams({ client_secret: intent.client_secret ?? '' });
  if (returnUrl !== null) query.set('return_url', returnUrl);
  return `${sandbox.url}/hosted/${intent.object}s/${intent.id}?${query.toString()}`;
}

const open = (url: string): Promise<Response> => fetch(url, { redirect: 'manual' });
const send = (url: string, fields: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const card = (number: string, more: Record<string, string> = {}) => ({
  number,
  expiry: '12 / 34',
  cvc: '123',
  ...more,
});
const status = async (intent: { id: string }): Promise<string> =>
  (await stripe.paymentIntents.retrieve(intent.id)).status;

test('a card that succeeds brings the customer home with the outcome', async () => {
  const intent = await create();
  const page = await open(cardPageOf(intent));
  const text = await page.text();
  expect(page.status).toBe(200);
  expect(text).toContain('$29.00');
  expect(text).toContain('Sandbox: no real money moves');
  expect(text).toContain('4000 0000 0000 0002');
  expect(page.headers.get('content-security-policy')).toContain(
    "script-src 'self'; img-src 'self'; form-action 'self' http://127.0.0.1:3999;",
  );

  const sent = await send(cardPageOf(intent), card('4242 4242 4242 4242'));
  expect(sent.status).toBe(303);
  const back = new URL(sent.headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe('http://127.0.0.1:3999/account/invoices/inv_1');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    tab: 'pay',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  });
  expect(await status(intent)).toBe('succeeded');
});

test('sent twice, it charges once and goes home both times', async () => {
  const intent = await create();
  const both = await Promise.all([
    send(cardPageOf(intent), card('4242424242424242')),
    send(cardPageOf(intent), card('4242424242424242')),
  ]);
  expect(both.map((reply) => reply.status)).toEqual([303, 303]);
  expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
});

test.each([
  ['a declined card', card('4000000000000002'), 'Your card was declined.', null],
  ['a wrong number', card('4242424242424241'), 'Your card number is incorrect.', 'number'],
  ['a past year', card('4242424242424242', { expiry: '12/20' }), 'expiration year is invalid', 'expiry'],
  [
    'nonsense for a date',
    card('4242424242424242', { expiry: 'soon' }),
    'expiration month is invalid',
    'expiry',
  ],
  ['no security code', card('4242424242424242', { cvc: '' }), 'security code is invalid', 'cvc'],
  ['nothing at all', {}, 'Your card number is incorrect.', 'number'],
])('%s is said in the form, and another card may be tried', async (_what, fields, message, field) => {
  const intent = await create();
  const refused = await send(cardPageOf(intent), fields);
  const text = (await refused.text()).replaceAll('&#39;', "'");
  expect(refused.status).toBe(402);
  expect(text).toContain(message);
  if (field === null) expect(text).toContain('role="alert"');
  else expect(text).toContain(`aria-invalid="true" aria-describedby="${field}-problem"`);
  expect((await send(cardPageOf(intent), card('4242424242424242'))).status).toBe(303);
  expect(await status(intent)).toBe('succeeded');
});

test.each([
  ['complete', 'succeeded', 'succeeded'],
  ['fail', 'failed', 'requires_payment_method'],
])('3-D Secure: %s ends %s', async (outcome, redirectStatus, intentStatus) => {
  const intent = await create();
  const sent = await send(cardPageOf(intent), card('4000002760003184'));
  const bank = sent.headers.get('location') ?? '';
  expect(bank).toContain(`/hosted/payment_intents/${intent.id}/authenticate`);
  const page = await open(bank);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('•••• 3184');
  const done = await send(bank, { outcome });
  expect(new URL(done.headers.get('location') ?? '').searchParams.get('redirect_status')).toBe(
    redirectStatus,
  );
  expect(await status(intent)).toBe(intentStatus);
  expect((await open(bank)).status).toBe(200);
});

test('an intent confirmed by the server with a return_url comes home from 3-D Secure as well', async () => {
  const intent = await create({
    confirm: true,
    payment_method: 'pm_card_authenticationRequired',
    return_url: home,
  });
  const done = await send(intent.next_action?.redirect_to_url?.url ?? '', { outcome: 'complete' });
  expect(done.headers.get('location')).toContain('redirect_status=succeeded');
});

test('a card can be saved, with 3-D Secure on the way', async () => {
  const customer = await stripe.customers.create();
  const setup = await stripe.setupIntents.create({ customer: customer.id });
  expect(await (await open(cardPageOf(setup))).text()).toContain('Save card');
  const sent = await send(cardPageOf(setup), card('4000002500003155'));
  const done = await send(sent.headers.get('location') ?? '', { outcome: 'complete' });
  const back = new URL(done.headers.get('location') ?? '');
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    setup_intent: setup.id,
    redirect_status: 'succeeded',
  });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([
    { card: { last4: '3155' } },
  ]);
});

test('without a return address the page itself says how it ended', async () => {
  const intent = await create();
  const sent = await send(cardPageOf(intent, null), card('4242424242424242'));
  expect(sent.status).toBe(200);
  expect(await sent.text()).toContain('Payment complete');
});

test.each([
  ['', 404],
  ['wrong', 404],
])('with the client secret "%s" there is nothing to see', async (secret, expected) => {
  const intent = await create();
  for (const path of [
    `/hosted/payment_intents/${intent.id}`,
    `/hosted/payment_intents/${intent.id}/authenticate`,
    '/hosted/payment_intents/pi_none',
  ]) {
    const url = `${sandbox.url}${path}?client_secret=${secret}`;
    expect((await open(url)).status).toBe(expected);
    expect((await send(url, card('4242424242424242'))).status).toBe(expected);
  }
  expect(await status(intent)).toBe('requires_payment_method');
});

test.each([
  'https://evil.example/',
  'http://127.0.0.1:4000/',
  'javascript:alert(1)',
  'data:text/html,hello',
  '//evil.example',
  'http://127.0.0.1:3999@evil.example/',
  'http://user:pass@127.0.0.1:3999/',
  'not an address',
])('it sends nobody to %s', async (returnUrl) => {
  const intent = await create();
  expect((await open(cardPageOf(intent, returnUrl))).status).toBe(400);
  expect((await send(cardPageOf(intent, returnUrl), card('4242424242424242'))).status).toBe(400);
  expect(await status(intent)).toBe('requires_payment_method');
});

test('nothing from outside becomes markup', async () => {
  const intent = await create({ description: `"><script>alert('x')</script><img src=x onerror=alert(1)>` });
  const text = await (await open(cardPageOf(intent))).text();
  expect(text).not.toContain('<script>alert');
  expect(text).not.toContain('<img');
  expect(text.match(/<script/g)).toHaveLength(1);
});
