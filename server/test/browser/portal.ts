import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** What customers do in the portal, in their words. */

export const testCards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  withThreeDSecure: '4000002760003184',
  savedThenDeclined: '4000000000000341',
} as const;

/** Opens the page and waits until it says what it is. */
export async function open(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

const creditsIn = (page: Page): Locator => page.getByRole('link', { name: /^Credit balance: / });

/** The credits that the header shows. */
export async function shownCredits(page: Page): Promise<number> {
  const label = (await creditsIn(page).getAttribute('aria-label')) ?? '';
  return Number(label.replace(/\D/g, ''));
}

/** Until the header shows this many credits. */
export async function waitForCredits(page: Page, credits: number, locale = 'en-US'): Promise<void> {
  const name = `Credit balance: ${credits.toLocaleString(locale)} credits`;
  await page.getByRole('link', { name }).waitFor();
}

export const panel = (page: Page, name: string | RegExp): Locator => page.getByRole('region', { name });

/** Chooses a package and a way to pay, ready for the last click. */
export async function fillCart(page: Page, item: string, way: string | RegExp): Promise<void> {
  await open(page, '/account/credits/purchase', 'Purchase Credits');
  await page.getByRole('button', { name: `Select ${item}` }).click();
  await page.getByRole('radio', { name: way }).check();
}

/** Fills in the sandbox's card page and sends it. */
export async function payByCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^(Pay|Save card)/ }).click();
}

/** The first bytes of what a click downloads. */
export async function downloaded(page: Page, click: Locator): Promise<{ name: string; start: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click.click()]);
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), start: bytes.toString('latin1', 0, 5) };
}
