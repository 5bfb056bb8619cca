import { act, openList, openRecord } from './backoffice.js';
import { type House, openHouse } from './house.js';
import { open } from './portal.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

it('Bob, a member, reads everything and buys nothing', async () => {
  const bob = await house.customer('bob@acme.test');
  const { page } = bob;
  await open(page, '/account/billing', 'Plans & Billing');
  await page.getByRole('row', { name: /INV-/ }).first().waitFor();
  expect(await page.getByRole('button', { name: /Purchase credits|Add card/ }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Purchase Credits' }).count()).toBe(0);
  await bob.look('billing-member', { narrow: true });
  await open(page, '/account/credits/purchase', 'Purchase Credits');
  await page.getByText('Your role can only look at billing').waitFor();
  await bob.look('purchase-member');
  await open(page, '/account/settings', 'Account Settings');
  await page.getByText('Your role can look at these settings but not change them.').waitFor();
  await bob.look('settings-member', { narrow: true });

  const packages = (await (await bob.context.request.get('/v1/billing/credits/packages')).json()) as [
    { id: string },
  ];
  const refused = await bob.context.request.post('/v1/billing/credits/purchase', {
    data: { packageId: packages[0].id, method: 'stripe', paymentMethodToken: 'pm_card_visa' },
    headers: { 'sec-fetch-site': 'same-origin', 'idempotency-key': 'bob-tries-to-buy' },
  });
  expect(refused.status()).toBe(403);
}, 240_000);

it('Sam suspends Acme, Alice reads it on every page and cannot buy, until Sam lifts it', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await open(page, '/account/billing', 'Plans & Billing');
  await page.getByRole('button', { name: 'Purchase credits' }).waitFor();

  const sam = await house.staff('sam@countinghouse.test');
  await openList(sam.page, 'accounts', 'Accounts');
  await sam.look('admin-accounts');
  await openRecord(sam.page, 'Acme', 'Acme Inc.');
  await sam.look('admin-account');
  expect(await act(sam.page, 'suspend', { Reason: 'Three invoices are overdue.' })).toMatch(/suspended/);
  await sam.page.getByText('Suspended: Three invoices are overdue.').waitFor();
  await sam.look('admin-account-suspended');

  await page.getByText('This account is suspended').waitFor();
  await alice.look('billing-suspended', { narrow: true });
  await open(page, '/account/credits/purchase', 'Purchase Credits');
  expect(await page.getByRole('button', { name: 'Confirm purchase' }).count()).toBe(0);
  await alice.look('purchase-suspended');

  expect(await act(sam.page, 'activate')).toBe('The account is active again.');
  await page.getByRole('button', { name: 'Select Pro' }).waitFor();
}, 240_000);

it('the portal keeps the theme that its switch chose', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await open(page, '/account/settings', 'Account Settings');
  await page.getByRole('button', { name: 'Switch to dark theme' }).click();
  await page.getByRole('button', { name: 'Switch to light theme' }).waitFor();
  await alice.inspect('settings-switched-dark');
  await page.reload();
  await page.getByRole('button', { name: 'Switch to light theme' }).click();
  await page.getByRole('button', { name: 'Switch to dark theme' }).waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Switch to dark theme' }).waitFor();
  await alice.inspect('settings-switched-light');
}, 240_000);

it('on a phone, the navigation opens over the page and leads on', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, '/account/billing', 'Plans & Billing');
  await page.getByRole('button', { name: 'Open navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Account Settings' }).waitFor();
  await alice.inspect('navigation-light-narrow');
  await page.getByRole('dialog').getByRole('link', { name: 'Account Settings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account Settings' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}, 240_000);
