import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { axeViolations, launchBrowser, screenshot } from '../browser.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
});

async function pageOf(body: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.setContent(
    `<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${body}</main></html>`,
  );
  return page;
}

it('finds nothing wrong with an accessible page and keeps a picture of it', async () => {
  const page = await pageOf('<p>All is well.</p>');
  expect(await axeViolations(page)).toEqual([]);
  expect(existsSync(await screenshot(page, 'a-page'))).toBe(true);
});

it('names the rule and the place where a page fails', async () => {
  const page = await pageOf('<img src="data:,"><p style="color:#999;background:#fff">Too pale</p>');
  const rules = (await axeViolations(page)).map((violation) => violation.rule);
  expect(rules.sort()).toEqual(['color-contrast', 'image-alt']);
});
