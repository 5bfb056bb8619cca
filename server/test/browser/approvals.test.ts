import { act, openList, openRecord, rowOf } from './backoffice.js';
import { type House, openHouse } from './house.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

const NOTHING_ALONE = '0.50';

it('Root lowers a limit; Sam asks and cannot approve himself; Dana approves, and the invoice is paid', async () => {
  const root = await house.staff('root@countinghouse.test');
  await root.page.goto('/admin/approval-limits');
  const limits = root.page.getByRole('region', { name: 'Approve a payment', exact: true });
  await limits.waitFor();
  await root.look('admin-approval-limits');
  await limits.getByRole('button', { name: /^Change Approve a payment, EUR/ }).click();
  const form = root.page.getByRole('dialog');
  await form.getByLabel('One person up to (EUR)').fill('abc');
  await form.getByTestId('confirm').click();
  await form.getByText('An amount such as 500.00').waitFor();
  await root.look('admin-approval-limit');
  await form.getByLabel('One person up to (EUR)').fill(NOTHING_ALONE);
  await form.getByTestId('confirm').click();
  await limits.getByText(`EUR ${NOTHING_ALONE}`).waitFor();

  const sam = await house.staff('sam@countinghouse.test');
  await openList(sam.page, 'payments', 'Payments');
  await sam.page.getByTestId('quick-pending_approval').click();
  await openRecord(sam.page, 'Globex GmbH', /^Payment /);
  const payment = sam.page.url();
  const said = await act(sam.page, 'approve', { Note: 'Seen on the statement' });
  expect(said).toMatch(
    /^This is above what one person may do alone \(€0\.50\)\. The request apr_\w+ is filed;/,
  );
  await sam.look('admin-approval-asked');
  await openList(sam.page, 'approvals', 'Approvals');
  await openRecord(sam.page, 'Sam Sterling', 'Approve a payment');
  await sam.page.getByText('Somebody else must decide. Who asks may not approve.').waitFor();
  await sam.page.getByTestId('action-withdraw').waitFor();
  expect(await sam.page.getByTestId('action-approve').count()).toBe(0);
  await sam.look('admin-approval-mine');

  const dana = await house.staff('dana@countinghouse.test');
  await dana.page.goto('/admin/dashboard');
  await dana.page.getByRole('link', { name: '1 request waits for your approval' }).waitFor();
  await dana.look('admin-dashboard-approval');
  await dana.page.getByRole('link', { name: '1 request waits for your approval' }).click();
  await rowOf(dana.page, 'Approve a payment').waitFor();
  await dana.page.getByRole('button', { name: 'Waiting for me (1)' }).waitFor();
  await dana.look('admin-approvals-waiting', { narrow: true });
  await openRecord(dana.page, 'Sam Sterling', 'Approve a payment');
  await dana.look('admin-approval', { narrow: true });
  expect(await act(dana.page, 'approve', { Note: 'Seen by me too' })).toBe(
    'The request is approved and carried out.',
  );
  await dana.page.getByRole('region', { name: 'Decision' }).getByText('Seen by me too').waitFor();
  await dana.look('admin-approval-approved');
  await dana.page.goto(payment);
  await dana.page
    .getByRole('region', { name: 'Invoice' })
    .getByText('Paid', { exact: true })
    .first()
    .waitFor();
}, 240_000);

it('new bank details are asked for; Dana sees the old and the new number and refuses', async () => {
  const sam = await house.staff('sam@countinghouse.test');
  await sam.page.goto('/admin/payment-methods');
  await sam.page.getByRole('button', { name: 'Edit Bank transfer (SEPA) in Germany' }).click();
  const form = sam.page.getByRole('dialog');
  await form.getByLabel('IBAN').fill('DE89370400440532013000');
  await form.getByTestId('confirm').click();
  await sam.page.getByText(/somebody else must approve it/).waitFor();
  await sam.look('admin-bank-details-asked');

  const dana = await house.staff('dana@countinghouse.test');
  await openList(dana.page, 'approvals', 'Approvals');
  await openRecord(dana.page, 'Change bank details', 'Change bank details');
  await dana.page.getByText('DE89370400440532013000').waitFor();
  await dana.look('admin-approval-bank-details');
  expect(await act(dana.page, 'refuse', { Reason: 'The bank knows nothing of it.' })).toBe(
    'The request is refused.',
  );
  await dana.page
    .getByRole('region', { name: 'Decision' })
    .getByText('The bank knows nothing of it.')
    .waitFor();
}, 240_000);
