import type { Browser } from 'playwright-core';
import { axeViolations, launchBrowser, screenshot } from '../../../test/browser.js';
import { type ClonedDatabase, freshDatabase } from '../../../test/database.js';
import { type RunningSandbox, startTestSandbox } from '../testing.js';

/** The hosted pages in a real browser, light and dark. */

let database: ClonedDatabase;
let sandbox: RunningSandbox;
let browser: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url });
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await sandbox.stop();
  await database.drop();
});

test.each(['light', 'dark'] as const)(
  'a declined card, then 3-D Secure, then home, without an accessibility violation: %s',
  async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));

    const intent = await sandbox.stripe.paymentIntents.create({
      amount: 2900,
      currency: 'usd',
      description: 'Invoice INV-2026-11-00042',
    });
    const home = `${sandbox.url}/hosted/icon.svg`;
    await page.goto(
      `${sandbox.url}/hosted/payment_intents/${intent.id}?client_secret=${intent.client_secret ?? ''}&return_url=${encodeURIComponent(home)}`,
    );
    await screenshot(page, `sandbox-card-${colorScheme}`);
    expect(await axeViolations(page)).toEqual([]);

    await page.getByLabel('Card number').pressSequentially('4000000000000002');
    expect(await page.getByLabel('Card number').inputValue()).toBe('4000 0000 0000 0002');
    await page.getByLabel('Expiry').pressSequentially('1234');
    expect(await page.getByLabel('Expiry').inputValue()).toBe('12 / 34');
    await page.getByLabel('Security code').pressSequentially('123');
    await page.getByRole('button', { name: 'Pay $29.00' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('Your card was declined.');

    await page.getByText('Test cards', { exact: true }).click();
    await screenshot(page, `sandbox-declined-${colorScheme}`);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: '4000 0027 6000 3184' }).click();
    await page.getByRole('button', { name: 'Pay $29.00' }).click();
    await page.getByRole('heading', { name: '3-D Secure' }).waitFor();
    await screenshot(page, `sandbox-3ds-${colorScheme}`);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.waitForURL((url) => url.searchParams.get('redirect_status') === 'succeeded');

    // The one complaint is the browser's own, about the 402 of the declined card.
    expect(complaints.filter((text) => !text.includes('402'))).toEqual([]);
    await context.close();
  },
  120_000,
);

test('it fits a telephone', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const setup = await sandbox.stripe.setupIntents.create({ description: 'Save a card for Acme' });
  await page.goto(
    `${sandbox.url}/hosted/setup_intents/${setup.id}?client_secret=${setup.client_secret ?? ''}`,
  );
  await page.getByText('Test cards', { exact: true }).click();
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  await screenshot(page, 'sandbox-phone');
  await context.close();
}, 60_000);
