import { openList, openRecord, waitForRow } from './backoffice.js';
import { type House, openHouse } from './house.js';
import { open, panel } from './portal.js';
import type { Visit } from './visit.js';

let house: House;

beforeAll(async () => {
  house = await openHouse();
}, 180_000);

afterEach(async () => {
  expect(await house.leave()).toEqual([]);
});

afterAll(() => house.close());

/** The link of a mail, as Sam reads it in the back office. */
async function linkIn(sam: Visit, address: string, subject: string): Promise<string> {
  await openList(sam.page, 'emails', 'E-mails');
  await waitForRow(sam.page, address);
  await openRecord(sam.page, subject, subject);
  await sam.page.getByRole('button', { name: 'Text' }).click();
  const text = await sam.page.getByTestId('mail-text').innerText();
  return /https?:\/\/\S+token=\S+/.exec(text)?.[0] ?? `no link in: ${text}`;
}

async function fillSignIn(visit: Visit, email: string, password: string): Promise<void> {
  await visit.page.getByLabel('E-mail').fill(email);
  await visit.page.getByRole('textbox', { name: 'Password' }).fill(password);
  await visit.page.getByRole('button', { name: 'Sign in' }).click();
}

it('Erin signs up, confirms her address, opens her company and finds empty pages that say what to do', async () => {
  const erin = await house.stranger();
  const { page } = erin;
  await open(page, '/sign-up', 'Create your account');
  await erin.look('sign-up', { narrow: true });
  await page.getByLabel('Your name').fill('Erin Early');
  await page.getByLabel('E-mail').fill('erin@initech.test');
  await page.getByRole('textbox', { name: 'Password' }).fill('a plain pocket umbrella');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Look in your mailbox' }).waitFor();
  await erin.look('sign-up-done');

  const sam = await house.staff('sam@countinghouse.test');
  const link = await linkIn(sam, 'erin@initech.test', 'Confirm your e-mail address');
  await open(page, link, 'Your e-mail address is confirmed');
  await erin.look('verified');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignIn(erin, 'erin@initech.test', 'a plain pocket umbrella');

  await page.getByRole('heading', { name: 'Set up your company' }).waitFor();
  await erin.look('set-up', { narrow: true });
  await page.getByLabel('Company name').fill('Initech');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Plans & Billing' }).waitFor();
  await page.getByText('No invoices yet').waitFor();
  await page.getByText('No payment method is saved').waitFor();
  await erin.look('billing-empty', { narrow: true });
  await open(page, '/account/invoices', 'Invoices');
  await page.getByText('No invoices yet').waitFor();
  await erin.look('invoices-empty', { narrow: true });
  await open(page, '/account/settings', 'Account Settings');
  await panel(page, 'Account limits').getByText('1, no limit').waitFor();
  await erin.look('settings-new', { narrow: true });
  await open(page, '/account/credits/purchase', 'Purchase Credits');
  await page.getByRole('button', { name: 'Select Pro' }).waitFor();
}, 240_000);

it('Bob forgets his password and chooses a new one with the link of the mail', async () => {
  const bob = await house.stranger();
  const { page } = bob;
  await open(page, '/sign-in', 'Sign in');
  await fillSignIn(bob, 'bob@acme.test', 'not my password');
  await page.getByText('The e-mail address or the password is wrong.').waitFor();
  await bob.look('sign-in-wrong');
  expect(bob.takeComplaints()).toEqual(['401 POST /v1/auth/sign-in/email']);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await bob.look('forgot-password', { narrow: true });
  await page.getByLabel('E-mail').fill('bob@acme.test');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Look in your mailbox' }).waitFor();

  const sam = await house.staff('sam@countinghouse.test');
  const link = await linkIn(sam, 'bob@acme.test', 'Choose a new password');
  await open(page, link, 'Choose a new password');
  await bob.look('reset-password', { narrow: true });
  await page.getByLabel('New password').fill('another pocket umbrella');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByText('Your password has been changed. Sign in with the new one.').waitFor();
  await fillSignIn(bob, 'bob@acme.test', house.password);
  await page.getByText('The e-mail address or the password is wrong.').waitFor();
  expect(bob.takeComplaints()).toEqual(['401 POST /v1/auth/sign-in/email']);
  await fillSignIn(bob, 'bob@acme.test', 'another pocket umbrella');
  await page.getByRole('heading', { level: 1, name: 'Plans & Billing' }).waitFor();

  await open(page, link, 'Choose a new password');
  await page.getByLabel('New password').fill('a third pocket umbrella');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await bob.look('reset-link-used');
  expect(bob.takeComplaints()).toEqual(['400 POST /v1/auth/reset-password']);
}, 240_000);
