import { act, openList, openRecord, rowOf, waitForRow } from './backoffice.js';
import { type House, openHouse } from './house.js';
import { fillCart, panel, shownCredits, waitForCredits } from './portal.js';
import { markPage, type Visit } from './visit.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

/** Charlie orders Pro, 26,10 € and 19 % tax, and says that the transfer is made. */
async function orderAndDeclare(charlie: Visit, look: boolean): Promise<string> {
  const { page } = charlie;
  await fillCart(page, 'Pro', 'Bank transfer (SEPA)');
  await page.getByRole('button', { name: 'Order and get payment details' }).click();
  const details = page.getByRole('region', { name: 'Make the transfer' }).last();
  await details.getByText('DE88 1009 0000 1234 5678 92').waitFor();
  await details.getByText('31,06 €').waitFor();
  const reference = details
    .locator('div', { has: page.getByText('Payment reference') })
    .getByRole('definition');
  const asked = (await reference.last().innerText()).trim();
  await page
    .getByRole('region', { name: /^Invoice INV-/ })
    .getByText('4,96 €')
    .waitFor();
  if (look) await charlie.look('transfer', { narrow: true });

  const form = page.getByRole('region', { name: 'Made the transfer?' });
  expect(await form.getByLabel('Reference you used').inputValue()).toBe(asked);
  expect(await form.getByLabel('Amount (EUR)').inputValue()).toMatch(/^31[.,]06$/);
  await form.getByRole('button', { name: 'I have made the transfer' }).click();
  await page.getByText('Waiting for approval').waitFor();
  if (look) await charlie.look('transfer-declared', { narrow: true });
  await page.getByRole('link', { name: 'View the invoice' }).first().click();
  await page.getByRole('heading', { level: 1, name: /^Invoice INV-/ }).waitFor();
  return (await page.getByRole('heading', { level: 1 }).innerText()).replace('Invoice ', '').trim();
}

it('Charlie pays by bank transfer, Sam approves it, and the open page says so by itself', async () => {
  const charlie = await house.customer('charlie@globex.test');
  const number = await orderAndDeclare(charlie, true);
  const before = await shownCredits(charlie.page);
  const isSame = await markPage(charlie.page);

  const sam = await house.staff('sam@countinghouse.test');
  const dana = await house.staff('dana@countinghouse.test');
  await openList(sam.page, 'payments', 'Payments');
  await sam.page.getByTestId('quick-pending_approval').click();
  await rowOf(sam.page, number).waitFor();
  await sam.look('admin-payments-waiting');
  await openRecord(sam.page, number, /^Payment /);
  await sam.page.getByText('Same', { exact: true }).first().waitFor();
  await sam.look('admin-payment-waiting');
  await dana.page.goto(sam.page.url());
  await dana.page.getByTestId('action-approve').click();

  await sam.page.getByTestId('action-approve').click();
  await sam.look('admin-approve');
  await sam.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await act(sam.page, 'approve', { Note: 'Seen on the statement' })).toBe('The payment is approved.');
  await sam.page.getByRole('region', { name: 'Decision' }).getByText('Seen on the statement').waitFor();

  await panel(charlie.page, 'Payment').getByText('Paid in full').waitFor();
  await waitForCredits(charlie.page, before + 2_000, 'de-DE');
  expect(await isSame()).toBe(true);
  await charlie.look('invoice-paid-by-transfer', { narrow: true });

  await dana.page.getByRole('dialog').getByTestId('confirm').click();
  await dana.page.getByRole('dialog').getByTestId('form-problem').waitFor();
  await dana.look('admin-approve-refused');

  await openList(sam.page, 'emails', 'E-mails');
  await waitForRow(sam.page, `So bezahlen Sie die Rechnung ${number}`);
  await waitForRow(sam.page, `für ${number}`);
  await openRecord(sam.page, `für ${number}`, /Zahlung bestätigt: 31,06 €/);
}, 240_000);

it('Sam rejects a transfer, Charlie reads why, and the invoice stays open', async () => {
  const charlie = await house.customer('charlie@globex.test');
  const number = await orderAndDeclare(charlie, false);
  const sam = await house.staff('sam@countinghouse.test');
  await openList(sam.page, 'payments', 'Payments');
  await openRecord(sam.page, number, /^Payment /);
  await sam.page.getByTestId('action-reject').click();
  await sam.page.getByRole('dialog').getByTestId('confirm').click();
  await sam.page.getByRole('dialog').getByText('Required').waitFor();
  await sam.look('admin-reject');
  await sam.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  const reason = 'Nothing with this reference has arrived.';
  expect(await act(sam.page, 'reject', { Reason: reason })).toBe('The payment is rejected.');

  await panel(charlie.page, 'History').getByText(`Bank transfer not accepted: ${reason}`).waitFor();
  await panel(charlie.page, 'Payment').getByRole('radio', { name: 'Bank transfer (SEPA)' }).waitFor();
  await charlie.look('invoice-rejected', { narrow: true });
  await openList(sam.page, 'emails', 'E-mails');
  await waitForRow(sam.page, `Wir konnten Ihre Zahlung für ${number} nicht bestätigen`);
}, 240_000);
