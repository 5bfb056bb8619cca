import type { BrowserContext, Page, Request, Response } from 'playwright-core';
import { axeViolations, screenshot } from '../browser.js';

export const WIDE = { width: 1280, height: 800 } as const;
export const NARROW = { width: 360, height: 740 } as const;

/** The feature probe of the back office's libraries: once a page, and the policy refuses it. */
const LIBRARY_PROBE = /'unsafe-eval' is not an allowed source of script/;
/** Every refused request is noted from its response, with its status and path. */
const SAID_BY_THE_RESPONSE = /^Failed to load resource/;

interface LookOptions {
  /** Also on a phone of 360 px, where nothing may reach beyond the edge. */
  readonly narrow?: boolean;
  /** Where it is not the visit's first tab. */
  readonly page?: Page;
}

interface InspectOptions {
  readonly page?: Page;
  readonly rules?: 'all' | 'colours';
}

/**
 * One person's browser: cookies of its own, and a note of everything that must not happen on any page: errors in the console
 * or in a script, a breach of the content security policy, a refused request, a request to a foreign host, and what axe finds.
 */
export class Visit {
  readonly #complaints: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    allowedOrigins: readonly string[],
  ) {
    context.on('console', (message) => {
      const text = message.text();
      if (message.type() !== 'error' || SAID_BY_THE_RESPONSE.test(text)) return;
      if (LIBRARY_PROBE.test(text) && new URL(message.page()?.url() ?? '').pathname.startsWith('/admin'))
        return;
      this.#complaints.push(`console: ${text}`);
    });
    context.on('dialog', (dialog) => {
      this.#complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('weberror', (error) => this.#complaints.push(`page: ${String(error.error())}`));
    context.on('request', (request) => this.#noteForeign(request, allowedOrigins));
    context.on('response', (response) => this.#noteRefused(response));
  }

  /** What went wrong since the last asking; a story takes what it brought about itself, the rest fails it. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Takes pictures of the page, light and dark, and has axe look at each. */
  async look(name: string, { narrow = false, page = this.page }: LookOptions = {}): Promise<void> {
    for (const size of narrow ? [NARROW, WIDE] : [WIDE]) {
      const suffix = size === NARROW ? '-narrow' : '';
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: 'dark' });
      await this.inspect(`${name}-dark${suffix}`, { page, rules: 'colours' });
      await page.emulateMedia({ colorScheme: 'light' });
      await this.inspect(`${name}-light${suffix}`, { page });
    }
  }

  /** One picture and axe, of the page as it stands. */
  async inspect(name: string, { page = this.page, rules = 'all' }: InspectOptions = {}): Promise<void> {
    // A tab behind another one is drawn once in a while only.
    await page.bringToFront();
    await settle(page);
    await screenshot(page, name);
    for (const { rule, where } of await axeViolations(page, rules)) {
      this.#complaints.push(`axe on ${name}: ${rule} at ${where.join(', ')}`);
    }
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beyond > 0) this.#complaints.push(`${name} is ${beyond} px wider than the window`);
  }

  #noteForeign(request: Request, allowed: readonly string[]): void {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !allowed.includes(origin)) {
      this.#complaints.push(`foreign host: ${request.url()}`);
    }
  }

  #noteRefused(response: Response): void {
    if (response.status() < 400) return;
    const path = new URL(response.url()).pathname.replace(/(?<=\/)[a-z]{2,4}_\w{8,}/g, ':id');
    this.#complaints.push(`${response.status()} ${response.request().method()} ${path}`);
  }
}

/** Until everything is loaded and has come to rest, so that neither axe nor a picture catches a page on its way. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.ant-skeleton, .skeleton, [aria-busy="true"]') === null,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    const finite = document
      .getAnimations()
      .filter((move) => move.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map((move) => move.finished));
  });
}

/** Remembers that this page was not loaded again since. */
export async function markPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  return () => page.evaluate(() => 'isSamePage' in window);
}
