import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../browser.js';
import { demoPassword, type Instance, startInstance } from '../instance.js';
import { Visit, WIDE } from './visit.js';

/** Only what fails takes that long. */
const WAIT_MS = 30_000;
const FIRST_LOAD_MS = 90_000;

/** The built program with its sample data, and a browser in front of it. */
export interface House {
  readonly instance: Instance;
  /** Everybody's, in the sample data. */
  readonly password: string;
  /** Somebody whom nobody knows yet. */
  stranger(): Promise<Visit>;
  /** A customer of the sample data, signed in. */
  customer(email: string): Promise<Visit>;
  /** Somebody of the staff, signed in. */
  staff(email: string): Promise<Visit>;
  /** Ends all visits and says what went wrong in any of them. Call it after each story. */
  leave(): Promise<string[]>;
  /** Call it in `afterAll`. */
  close(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const [instance, browser] = await Promise.all([
    startInstance({ env: { SEED: 'sample', AUTH_ANSWER_FLOOR_MS: '0' } }),
    launchBrowser(),
  ]);
  const visits: Visit[] = [];
  const stranger = async () => {
    const visit = await visitWith(browser, instance);
    visits.push(visit);
    return visit;
  };
  const known = async (door: string, email: string) => {
    const visit = await stranger();
    await signIn(visit.context, instance.baseUrl + door, email);
    return visit;
  };
  return {
    instance,
    password: demoPassword,
    stranger,
    customer: (email) => known('/v1/auth/sign-in/email', email),
    staff: async (email) => {
      const visit = await known('/v1/staff/auth/sign-in/email', email);
      // The program loads the back office when somebody first asks for it, which takes a while.
      await visit.context.request.get('/admin', { timeout: FIRST_LOAD_MS });
      return visit;
    },
    leave: async () => {
      const left = visits.splice(0);
      await Promise.all(left.map(({ context }) => context.close()));
      return left.flatMap((visit) => visit.takeComplaints());
    },
    close: async () => {
      await browser.close();
      await instance.stop();
    },
  };
}

async function visitWith(browser: Browser, { baseUrl, sandboxUrl }: Instance): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: WIDE,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
  });
  context.setDefaultTimeout(WAIT_MS);
  const page: Page = await context.newPage();
  return new Visit(context, page, [baseUrl, sandboxUrl]);
}

/** Through the door that the sign-in pages use, which one story walks through in full. */
async function signIn(context: BrowserContext, address: string, email: string): Promise<void> {
  const answer = await context.request.post(address, {
    data: { email, password: demoPassword },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`);
}
