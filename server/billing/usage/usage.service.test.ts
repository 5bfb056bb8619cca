import { agree } from '../../test/approvals.js';
import type { Answer, Client } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';

let house: House;
let key: string;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

let count = 0;
const nextKey = () => `test-${++count}`;
const program = (apiKey = key, idempotencyKey = nextKey()) => ({
  authorization: `Bearer ${apiKey}`,
  'idempotency-key': idempotencyKey,
});
const post = (path: string, body: unknown, headers = program()): Promise<Answer> =>
  house.stranger().post(`/v1/usage/${path}`, body, headers);
const refused = ({ status, body }: Answer) => [status, body.code];
const balance = async (client: Client = house.alice) =>
  (await client.get('/v1/billing/credits/balance')).body;
const adjust = (client: Client, accountId: string, credits: number, idempotencyKey = nextKey()) =>
  client.post(
    `/v1/admin/accounts/${accountId}/credits/adjust`,
    { credits, reason: 'A test' },
    { 'idempotency-key': idempotencyKey },
  );

beforeAll(async () => {
  const made = await house.alice.post('/v1/account/api-keys', { name: 'Worker' });
  key = made.body.key;
  expect([made.status, made.body.apiKey.prefix]).toEqual([201, key.slice(0, 10)]);
});
afterEach(async () => expect(await house.books()).toEqual({}));

test('a program records usage, once per key, and its credits are earned as they are spent', async () => {
  await house.buy(house.alice, 'starter');
  const body = { operation: 'article_generation', quantity: 3 };
  const headers = program();
  const first = await post('records', body, headers);
  expect([first.status, first.body]).toEqual([201, { credits: 30, balance: 470 }]);
  const again = await post('records', body, headers);
  expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([
    201,
    { credits: 30, balance: 470 },
    'true',
  ]);
  expect(refused(await post('records', { ...body, quantity: 4 }, headers))).toEqual([
    409,
    'idempotency_key_reused',
  ]);
  const [revenue] = await house.sql(
    "SELECT -sum(l.amount) AS earned FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id WHERE e.kind = 'credits.spend' AND ledger_code = 'revenue'",
  );
  // 30 of 500 credits that were sold for 9.00.
  expect(Number(revenue?.['earned'])).toBe(54);
});

test('five hundred spend one credit each of three hundred at once: three hundred succeed', async () => {
  await house.sql(
    "INSERT INTO credit_cost (id, operation, display_name, unit, credits, updated_at) VALUES ('ccs_one', 'one', 'One', 'piece', 1, now())",
  );
  const made = await house.charlie.post('/v1/account/api-keys', { name: 'Parallel' });
  expect((await adjust(house.sam, house.globex.accountId, 300)).body).toEqual({ balance: 300 });
  const answers = await Promise.all(
    Array.from({ length: 500 }, () =>
      post('records', { operation: 'one', quantity: 1 }, program(made.body.key)),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(300);
  expect(answers.filter(({ body }) => body.code === 'insufficient_credits')).toHaveLength(200);
  expect(await balance(house.charlie)).toMatchObject({ balance: 0, debt: 0 });
}, 300_000);

test('of eight requests with one key at once one is recorded, and all are told of it', async () => {
  const before = (await balance()).balance;
  const actor = { kind: 'apiKey' as const, keyId: 'key_test', accountId: house.acme.accountId };
  const records = [{ operation: 'translation', quantity: 3 }];
  // At the service, since the door lets only one of them in.
  const command = { actor, records, requestKey: nextKey() };
  const all = await Promise.all(Array.from({ length: 8 }, () => house.services.usage.record(command)));
  expect(new Set(all.map(({ credits }) => credits))).toEqual(new Set([6]));
  expect((await balance()).balance).toBe(before - 6);
  const other = { ...command, records: [{ operation: 'translation', quantity: 4 }] };
  await expect(house.services.usage.record(other)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test('a batch is all or nothing', async () => {
  const before = (await balance()).balance;
  const records = Array.from({ length: 200 }, () => ({ operation: 'translation', quantity: 1 }));
  const done = await post('records/batch', { records });
  expect([done.status, done.body.credits, done.body.balance, done.body.records.length]).toEqual([
    201,
    400,
    before - 400,
    200,
  ]);
  const tooMuch = [...records.slice(0, 5), { operation: 'article_generation', quantity: 100_000 }];
  expect(refused(await post('records/batch', { records: tooMuch }))).toEqual([402, 'insufficient_credits']);
  expect((await balance()).balance).toBe(before - 400);
});

describe('a hold', () => {
  const hold = (quantity: number, expiresIn = 600) =>
    post('holds', { operation: 'image_generation', quantity, expiresIn });

  test('sets credits aside, is settled for less, and frees the rest', async () => {
    await adjust(house.sam, house.acme.accountId, 200);
    const before = (await balance()).balance;
    const { status, body } = await hold(10);
    expect([status, body.credits, body.status]).toEqual([201, 50, 'open']);
    expect(await balance()).toMatchObject({ balance: before - 50, reserved: 50 });
    const settled = await post(`holds/${body.id}/settle`, { quantity: 4 });
    expect([settled.status, settled.body]).toEqual([200, { credits: 20, balance: before - 20 }]);
    expect(await balance()).toMatchObject({ balance: before - 20, reserved: 0 });
    expect(refused(await post(`holds/${body.id}/release`, {}))).toEqual([409, 'hold_not_open']);
  });

  test('is settled for more as far as credits go', async () => {
    const before = (await balance()).balance;
    const { body } = await hold(2);
    expect((await post(`holds/${body.id}/settle`, { quantity: 3 })).body).toEqual({
      credits: 15,
      balance: before - 15,
    });
    const next = (await hold(1)).body;
    expect(refused(await post(`holds/${next.id}/settle`, { quantity: 100_000 }))).toEqual([
      402,
      'insufficient_credits',
    ]);
    expect((await post(`holds/${next.id}/release`, {})).body.status).toBe('released');
  });

  test('that nobody settles is freed by itself', async () => {
    const before = (await balance()).balance;
    const { body } = await hold(3, 60);
    house.advance(61);
    expect(await house.services.credits.expireHolds()).toBe(1);
    expect(await balance()).toMatchObject({ balance: before, reserved: 0 });
    expect(refused(await post(`holds/${body.id}/settle`, { quantity: 1 }))).toEqual([409, 'hold_not_open']);
  });

  test('of more than there is, or of another company, is refused', async () => {
    expect(refused(await hold(1_000_000))).toEqual([402, 'insufficient_credits']);
    const { body } = await hold(1);
    const other = (await house.charlie.post('/v1/account/api-keys', { name: 'Other' })).body.key;
    expect(refused(await post(`holds/${body.id}/settle`, { quantity: 1 }, program(other)))).toEqual([
      404,
      'hold_not_found',
    ]);
    await post(`holds/${body.id}/release`, {});
  });
});

describe('usage is refused', () => {
  test.each([
    [
      'without a key',
      401,
      'unauthenticated',
      () => post('records', { operation: 'one', quantity: 1 }, program('chk_none')),
    ],
    [
      'of an unknown operation',
      422,
      'unknown_operation',
      () => post('records', { operation: 'nothing', quantity: 1 }),
    ],
    [
      'at a site of another company',
      404,
      'site_not_found',
      async () => {
        const [site] = await house.sql('SELECT id FROM site WHERE account_id = $1 LIMIT 1', [
          house.globex.accountId,
        ]);
        return post('records', {
          operation: 'one',
          quantity: 1,
          siteId: site?.['id'] ?? `sit_${'0'.repeat(26)}`,
        });
      },
    ],
    [
      'long ago',
      422,
      'occurred_at_out_of_range',
      () => post('records', { operation: 'one', quantity: 1, occurredAt: '2020-01-01T00:00:00Z' }),
    ],
    [
      'without an idempotency key',
      400,
      'idempotency_key_required',
      () =>
        house
          .stranger()
          .post('/v1/usage/records', { operation: 'one', quantity: 1 }, { authorization: `Bearer ${key}` }),
    ],
  ])('%s: %s %s', async (_case, status, code, attempt) => {
    expect(refused(await attempt())).toEqual([status, code]);
  });

  test('with a revoked key, and while the account is suspended', async () => {
    const { body } = await house.alice.post('/v1/account/api-keys', { name: 'Short' });
    await house.alice.delete(`/v1/account/api-keys/${body.apiKey.id}`);
    expect(refused(await post('records', { operation: 'one', quantity: 1 }, program(body.key)))).toEqual([
      401,
      'unauthenticated',
    ]);
    await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/suspend`, { reason: 'A test' });
    expect(refused(await post('records', { operation: 'one', quantity: 1 }))).toEqual([
      409,
      'account_suspended',
    ]);
    await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/activate`, {});
  });

  test('keys are for owners and admins', async () => {
    expect(refused(await house.bob.post('/v1/account/api-keys', { name: 'Bob' }))).toEqual([
      403,
      'forbidden',
    ]);
    const list = (await house.alice.get('/v1/account/api-keys')).body;
    expect(JSON.stringify(list)).not.toContain(key);
  });
});

describe('staff', () => {
  test('take credits out, but never more than there are', async () => {
    const before = (await balance()).balance;
    expect((await adjust(house.sam, house.acme.accountId, -10)).body).toEqual({ balance: before - 10 });
    expect(refused(await adjust(house.sam, house.acme.accountId, -9_000))).toEqual([
      402,
      'insufficient_credits',
    ]);
    expect(refused(await adjust(house.support, house.acme.accountId, 1))).toEqual([403, 'forbidden']);
    expect(refused(await adjust(house.sam, `acc_${'0'.repeat(26)}`, 1))).toEqual([404, 'account_not_found']);
  });

  test('need a second person above the limit, and then it is done once', async () => {
    const before = (await balance()).balance;
    const asked = await adjust(house.sam, house.acme.accountId, 10_001, 'large');
    expect(refused(asked)).toEqual([409, 'second_approval_needed']);
    expect((await balance()).balance).toBe(before);
    expect((await agree(house.dana, asked)).status).toBe(200);
    expect((await balance()).balance).toBe(before + 10_001);
    expect((await adjust(house.dana, house.acme.accountId, -10_000)).status).toBe(200);
  });

  test('set what an operation costs', async () => {
    const cost = { operation: 'seo_audit', displayName: 'SEO audit', unit: 'page', credits: 9 };
    const answer = await house.sam.send('PUT', '/v1/admin/credit-costs', { body: cost });
    expect([answer.status, answer.body]).toEqual([200, { ...cost, isActive: true }]);
    expect((await house.sam.get('/v1/admin/credit-costs')).body).toContainEqual({ ...cost, isActive: true });
  });

  test('move credits only between accounts of one currency', async () => {
    const transfer = (from: string, to: string) =>
      house.root.post(
        `/v1/admin/accounts/${from}/credits/transfer`,
        { toAccountId: to, credits: 1, reason: 'Merged' },
        { 'idempotency-key': nextKey() },
      );
    expect(refused(await transfer(house.acme.accountId, house.globex.accountId))).toEqual([
      409,
      'currency_differs',
    ]);
    expect(refused(await transfer(house.acme.accountId, house.acme.accountId))).toEqual([
      409,
      'same_account',
    ]);
  });
});

test('the analytics of a month add up', async () => {
  const { status, body } = await house.alice.get('/v1/account/usage/analytics?days=30');
  expect(status).toBe(200);
  expect(body.daily).toHaveLength(30);
  const used = body.daily.reduce((sum: number, day: { credits: number }) => sum + day.credits, 0);
  const byOperation = body.byOperation.reduce(
    (sum: number, each: { credits: number }) => sum + each.credits,
    0,
  );
  expect(used).toBe(byOperation);
  expect(used).toBeGreaterThan(0);
  expect(body.totals.mostUsed).toBe(body.byOperation[0].operation);
});
