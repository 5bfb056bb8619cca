import type { Locator, Page } from 'playwright-core';

/** What staff do in the back office, in their words. */

export async function openList(page: Page, name: string, title: string): Promise<void> {
  await page.goto(`/admin/${name}`);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('region', { name: title }).waitFor();
}

/** The rows of the list that hold this text. */
export const rowOf = (page: Page, text: string): Locator =>
  page.locator('[data-id]').filter({ hasText: text });

/** Until the list has a row with this text: what a job writes comes when the job is done. */
export async function waitForRow(page: Page, text: string): Promise<void> {
  for (let attempt = 1; (await rowOf(page, text).count()) === 0; attempt += 1) {
    if (attempt > 20) throw new Error(`There is no row with "${text}".`);
    await page.reload();
    await page.locator('[data-id]').first().waitFor();
  }
}

/** Opens a record of the list by its row. */
export async function openRecord(page: Page, text: string, title: string | RegExp): Promise<void> {
  await rowOf(page, text).first().getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** Opens an action's form, fills it in and confirms it; answers what the back office says. */
export async function act(
  page: Page,
  action: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const before = await newestNotice(page);
  await page.getByTestId(`action-${action}`).first().click();
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label).fill(value);
  await dialog.getByTestId('confirm').click();
  // An earlier notice may still stand there.
  await page.waitForFunction(
    (shown) =>
      [...document.querySelectorAll('[data-notice]')].some(
        (each) => Number(each.getAttribute('data-notice')) > shown,
      ),
    before,
  );
  return said(page);
}

const newestNotice = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll('[data-notice]')].map((each) =>
        Number(each.getAttribute('data-notice')),
      ),
    ),
  );

/** The newest notice. */
export const said = (page: Page): Promise<string> =>
  page.getByTestId('notice-wrapper').locator('.notice span').last().innerText();
