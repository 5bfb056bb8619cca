import { createHmac, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createIdentity, type Identity } from '../identity/identity.js';
import type { IdentityMessage } from '../identity/identity.mail.js';
import { createDb } from '../kit/db.js';
import { problemHandler } from '../kit/http/problem.js';
import { addSeconds, type Clock, systemClock } from '../kit/time.js';
import { testDatabase } from './database.js';

export const BASE_URL = 'http://portal.test';
export const PASSWORD = 'a plain pocket umbrella';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** A browser with a cookie jar, on our own pages unless its headers say otherwise. */
export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: string,
    path: string,
    init: { body?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
}

export interface IdentityHouse {
  readonly identity: Identity;
  readonly db: ReturnType<typeof createDb>;
  readonly mails: IdentityMessage[];
  /** What was answered with 500, and what the library complained of. */
  readonly faults: unknown[];
  /** The clock of the house runs with the machine's, this much ahead. */
  advance(seconds: number): void;
  /** Where it listens. */
  readonly root: string;
  browser(): Browser;
  /** An address that no other test uses. */
  address(name: string): string;
  /** The token or code in the newest mail to somebody. */
  tokenFor(to: string, template: IdentityMessage['template']): string;
  close(): Promise<void>;
}

/** Both doors over HTTP on real PostgreSQL. The library's own expiry follows the machine's clock. */
export async function openIdentityHouse(
  options: { sandbox?: boolean; rateLimits?: boolean; answerFloorMs?: number } = {},
): Promise<IdentityHouse> {
  let aheadSeconds = 0;
  const clock: Clock = { now: () => addSeconds(systemClock.now(), aheadSeconds) };
  const db = createDb({ url: testDatabase(), poolSize: 8, clock, onError: () => undefined });
  const mails: IdentityMessage[] = [];
  const faults: unknown[] = [];
  const secret = () => randomBytes(24).toString('base64url');
  const identity = createIdentity({
    db,
    clock,
    report: (fault) => void faults.push(fault),
    mail: { sendLater: async (_tx, message) => void mails.push(message) },
    config: {
      web: { baseUrl: BASE_URL },
      sandbox: { enabled: options.sandbox ?? false },
      identity: {
        customerSecret: secret(),
        staffSecret: secret(),
        answerFloorMs: options.answerFloorMs ?? 0,
        rateLimits: options.rateLimits ?? false,
      },
    },
  });
  const app = express();
  app.use(identity.customerAuthRouter, identity.staffAuthRouter);
  app.get('/whoami', async (req, res) => void res.json(await identity.customerOf(req)));
  app.get('/staff/whoami', async (req, res) => void res.json(await identity.staffOf(req)));
  app.get('/staff/desk', async (req, res) => void res.json(await identity.requireStaff(req)));
  app.use(problemHandler((error) => void faults.push(error)));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mark = randomBytes(4).toString('hex');
  return {
    identity,
    db,
    mails,
    faults,
    root,
    advance: (seconds) => {
      aheadSeconds += seconds;
    },
    browser: () => openBrowser(root),
    address: (name) => `${name}.${mark}@acme.test`,
    tokenFor: (to, template) => {
      const mail = mails.findLast((each) => each.to === to && each.template === template);
      if (mail?.template === 'staff_invitation') return mail.data.code;
      return new URL(mail?.data.link ?? BASE_URL).searchParams.get('token') ?? '';
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    },
  };
}

function openBrowser(root: string): Browser {
  const cookies = new Map<string, string>();
  const send: Browser['send'] = async (method, path, { body, headers }) => {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(root + path, {
      method,
      headers: { 'sec-fetch-site': 'same-origin', ...(jar ? { cookie: jar } : {}), ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  };
  return {
    cookies,
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body = {}, headers = {}) =>
      send('POST', path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  if (/max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, pair.slice(name.length + 1));
}

/** The six digits that an authenticator app shows (RFC 6238), some half minutes from now. */
export function totpCode(totpURI: string, halfMinutes = 0): string {
  const secret = fromBase32(new URL(totpURI).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(systemClock.now().getTime() / 30_000) + halfMinutes));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const sign of text.replace(/=+$/, '')) {
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
