import { openList, openRecord, rowOf, waitForRow } from './backoffice.js';
import { type House, openHouse } from './house.js';
import { open } from './portal.js';

const hostileName = '</script><script>alert(1)</script>{{7*7}}${7*7}<img src=x onerror=alert(2)>';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

it('a company whose name is a script is a name and nothing else, in portal and back office', async () => {
  const charlie = await house.customer('charlie@globex.test');
  await open(charlie.page, '/account/settings', 'Account Settings');
  await charlie.page.getByLabel('Account name').fill(hostileName);
  await charlie.page.getByRole('button', { name: 'Save account name' }).click();
  await charlie.page.getByRole('banner').getByText(hostileName, { exact: true }).waitFor();
  await charlie.look('settings-hostile', { narrow: true });
  const packages = (await (await charlie.context.request.get('/v1/billing/credits/packages')).json()) as [
    { id: string },
  ];
  const bought = await charlie.context.request.post('/v1/billing/credits/purchase', {
    data: { packageId: packages[0].id, method: 'bank_transfer' },
    headers: { 'sec-fetch-site': 'same-origin', 'idempotency-key': 'hostile-name' },
  });
  expect(bought.status()).toBe(201);
  const { invoice } = (await bought.json()) as { invoice: { id: string; number: string } };
  await open(charlie.page, `/account/invoices/${invoice.id}`, `Invoice ${invoice.number}`);

  const sam = await house.staff('sam@countinghouse.test');
  const { page } = sam;
  await openList(page, 'accounts', 'Accounts');
  await rowOf(page, hostileName).waitFor();
  await openRecord(page, hostileName, hostileName);
  await sam.look('admin-account-hostile');
  await page.goto(`/admin/resources/invoices/records/${invoice.id}/show`);
  await page.getByRole('region', { name: 'Billed to' }).getByText(hostileName).first().waitFor();
  await openList(page, 'emails', 'E-mails');
  await waitForRow(page, invoice.number);
  await openRecord(page, invoice.number, new RegExp(invoice.number));
  await page.frameLocator('iframe').getByText(hostileName).filter({ visible: true }).first().waitFor();
  await page.goto('/admin');
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await page.getByText(hostileName).first().waitFor();
}, 240_000);

it("a customer's session does not open the back office, and a staff session does not open the customers' API", async () => {
  const alice = await house.customer('alice@acme.test');
  await alice.page.goto('/admin/invoices');
  await alice.page.getByRole('heading', { name: 'Staff sign-in' }).waitFor();
  const asCustomer = await alice.context.request.get('/admin/api/resources/invoices/actions/list', {
    headers: { 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  expect(asCustomer.status()).toBe(302);
  expect((await alice.context.request.get('/v1/admin/invoices')).status()).toBe(401);

  const sam = await house.staff('sam@countinghouse.test');
  expect((await sam.context.request.get('/v1/billing/invoices')).status()).toBe(401);
  await sam.page.goto('/account/billing');
  await sam.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  expect(sam.takeComplaints().every((complaint) => complaint.startsWith('401 GET /v1/'))).toBe(true);
}, 240_000);
