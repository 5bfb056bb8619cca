import { type House, openHouse } from '../../test/house.js';

let house: House;
let key: string;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
  key = (await house.alice.post('/v1/account/api-keys', { name: 'Worker' })).body.key;
});
afterAll(() => house.close());
afterEach(async () => expect(await house.books()).toEqual({}));

const PATH = '/v1/account/auto-recharge';
const settings = async () => (await house.alice.get(PATH)).body;
const card = async (token = 'pm_card_visa'): Promise<string> => {
  const { body } = await house.alice.post('/v1/billing/payment-methods/add', {
    method: 'stripe',
    paymentMethodToken: token,
  });
  return body.saved.id;
};
const configure = (savedPaymentMethodId: string, more: object = {}, by = house.alice) =>
  by.send('PUT', PATH, {
    body: {
      isEnabled: true,
      threshold: 100,
      packageId: house.packages['starter'],
      savedPaymentMethodId,
      monthlyCap: 5_000,
      ...more,
    },
  });
const refused = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
const spendable = () => house.services.credits.spendableOf(house.acme.accountId);
const run = () => house.services.recharge.run(house.acme.accountId);
/** A program uses image generations, 5 credits each. */
const use = async (quantity: number) => {
  const { status } = await house
    .stranger()
    .post(
      '/v1/usage/records',
      { operation: 'image_generation', quantity },
      { authorization: `Bearer ${key}`, 'idempotency-key': `recharge-${++count}` },
    );
  expect(status).toBe(201);
};
const invoices = async () =>
  (
    await house.sql('SELECT status, total::int FROM invoice WHERE account_id = $1 ORDER BY created_at', [
      house.acme.accountId,
    ])
  ).map(({ status, total }) => [status, total]);
const mails = async (template: string) =>
  (await house.sql('SELECT to_address FROM email_message WHERE template = $1', [template])).length;

test('an account that set nothing up is told once a day that its credits run low', async () => {
  expect(await settings()).toMatchObject({ isEnabled: false, state: 'off', threshold: null });
  await house.db.transaction((tx) =>
    house.services.credits.grantBonus(tx, {
      accountId: house.acme.accountId,
      credits: 120n,
      reason: 'A gift',
      expiresAt: null,
    }),
  );
  await use(3);
  await house.work();
  expect(await mails('low_credits')).toBe(0);
  await use(3);
  await use(1);
  await house.work();
  expect(await mails('low_credits')).toBe(1);
});

test('credits that run low are bought by the saved card, and not once more', async () => {
  const { status, body } = await configure(await card());
  expect([status, body.state, body.currency, body.usedThisMonth]).toEqual([200, 'ready', 'USD', 0]);
  await house.settle();
  expect(await spendable()).toBe(585n);
  expect(await settings()).toMatchObject({ state: 'ready', usedThisMonth: 900, failures: 0 });
  await Promise.all([run(), run(), run()]);
  expect(await invoices()).toEqual([['paid', 900]]);
  await use(98); // 95 left
  await use(1);
  await Promise.all([run(), run(), house.settle()]);
  expect(await spendable()).toBe(590n);
  expect(await invoices()).toEqual([
    ['paid', 900],
    ['paid', 900],
  ]);
});

test('the cap of the month holds; the next month it goes on', async () => {
  await configure(await card(), { monthlyCap: 2_000 });
  await use(110); // 40 left
  await house.settle();
  expect(await spendable()).toBe(40n);
  const seen = await settings();
  expect(seen).toMatchObject({ state: 'waiting', reason: 'monthly_cap_reached', usedThisMonth: 1_800 });
  expect(new Date(seen.nextAttemptAt).getUTCDate()).toBe(1);
});

test('a card that is in use for it is not removed', async () => {
  const { savedPaymentMethodId } = await settings();
  expect(refused(await house.alice.delete(`/v1/billing/payment-methods/${savedPaymentMethodId}`))).toEqual([
    409,
    'payment_method_in_use',
  ]);
});

test('while the gateway has not answered nothing is bought a second time', async () => {
  await configure(await card(), { monthlyCap: 100_000, isEnabled: false });
  await house.settle();
  await configure(await card(), { monthlyCap: 100_000 });
  const before = (await invoices()).length;
  const broken = await house.control.dropConnection({ path: '/v1/payment_intents', times: 100 }, 'after');
  await run();
  await run();
  expect(await settings()).toMatchObject({ state: 'under_way' });
  expect((await invoices()).slice(before)).toEqual([['pending', 900]]);
  await house.control.removeRule(broken.id);
  await house.settle(); // the webhook tells what became of it
  expect(await settings()).toMatchObject({ state: 'ready', failures: 0 });
  expect((await invoices()).slice(before)).toEqual([['paid', 900]]);
  await use(100);
  await configure(await card(), { isEnabled: false });
});

describe('nobody is charged', () => {
  test('whose account is suspended', async () => {
    const saved = await card();
    await configure(saved);
    const before = await invoices();
    const suspended = await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/suspend`, {
      reason: 'A test',
    });
    expect(suspended.status).toBe(200);
    await run();
    expect(await invoices()).toEqual(before);
    expect(refused(await configure(saved))).toEqual([409, 'account_suspended']);
    await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/activate`, {});
    await configure(saved, { isEnabled: false });
  });

  test('whose bank wants to be asked: it is paused at once, and whoever resumes it is heard', async () => {
    const added = await house.alice.post('/v1/billing/payment-methods/add', {
      method: 'stripe',
      paymentMethodToken: 'pm_card_authenticationRequired',
    });
    expect([added.status, added.body.saved]).toEqual([201, null]);
    const setupId =
      String(added.body.nextAction.clientSecret ?? added.body.nextAction.url).match(
        /seti_\w+?(?=_secret|\W|$)/,
      )?.[0] ?? '';
    await house.control.finishAuthentication(setupId);
    await house.settle();
    const { body } = await house.alice.get('/v1/billing/payment-methods');
    await configure(body.saved.find(({ last4 }: { last4: string }) => last4 === '3184').id);
    await run();
    expect(await settings()).toMatchObject({
      state: 'paused',
      reason: 'authentication_required',
      failures: 1,
    });
    expect((await invoices()).at(-1)).toEqual(['void', 900]);
    const resumed = await house.alice.post(`${PATH}/resume`);
    expect([resumed.status, resumed.body.state, resumed.body.failures]).toEqual([200, 'ready', 0]);
    expect(refused(await house.alice.post(`${PATH}/resume`))).toEqual([409, 'auto_recharge_not_paused']);
    await configure(await card(), { isEnabled: false });
    await house.work();
    expect(await mails('auto_recharge_paused')).toBe(1);
  });
});

test('what cannot work is refused', async () => {
  const saved = await card();
  expect(refused(await configure(saved, {}, house.bob))).toEqual([403, 'forbidden']);
  expect(refused(await configure(saved, { monthlyCap: 899 }))).toEqual([422, 'monthly_cap_too_low']);
  expect(refused(await configure(`spm_${'0'.repeat(26)}`))).toEqual([404, 'payment_method_not_found']);
  expect(refused(await configure(saved, {}, house.charlie))).toEqual([404, 'payment_method_not_found']);
  expect(refused(await configure(saved, { packageId: `pkg_${'0'.repeat(26)}` }))).toEqual([
    404,
    'credit_package_not_found',
  ]);
});

describe('a decline', () => {
  test('is tried again after an hour, then after a day, then it is paused; nobody is left owing an invoice', async () => {
    await configure(await card('pm_card_chargeCustomerFail'), { monthlyCap: 100_000 });
    await house.settle();
    expect(await settings()).toMatchObject({ state: 'waiting', reason: 'card_declined', failures: 1 });
    await run();
    expect((await settings()).failures).toBe(1);
    house.advance(3_601);
    await run();
    expect(await settings()).toMatchObject({ state: 'waiting', failures: 2 });
    // An hour is not enough now: a day has to pass. Nobody stays signed in so long, so the row is asked.
    house.advance(3_601);
    await run();
    expect(await settings()).toMatchObject({ state: 'waiting', failures: 2 });
    await house.sql('UPDATE auto_recharge SET next_attempt_at = now()');
    await run();
    expect(await settings()).toMatchObject({ state: 'paused', reason: 'card_declined', failures: 3 });
    await run();
    await house.settle();
    const made = await invoices();
    expect(made.slice(-3)).toEqual([
      ['void', 900],
      ['void', 900],
      ['void', 900],
    ]);
    await house.work();
    expect(await mails('auto_recharge_paused')).toBe(2);
  });
});
