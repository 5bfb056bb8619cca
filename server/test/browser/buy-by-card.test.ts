import { openList, openRecord, rowOf, waitForRow } from './backoffice.js';
import { type House, openHouse } from './house.js';
import {
  downloaded,
  fillCart,
  open,
  panel,
  payByCard,
  shownCredits,
  testCards,
  waitForCredits,
} from './portal.js';
import { markPage, type Visit } from './visit.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

it('Alice buys Starter by card; credits and invoice appear by themselves, and Sam sees all of it', async () => {
  const alice = await house.stranger();
  const { page } = alice;

  await open(page, '/sign-in', 'Sign in');
  await alice.look('sign-in', { narrow: true });
  await page.getByLabel('E-mail').fill('alice@acme.test');
  await page.getByRole('textbox', { name: 'Password' }).fill(house.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Plans & Billing' }).waitFor();
  const before = await shownCredits(page);

  const other = await alice.context.newPage();
  await open(other, '/account/billing', 'Plans & Billing');
  await waitForCredits(other, before);
  const isSame = await markPage(other);

  await page.getByRole('button', { name: 'Purchase credits' }).click();
  await page.getByRole('button', { name: 'Select Starter' }).click();
  await page.getByRole('radio', { name: /^(New card|Card)$/ }).check();
  await panel(page, 'Your order').getByText('$9.00').first().waitFor();
  await alice.look('purchase', { narrow: true });
  await page.getByRole('button', { name: 'Confirm purchase' }).click();

  await page.getByRole('heading', { name: 'Pay by card' }).waitFor();
  await alice.look('sandbox-card', { narrow: true });
  await payByCard(page, testCards.good);

  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
  await alice.look('purchase-done', { narrow: true });
  const said = await page.getByRole('status').filter({ hasText: 'is paid' }).innerText();
  const number = /INV-\d{4}-\d{2}-\d{5}/.exec(said)?.[0] ?? 'no number';

  await waitForCredits(other, before + 500);
  await other.getByRole('row', { name: number }).getByText('Paid').waitFor();
  expect(await isSame()).toBe(true);

  const pdf = await downloaded(page, page.getByRole('link', { name: 'Download PDF' }));
  expect(pdf).toEqual({ name: `${number}.pdf`, start: '%PDF-' });
  await page.getByRole('button', { name: 'View invoice' }).click();
  await page.getByRole('heading', { name: `Invoice ${number}` }).waitFor();
  await panel(page, 'History').getByText('Card payment of $9.00 received').waitFor();
  await alice.look('invoice-paid', { narrow: true });

  const sam = await house.staff('sam@countinghouse.test');
  await openList(sam.page, 'invoices', 'Invoices');
  await rowOf(sam.page, number).getByText('Paid').waitFor();
  await sam.look('admin-invoices');
  await openRecord(sam.page, number, number);
  await sam.page.getByRole('region', { name: 'Payments' }).first().getByText('Succeeded').waitFor();
  await sam.look('admin-invoice');
  await sam.page.getByRole('region', { name: 'Payments' }).first().getByRole('link').first().click();
  await sam.page.getByRole('heading', { level: 1, name: /^Payment / }).waitFor();
  await sam.look('admin-payment');

  await openList(sam.page, 'webhook-events', 'Webhook events');
  await rowOf(sam.page, 'payment_intent.succeeded').first().getByText('Done').waitFor();
  await sam.look('admin-webhook-events');

  await openList(sam.page, 'emails', 'E-mails');
  await waitForRow(sam.page, `Payment received: $9.00 for ${number}`);
  await openRecord(sam.page, `Payment received: $9.00 for ${number}`, /Payment received/);
  await sam.look('admin-email');
  await sam.page.getByRole('button', { name: 'Text' }).click();
  await sam.page.getByTestId('mail-text').getByText('Thank you for your payment').waitFor();
}, 240_000);

it('a declined card is explained in plain words, and another card pays the same invoice', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  const invoicesBefore = await invoiceCount(alice);
  await fillCart(page, 'Starter', /^(New card|Card)$/);
  const before = await shownCredits(page);
  await page.getByRole('button', { name: 'Confirm purchase' }).click();
  await payByCard(page, testCards.declined);
  await page.getByRole('alert').getByText('Your card was declined.').waitFor();
  await alice.look('sandbox-card-declined');
  expect(alice.takeComplaints()).toEqual(['402 POST /hosted/payment_intents/:id']);

  await page.getByRole('link', { name: 'Cancel and go back' }).click();
  await page.getByRole('heading', { name: 'The payment was declined' }).waitFor();
  await page
    .getByText('Your bank declined this card. It does not tell us why. You have not been charged')
    .waitFor();
  await alice.look('purchase-declined', { narrow: true });

  await page.getByRole('button', { name: 'Pay $9.00' }).click();
  await payByCard(page, testCards.good);
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
  expect(await invoiceCount(alice)).toBe(invoicesBefore + 1);
}, 240_000);

it('3-D Secure that fails leaves the invoice to be paid; 3-D Secure that is completed pays it', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  const invoicesBefore = await invoiceCount(alice);
  await fillCart(page, 'Starter', /^(New card|Card)$/);
  const before = await shownCredits(page);
  await page.getByRole('button', { name: 'Confirm purchase' }).click();
  await payByCard(page, testCards.withThreeDSecure);
  await page.getByRole('heading', { name: '3-D Secure' }).waitFor();
  await alice.look('sandbox-3ds');
  await page.getByRole('button', { name: 'Fail' }).click();

  await page.getByText('The confirmation by your bank failed or was canceled.').waitFor();
  await waitForCredits(page, before);
  await alice.look('purchase-3ds-failed');
  await page.getByRole('button', { name: 'Pay $9.00' }).click();
  await payByCard(page, testCards.withThreeDSecure);
  await page.getByRole('button', { name: 'Complete' }).click();

  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  await waitForCredits(page, before + 500);
  expect(await invoiceCount(alice)).toBe(invoicesBefore + 1);
}, 240_000);

it('a saved card buys Pro with two clicks and can be removed', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  await open(page, '/account/billing', 'Plans & Billing');
  const before = await shownCredits(page);
  await page.getByRole('button', { name: 'Add card' }).click();
  await page.getByRole('heading', { name: 'Save a card' }).waitFor();
  await alice.look('sandbox-save-card');
  await payByCard(page, testCards.good);

  const cards = panel(page, 'Payment methods');
  await cards.getByText('Your card has been saved.').waitFor();
  await cards.getByText('Visa ending in 4242').waitFor();
  await alice.look('billing', { narrow: true });

  await page.getByRole('button', { name: 'Purchase credits' }).click();
  await panel(page, 'Your order').getByText('$26.10').first().waitFor();
  expect(await page.getByRole('radio', { name: 'Visa ending in 4242' }).isChecked()).toBe(true);
  await alice.look('purchase-with-saved-card');
  await page.getByRole('button', { name: 'Confirm purchase' }).click();
  await page.getByRole('heading', { name: '2,000 credits added' }).waitFor();
  await waitForCredits(page, before + 2_000);

  await open(page, '/account/billing', 'Plans & Billing');
  await cards.getByRole('button', { name: 'Remove Visa ending in 4242' }).click();
  const question = page.getByRole('dialog', { name: 'Remove Visa ending in 4242?' });
  await question.waitFor();
  await alice.look('remove-card', { narrow: true });
  await question.getByRole('button', { name: 'Remove' }).click();
  await cards.getByText('No payment method is saved').waitFor();
}, 240_000);

it('a saved card that is declined leads to another way to pay the same invoice', async () => {
  const alice = await house.customer('alice@acme.test');
  const { page } = alice;
  const invoicesBefore = await invoiceCount(alice);
  await open(page, '/account/billing', 'Plans & Billing');
  await page.getByRole('button', { name: 'Add card' }).click();
  await payByCard(page, testCards.savedThenDeclined);
  await panel(page, 'Payment methods').getByText('Visa ending in 0341').waitFor();

  await fillCart(page, 'Starter', 'Visa ending in 0341');
  await page.getByRole('button', { name: 'Confirm purchase' }).click();
  await page.getByRole('alert').getByText('Your bank declined this card. It does not tell us why.').waitFor();
  await alice.look('purchase-saved-card-declined');
  await page.getByRole('radio', { name: 'New card' }).check();
  await page.getByRole('button', { name: 'Pay $9.00' }).click();
  await payByCard(page, testCards.good);
  await page.getByRole('heading', { name: '500 credits added' }).waitFor();
  expect(await invoiceCount(alice)).toBe(invoicesBefore + 1);
  expect(alice.takeComplaints()).toEqual(['402 POST /v1/billing/credits/purchase']);
}, 240_000);

async function invoiceCount({ context }: Visit): Promise<number> {
  const answer = await context.request.get('/v1/billing/invoices');
  return Number(answer.headers()['x-total-count']);
}
