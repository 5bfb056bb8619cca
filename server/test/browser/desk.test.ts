import type { Locator, Page } from 'playwright-core';
import { act, openList, openRecord, rowOf } from './backoffice.js';
import { type House, openHouse } from './house.js';
import { open } from './portal.js';
import type { Visit } from './visit.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

/** Starter, paid at once with a test card. */
async function buyStarter({ context }: Visit, key: string): Promise<void> {
  const packages = (await (await context.request.get('/v1/billing/credits/packages')).json()) as {
    id: string;
    slug: string;
  }[];
  const starter = packages.find(({ slug }) => slug === 'starter');
  const answer = await context.request.post('/v1/billing/credits/purchase', {
    data: { packageId: starter?.id, method: 'stripe', paymentMethodToken: 'pm_card_visa' },
    headers: { 'sec-fetch-site': 'same-origin', 'idempotency-key': key },
  });
  expect(answer.status()).toBe(201);
}

const figure = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true }).locator('.figure-big');

/** Minor units of "USD 78.00 EUR 31.06". */
const dollars = async (page: Page): Promise<number> =>
  Number(
    /USD\s([\d,.]+)/.exec(await figure(page, 'Revenue this month').innerText())?.[1]?.replace(/\D/g, '') ?? 0,
  );

it('Sam signs in by the page, and the dashboard counts what a customer buys', async () => {
  await house.staff('dana@countinghouse.test');
  const sam = await house.stranger();
  await sam.page.goto('/admin/dashboard');
  await sam.page.getByRole('heading', { name: 'Staff sign-in' }).waitFor();
  await sam.look('admin-sign-in');
  await sam.page.getByLabel('E-mail').fill('sam@countinghouse.test');
  await sam.page.getByLabel('Password').fill(house.password);
  await sam.page.getByRole('button', { name: 'Sign in' }).click();
  await sam.page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await figure(sam.page, 'Accounts').getByText('2', { exact: true }).waitFor();
  await figure(sam.page, 'Active subscriptions').getByText('1', { exact: true }).waitFor();
  await sam.look('admin-dashboard');
  const before = await dollars(sam.page);

  const alice = await house.customer('alice@acme.test');
  await buyStarter(alice, 'desk-dashboard');
  await sam.page.reload();
  await figure(sam.page, 'Revenue this month').waitFor();
  expect(await dollars(sam.page)).toBe(before + 900);
}, 240_000);

it('Sam writes an invoice by hand with totals that follow the typing, and voids it with a reason', async () => {
  const sam = await house.staff('sam@countinghouse.test');
  const { page } = sam;
  await openList(page, 'invoices', 'Invoices');
  await page.getByTestId('action-createManual').click();
  await page.getByRole('heading', { level: 1, name: 'New manual invoice' }).waitFor();
  await page.getByTestId('confirm').click();
  await page.getByText('Choose an account from the list').waitFor();
  await sam.look('admin-new-invoice-empty');

  await page.getByRole('combobox', { name: 'Account' }).fill('globex');
  await page.getByRole('option', { name: /Globex GmbH/ }).click();
  await fillLine(page, 1, { description: 'Onboarding workshop', quantity: '2', price: '150.00', tax: '19' });
  await page.getByTestId('total').getByText('357.00').waitFor();
  await page.getByRole('button', { name: 'Add line' }).click();
  await fillLine(page, 2, { description: 'Travel', quantity: '1', price: '80.50', tax: '0' });
  await page.getByTestId('total').getByText('437.50').waitFor();
  await sam.look('admin-new-invoice');
  await page.getByTestId('confirm').click();
  await page.getByRole('heading', { level: 1, name: /^INV-/ }).waitFor();
  const number = await page.getByRole('heading', { level: 1 }).innerText();

  const charlie = await house.customer('charlie@globex.test');
  await open(charlie.page, '/account/invoices', 'Invoices');
  await charlie.page.getByRole('row', { name: number }).getByText('437,50 €').waitFor();
  await charlie.page.getByRole('link', { name: number, exact: true }).click();
  await charlie.page.getByRole('region', { name: 'Payment' }).getByText('437,50 € due by').waitFor();
  await charlie.look('invoice-open', { narrow: true });

  expect(await act(page, 'voidInvoice', { Reason: 'Written for the wrong month.' })).toMatch(/void/i);
  await page.getByText('Void: Written for the wrong month.').waitFor();
  await sam.look('admin-invoice-void');
  await charlie.page.getByText('This invoice was voided. Nothing is due.').waitFor();
  await charlie.look('invoice-void');
}, 240_000);

async function fillLine(
  page: Page,
  line: number,
  values: { description: string; quantity: string; price: string; tax: string },
) {
  await page.getByLabel(`Description ${line}`).fill(values.description);
  await page.getByLabel(`Quantity ${line}`).fill(values.quantity);
  await page.getByLabel(`Unit price ${line}`).fill(values.price);
  await page.getByLabel(`Tax ${line}`).fill(values.tax);
}

it('a payment method that Root switches off is gone for the customer, and back when it is on again', async () => {
  const root = await house.staff('root@countinghouse.test');
  const charlie = await house.customer('charlie@globex.test');
  await open(charlie.page, '/account/credits/purchase', 'Purchase Credits');
  const transfer = charlie.page.getByRole('radio', { name: 'Bank transfer (SEPA)' });
  await transfer.waitFor();

  await root.page.goto('/admin/payment-methods');
  const toggle = root.page.getByRole('switch', { name: 'Bank transfer (SEPA) in Germany' });
  await toggle.waitFor();
  await root.look('admin-payment-methods');
  await toggle.click();
  await root.page
    .locator('[role=switch][aria-checked=false][aria-label="Bank transfer (SEPA) in Germany"]')
    .waitFor();
  await open(charlie.page, '/account/credits/purchase', 'Purchase Credits');
  await charlie.page.getByRole('radio').first().waitFor();
  expect(await transfer.count()).toBe(0);

  await toggle.click();
  await root.page
    .locator('[role=switch][aria-checked=true][aria-label="Bank transfer (SEPA) in Germany"]')
    .waitFor();
  await open(charlie.page, '/account/credits/purchase', 'Purchase Credits');
  await transfer.waitFor();
  await root.page.getByRole('button', { name: 'Edit Bank transfer (SEPA) in Germany' }).click();
  await root.page.getByRole('dialog').getByLabel('IBAN').waitFor();
  await root.look('admin-payment-method-edit');
}, 240_000);

it('a webhook event is replayed without an effect that was there already', async () => {
  const alice = await house.customer('alice@acme.test');
  await buyStarter(alice, 'desk-replay');
  const balance = async () => {
    const answer = await alice.context.request.get('/v1/billing/credits/balance');
    return ((await answer.json()) as { balance: number }).balance;
  };
  const before = await balance();

  const sam = await house.staff('sam@countinghouse.test');
  const { page } = sam;
  await openList(page, 'webhook-events', 'Webhook events');
  await openRecord(page, 'payment_intent.succeeded', 'payment_intent.succeeded');
  await sam.look('admin-webhook-event');
  const attempts = page.locator('dl div', { hasText: 'Attempts' }).getByRole('definition');
  const first = Number(await attempts.innerText());
  expect(await act(page, 'replay')).toBe('The event is being worked off again.');
  await reloadUntil(page, async () => Number(await attempts.innerText()) === first + 1);
  await page.getByText('Done', { exact: true }).first().waitFor();
  expect(await balance()).toBe(before);
}, 240_000);

async function reloadUntil(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; !(await isSo()); attempt += 1) {
    if (attempt > 20) throw new Error('It did not come to pass.');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
}

it('the desk has a screen for all that happened', async () => {
  const root = await house.staff('root@countinghouse.test');
  const { page } = root;
  await openList(page, 'audit-events', 'Audit log');
  await root.look('admin-audit-log');
  await rowOf(page, '').first().getByRole('link').first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await root.look('admin-audit-event');
  await page.goto('/admin/exceptions');
  await page.getByRole('heading', { level: 1, name: 'Exceptions' }).waitFor();
  await root.look('admin-exceptions');
  await page.goto('/docs');
  await page
    .getByRole('heading', { name: /Countinghouse/ })
    .first()
    .waitFor();
}, 240_000);
