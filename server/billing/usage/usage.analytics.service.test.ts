import { addDays, addSeconds, calendarDate, dateToInstant } from '../../kit/time.js';
import type { Client } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';
import { percentagesOf, projectMonth } from './usage.rules.js';

let house: House;
let count = 0;
const keys = new Map<Client, string>();

beforeAll(async () => {
  house = await openHouse();
  for (const [client, companyId] of [
    [house.alice, house.acme.accountId],
    [house.charlie, house.globex.accountId],
  ] as const) {
    keys.set(client, (await client.post('/v1/account/api-keys', { name: 'Worker' })).body.key);
    await house.sam.post(
      `/v1/admin/accounts/${companyId}/credits/adjust`,
      { credits: 5_000, reason: 'A test' },
      { 'idempotency-key': `given-${companyId}` },
    );
  }
});
afterAll(() => house.close());
afterEach(async () => expect(await house.books()).toEqual({}));

const use = async (client: Client, operation: string, quantity: number, occurredAt?: Date): Promise<void> => {
  const answer = await house
    .stranger()
    .post(
      '/v1/usage/records',
      { operation, quantity, ...(occurredAt ? { occurredAt: occurredAt.toISOString() } : {}) },
      { authorization: `Bearer ${keys.get(client)}`, 'idempotency-key': `use-${++count}` },
    );
  expect(answer.status).toBe(201);
};
const analytics = async (client: Client, query = '') =>
  (await client.get(`/v1/account/usage/analytics${query}`)).body;

test('an account that used nothing sees thirty days of nothing', async () => {
  const body = await analytics(house.alice);
  expect(body.daily).toHaveLength(30);
  expect(body.daily.at(-1).date).toBe(calendarDate(house.clock.now(), 'America/New_York'));
  expect(body.byOperation).toEqual([]);
  expect(body.totals).toEqual({ month: 0, dailyAverage: 0, mostUsed: null, projectedMonth: 0 });
});

test('an instant belongs to the day that it was where the account is', async () => {
  const today = calendarDate(house.clock.now(), 'America/New_York');
  // Two in the morning in London is the evening before in New York, summer and winter.
  const night = addSeconds(dateToInstant(addDays(today, -3)), 2 * 3_600);
  await use(house.alice, 'article_generation', 2, night);
  const { daily } = await analytics(house.alice);
  expect(daily.filter(({ credits }: { credits: number }) => credits > 0)).toEqual([
    { date: addDays(today, -4), credits: 20 },
  ]);
});

test('days outside are left out; the month is counted whole all the same', async () => {
  const today = calendarDate(house.clock.now(), 'America/New_York');
  await use(house.alice, 'translation', 5);
  const { daily, byOperation, totals } = await analytics(house.alice, '?days=1');
  expect(daily).toEqual([{ date: today, credits: 10 }]);
  expect(byOperation).toEqual([
    {
      operation: 'translation',
      displayName: 'Translation',
      unit: '1,000 words',
      credits: 10,
      quantity: 5,
      percentage: 100,
    },
  ]);
  const inMonth = addDays(today, -4) >= `${today.slice(0, 7)}-01` ? 30 : 10;
  expect(totals).toMatchObject({ month: inMonth, dailyAverage: 10, mostUsed: 'translation' });
  expect(totals.projectedMonth).toBeGreaterThanOrEqual(inMonth);
});

test('operations are ordered by their credits, with their names, and are a hundred per cent together', async () => {
  await use(house.charlie, 'article_generation', 1);
  await use(house.charlie, 'image_generation', 2);
  await use(house.charlie, 'translation', 5);
  await house.sql("DELETE FROM credit_cost WHERE operation = 'translation'");
  const { byOperation } = await analytics(house.charlie);
  expect(byOperation.map((each: { displayName: string }) => each.displayName)).toEqual([
    'Article generation',
    'Image generation',
    'translation',
  ]);
  expect(byOperation.map((each: { percentage: number }) => each.percentage)).toEqual([33.34, 33.33, 33.33]);
});

test('what another company used is nowhere to be seen', async () => {
  const { byOperation } = await analytics(house.alice);
  expect(byOperation.map((each: { operation: string }) => each.operation)).not.toContain('image_generation');
});

test('a member reads it; a stranger and too many days are refused', async () => {
  expect(await analytics(house.bob)).toEqual(await analytics(house.alice));
  expect((await house.stranger().get('/v1/account/usage/analytics')).status).toBe(401);
  expect((await house.alice.get('/v1/account/usage/analytics?days=367')).status).toBe(400);
  expect((await house.alice.get('/v1/account/usage/analytics?days=0')).status).toBe(400);
});

test('customers read what operations cost', async () => {
  const { status, body } = await house.bob.get('/v1/account/usage/operations');
  expect(status).toBe(200);
  expect(body).toContainEqual({
    operation: 'seo_audit',
    displayName: 'SEO audit',
    unit: 'page',
    credits: 8,
    isActive: true,
  });
});

test('the ledger says what credits were spent on and which invoice sold them', async () => {
  const bought = (await house.buy(house.alice, 'starter')).body;
  await use(house.alice, 'article_generation', 3);
  const entries = (await house.alice.get('/v1/billing/credits/entries?_start=0&_end=20')).body;
  expect(entries[0]).toMatchObject({
    kind: 'spend',
    credits: -30,
    operation: 'article_generation',
    quantity: 3,
  });
  expect(entries[1]).toMatchObject({
    kind: 'grant',
    source: 'package',
    invoiceId: bought.invoice.id,
    debt: 0,
  });
  const { lots } = (await house.alice.get('/v1/billing/credits/balance')).body;
  expect(lots.at(-1)).toMatchObject({
    source: 'package',
    invoiceId: bought.invoice.id,
    isDisputed: false,
    reserved: 0,
  });
  const spent = (await house.alice.get('/v1/billing/credits/entries?kind=spend')).body;
  expect(new Set(spent.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(['spend']));
});

test.each([
  [
    [1n, 1n, 1n],
    [33.34, 33.33, 33.33],
  ],
  [
    [2n, 1n],
    [66.67, 33.33],
  ],
  [
    [0n, 7n],
    [0, 100],
  ],
  [
    [0n, 0n],
    [0, 0],
  ],
  [[], []],
])('%p are %p per cent', (parts, expected) => {
  expect(percentagesOf(parts)).toEqual(expected);
});

test.each([
  [100n, 10, 30, 300n],
  [100n, 1, 31, 3_100n],
  [10n, 3, 31, 103n],
  [100n, 31, 31, 100n],
  [100n, 0, 30, 0n],
])('%p credits in %p days come to %p days’ %p', (used, days, inMonth, expected) => {
  expect(projectMonth(used, days, inMonth)).toBe(expected);
});
