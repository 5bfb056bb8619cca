import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const unpacked = join(root, '.cache/browser');
const screenshots = join(root, '.cache/screenshots');

/** One browser per test file, a `newContext()` per test keeps cookies apart. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...findBrowser(), args: ['--no-sandbox', '--disable-gpu', '--headless'] });
}

/** CHROME, then the system's, then the one from npm. */
function findBrowser() {
  const chosen = process.env['CHROME'];
  if (chosen) return { executablePath: chosen };
  if (existsSync('/usr/bin/chromium')) return { executablePath: '/usr/bin/chromium' };
  execFileSync(process.execPath, [join(root, 'scripts/unpack-browser.mjs'), unpacked], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return {
    executablePath: join(unpacked, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(unpacked, 'al2023/lib'),
      FONTCONFIG_PATH: join(unpacked, 'fonts'),
    },
  };
}

export interface AxeViolation {
  readonly rule: string;
  readonly impact: string;
  readonly help: string;
  readonly where: readonly string[];
}

/** What another colour scheme alone can break; the rest of the page is the same. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What breaks WCAG 2 A or AA on the page as it stands; about one second a page, half of that for the colours alone. It stays in
 * this one page of the browser: the other way opens a second one for the report, takes twice as long and adds only frames of
 * other hosts, which we have none of.
 */
export async function axeViolations(page: Page, rules: 'all' | 'colours' = 'all'): Promise<AxeViolation[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (rules === 'all') axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  else axe.withRules(colourRules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? 'unknown',
    help,
    where: nodes.map((node) => node.target.join(' ')),
  }));
}

/** Writes `.cache/screenshots/<name>.png`, for people to look at, and returns its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync(screenshots, { recursive: true });
  const path = join(screenshots, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}
