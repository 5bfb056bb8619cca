import { createHash } from 'node:crypto';
import { sandboxControl } from '../../gateways/sandbox/control.js';
import { openRecord } from './backoffice.js';
import { type House, openHouse } from './house.js';
import type { Visit } from './visit.js';

/** Every screen of the money core, filled by what happens to money, light and dark, wide and on a phone. */
let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

type Row = Record<string, unknown> & { id: string };

/** The REST of the staff, as the signed-in person. */
function rest({ context }: Visit) {
  const headers = (key: string) => ({
    'sec-fetch-site': 'same-origin',
    'idempotency-key': createHash('sha256').update(key).digest('hex'),
  });
  return {
    list: async (path: string): Promise<Row[]> => (await context.request.get(`/v1/admin${path}`)).json(),
    post: async (path: string, data: unknown): Promise<Row> => {
      const answer = await context.request.post(`/v1/admin${path}`, {
        data,
        headers: headers(path + JSON.stringify(data)),
      });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return answer.json();
    },
  };
}

const today = () => new Date().toISOString().slice(0, 10);
const line = (description: string, unitAmount: number) => ({ description, quantity: 1, unitAmount });

it('money comes, goes back, is disputed, corrected and written off', async () => {
  const { list, post } = rest(await house.staff('sam@countinghouse.test'));
  const accounts = await list('/accounts');
  const idOf = (name: string) => accounts.find((account) => account['name'] === name)?.id ?? '';
  const [acme, globex] = [idOf('Acme Inc.') || idOf('Acme'), idOf('Globex GmbH')];
  expect([acme, globex].every(Boolean)).toBe(true);
  const bill = (accountId: string, description: string, amount: number) =>
    post('/invoices/create', { accountId, lines: [line(description, amount)] });

  const cards = await list('/payments?method=stripe&status=succeeded&_end=10');
  const [refunded, disputed] = [cards[0]?.id ?? '', cards[1] as Row];
  await post(`/payments/${refunded}/refund`, { amount: 700, reason: 'Half of it was not used' });
  const control = sandboxControl(house.instance.sandboxUrl);
  const { gatewayId } = disputed as { gatewayId?: string };
  if (gatewayId) await control.openDispute({ paymentIntent: gatewayId, reason: 'fraudulent' });

  const [first, second] = [await bill(globex, 'Workshop', 50_000), await bill(globex, 'Travel', 8_000)];
  const due = (invoice: Row) => Number(invoice['amountDue']);
  await post('/payments/record', {
    accountId: globex,
    method: 'bank_transfer',
    currency: 'EUR',
    amount: due(first) + due(second) + 2_500,
    receivedOn: today(),
    reference: 'Globex, both invoices and a little more',
  });
  await post(`/invoices/${first.id}/credit-note`, { amount: 10_000, reason: 'One hour less' });
  const wrong = await bill(globex, 'Training, two days', 36_000);
  await post(`/invoices/${wrong.id}/correct`, { reason: 'One day was held, not two' });
  const lost = await bill(acme, 'Data import', 24_000);
  await post(`/invoices/${lost.id}/uncollectible`, { reason: 'The buyer is gone' });
  await post('/invoices/drafts', {
    accountId: globex,
    lines: [line('Licence', 54_000)],
    notes: 'For a year.',
  });
  await post('/tax-rates', {
    country: 'CA',
    region: 'ON',
    name: 'HST',
    basisPoints: 1300,
    validFrom: '2024-01-01',
  });
  await post(`/accounts/${globex}/credits/adjust`, { credits: 50, reason: 'For the wait' });
  await post('/audit-runs', {});
}, 180_000);

const LISTS: readonly [name: string, title: string, row: string | null, details: string | RegExp | null][] = [
  ['invoices', 'Invoices', 'Globex GmbH', /^(INV-|Draft)/],
  ['credit-notes', 'Credit notes', 'Globex GmbH', /^CRN-/],
  ['payments', 'Payments', 'Globex GmbH', /^Payment /],
  ['refunds', 'Refunds', 'Acme', /^Refund/],
  ['disputes', 'Disputes', null, null],
  ['credit-costs', 'Credit costs', null, null],
  ['journal-entries', 'Journal', 'Dispute: fraudulent', /./],
  ['tax-rates', 'Tax rates', 'HST', /HST/],
  ['exceptions', 'Exceptions', null, null],
  ['accounts', 'Accounts', 'Globex GmbH', 'Globex GmbH'],
];

it.each(LISTS)(
  '%s',
  async (name, title, row, details) => {
    const sam = await house.staff('sam@countinghouse.test');
    await sam.page.goto(`/admin/resources/${name}`);
    await sam.page.getByRole('heading', { level: 1, name: title }).waitFor();
    // A list, or the words that there is nothing.
    await sam.page.locator('[data-id], .empty').first().waitFor();
    await sam.look(`screen-${name}`, { narrow: true });
    if (row === null || details === null) return;
    await openRecord(sam.page, row, details);
    await sam.look(`screen-${name}-one`, { narrow: true });
  },
  120_000,
);

it.each([
  ['payment-desk', 'Payment desk'],
  ['money-on-account', 'Money on account'],
  ['books', 'Books'],
  ['number-series', 'Number series'],
  ['audit', 'Audit'],
])(
  '%s',
  async (name, title) => {
    const sam = await house.staff('sam@countinghouse.test');
    await sam.page.goto(`/admin/pages/${name}`);
    await sam.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await sam.look(`screen-${name}`, { narrow: true });
  },
  120_000,
);

it('the forms of a payment and an invoice', async () => {
  const sam = await house.staff('sam@countinghouse.test');
  const { page } = sam;
  await page.goto('/admin/resources/payments');
  await page.getByTestId('action-record').click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await sam.look('screen-record-transfer', { narrow: true });
  await page.goto('/admin/resources/invoices');
  await openRecord(page, 'Pending', /^INV-/);
  await page.getByTestId('action-creditInvoice').first().click();
  await page.getByRole('heading', { level: 1, name: /^Credit / }).waitFor();
  await sam.look('screen-credit-invoice', { narrow: true });
}, 120_000);
