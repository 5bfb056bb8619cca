import type { Page } from 'playwright-core';
import { type House, openHouse } from './house.js';
import { fillCart, open, panel, payByCard, shownCredits, testCards, waitForCredits } from './portal.js';
import { markPage, type Visit } from './visit.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

const PAYPAL = /^(PayPal|Another PayPal account)$/;

/** At PayPal's page: signs in as somebody, chooses what pays there, and agrees. */
async function agree(
  page: Page,
  { email = 'payer@paypal.test', means = 'PayPal balance' } = {},
): Promise<void> {
  await page.getByRole('heading', { name: /^(Pay with PayPal|Save a PayPal account)$/ }).waitFor();
  await page.getByLabel('PayPal account (e-mail)').fill(email);
  await page.getByRole('radio', { name: means }).check();
  await page.getByRole('button', { name: /^Agree and/ }).click();
}

const toPaypal = (page: Page) => page.getByRole('button', { name: 'Continue to PayPal' }).click();

/** The invoice that the confirmation names. */
async function paidNumber(page: Page): Promise<string> {
  const said = await page.getByRole('status').filter({ hasText: 'is paid' }).innerText();
  return /INV-\d{4}-\d{2}-\d{5}/.exec(said)?.[0] ?? 'no number';
}

const invoicesOf = async ({ context }: Visit): Promise<number> =>
  Number((await context.request.get('/v1/billing/invoices?_start=0&_end=1')).headers()['x-total-count']);

it('Alice buys Starter by PayPal; credits and invoice appear by themselves, and a refund of the staff’s is seen', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await open(page, '/account/billing', 'Plans & Billing');
  const before = await shownCredits(page);
  const other = await alice.context.newPage();
  await open(other, '/account/billing', 'Plans & Billing');
  await waitForCredits(other, before);
  const isSame = await markPage(other);

  await fillCart(page, 'Starter', PAYPAL);
  await page.getByText('You agree to the payment at PayPal and come back here.').waitFor();
  await alice.look('paypal-purchase', { narrow: true });
  await toPaypal(page);
  await page.getByRole('heading', { name: 'Pay with PayPal' }).waitFor();
  await page.getByText('$9.00').first().waitFor();
  await alice.look('sandbox-paypal', { narrow: true });
  await agree(page);

  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
  expect(new URL(page.url()).search).toMatch(/^\?payment=pay_\w+$/);
  const number = await paidNumber(page);
  await waitForCredits(other, before + 500);
  await other.getByRole('row', { name: number }).getByText('Paid').waitFor();
  expect(await isSame()).toBe(true);

  await page.getByRole('button', { name: 'View invoice' }).click();
  await page.getByRole('heading', { name: `Invoice ${number}` }).waitFor();
  await panel(page, 'History').getByText('PayPal payment of $9.00 received').waitFor();
  const isSameInvoice = await markPage(page);
  const invoiceId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const [payment] = await (
    await alice.context.request.get(`/v1/billing/payments?invoiceId=${invoiceId}`)
  ).json();

  const sam = await house.staff('sam@countinghouse.test');
  const refund = await sam.context.request.post(`/v1/admin/payments/${payment.id}/refund`, {
    data: { amount: 300, reason: 'A third was not needed' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect([refund.status(), (await refund.json()).status]).toEqual([201, 'succeeded']);
  await panel(page, 'History').getByText('$3.00 of it refunded').waitFor();
  await waitForCredits(page, before + 500 - 167);
  expect(await isSameInvoice()).toBe(true);
  await alice.look('paypal-invoice-refunded', { narrow: true });
}, 240_000);

it('leaving PayPal without agreeing leaves an open invoice, which is paid by card instead', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  const invoicesBefore = await invoicesOf(alice);
  await fillCart(page, 'Starter', PAYPAL);
  const before = await shownCredits(page);
  await toPaypal(page);
  await page.getByRole('button', { name: 'Cancel and go back' }).click();
  await page.getByRole('heading', { name: 'You have not paid yet' }).waitFor();
  await waitForCredits(page, before);
  await alice.look('paypal-canceled', { narrow: true });

  await page.getByRole('radio', { name: /^(New card|Card)$/ }).check();
  await page.getByRole('button', { name: 'Pay $9.00' }).click();
  await payByCard(page, testCards.good);
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
  expect(await invoicesOf(alice)).toBe(invoicesBefore + 1);
}, 240_000);

it('who comes back without having agreed is told so; the invoice’s page leads on to PayPal, which pays it', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await fillCart(page, 'Starter', PAYPAL);
  const before = await shownCredits(page);
  await toPaypal(page);
  await page.getByRole('heading', { name: 'Pay with PayPal' }).waitFor();
  const [payment] = await (await alice.context.request.get('/v1/billing/payments?_start=0&_end=1')).json();
  await open(page, `/account/credits/purchase/done?payment=${payment.id}`, 'Purchase');
  await page.getByRole('heading', { name: 'You have not paid yet' }).waitFor();

  await open(page, `/account/invoices/${payment.invoiceIds[0]}`, /^Invoice /);
  await panel(page, 'Payment').getByText('You have not agreed at PayPal yet.').waitFor();
  await alice.look('paypal-invoice-open', { narrow: true });
  await panel(page, 'Payment').getByRole('button', { name: 'Continue to PayPal' }).click();
  await agree(page);
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
}, 240_000);

it('what PayPal cannot charge is explained, and something else pays the same invoice', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  const invoicesBefore = await invoicesOf(alice);
  await fillCart(page, 'Starter', PAYPAL);
  const before = await shownCredits(page);
  await toPaypal(page);
  await agree(page, { means: 'Card that is refused' });
  await page.getByText('PayPal could not charge the payment method that you chose there.').waitFor();
  await waitForCredits(page, before);
  await alice.look('paypal-declined', { narrow: true });
  await page.getByRole('radio', { name: PAYPAL }).check();
  await page.getByRole('button', { name: 'Pay $9.00 at PayPal' }).click();
  await agree(page);
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  expect(await invoicesOf(alice)).toBe(invoicesBefore + 1);
}, 240_000);

it('money from a bank account is on its way for days: nothing is granted, and the pages say so', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await fillCart(page, 'Starter', PAYPAL);
  const before = await shownCredits(page);
  await toPaypal(page);
  await agree(page, { means: 'Bank account (eCheck)' });
  await page.getByRole('heading', { name: 'Your payment is on its way' }).waitFor();
  await waitForCredits(page, before);
  await alice.look('paypal-pending', { narrow: true });
  await page.getByRole('button', { name: 'View invoice' }).click();
  await panel(page, 'Payment').getByText('PayPal is processing the payment.').waitFor();
  await alice.look('paypal-invoice-pending', { narrow: true });
  const done = await fetch(`${house.instance.sandboxUrl}/_control/hasten`, { method: 'POST' });
  expect(done.ok).toBe(true);
  await panel(page, 'History').getByText('PayPal payment of $9.00 received').waitFor();
  await waitForCredits(page, before + 500);
}, 240_000);

it('a PayPal account is saved while it pays, pays again without PayPal’s page, and is removed', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await fillCart(page, 'Starter', PAYPAL);
  const before = await shownCredits(page);
  await page.getByRole('checkbox', { name: 'Save this PayPal account for later payments' }).check();
  await alice.look('paypal-purchase-saving', { narrow: true });
  await toPaypal(page);
  await agree(page, { email: 'alice@paypal.test' });
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();

  await fillCart(page, 'Starter', 'PayPal alice@paypal.test');
  await page.getByText('issue an invoice and charge PayPal alice@paypal.test at once').waitFor();
  await alice.look('paypal-purchase-saved', { narrow: true });
  await page.getByRole('button', { name: 'Confirm purchase' }).click();
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 1000);

  await open(page, '/account/billing', 'Plans & Billing');
  const methods = panel(page, 'Payment methods');
  await methods.getByText('PayPal alice@paypal.test').waitFor();
  await methods.getByRole('button', { name: 'Add PayPal' }).click();
  await page.getByRole('heading', { name: 'Save a PayPal account' }).waitFor();
  await alice.look('sandbox-paypal-save');
  await page.getByRole('button', { name: 'Cancel and go back' }).click();
  await methods.getByText('No PayPal account was saved.').waitFor();
  await methods.getByRole('button', { name: 'Add PayPal' }).click();
  await agree(page, { email: 'acme@paypal.test' });
  await methods.getByText('Your PayPal account has been saved.').waitFor();
  await methods.getByText('PayPal acme@paypal.test').waitFor();
  expect(new URL(page.url()).search).not.toContain('approval');
  await alice.look('paypal-methods', { narrow: true });

  await methods.getByRole('button', { name: 'Make PayPal acme@paypal.test the default' }).click();
  const second = methods.getByRole('listitem').filter({ hasText: 'acme@paypal.test' });
  await second.getByText('Default').waitFor();
  for (const email of ['acme@paypal.test', 'alice@paypal.test']) {
    await methods.getByRole('button', { name: `Remove PayPal ${email}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await methods.getByText(`PayPal ${email}`).waitFor({ state: 'detached' });
  }
}, 240_000);
