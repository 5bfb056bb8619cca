import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createBackoffice } from '../../backoffice/backoffice.js';
import { readConfig } from '../config.js';
import { createDocuments } from '../documents/documents.js';
import type { CustomerActor, StaffRole } from '../kit/actors.js';
import { createDb, type Db } from '../kit/db.js';
import { problemHandler } from '../kit/http/problem.js';
import { newId } from '../kit/ids.js';
import { createLog } from '../kit/log.js';
import { type Clock, systemClock } from '../kit/time.js';
import { keepMails } from '../mail/keep.js';
import { createServices, type Services } from '../services.js';
import { freshDatabase } from './database.js';

const PASSWORD = 'a plain pocket umbrella';

/** The back office over HTTP with the real services on real PostgreSQL; only the gateways and the worker are missing. */
export interface Desk {
  readonly root: string;
  readonly db: Db;
  readonly services: Services;
  readonly password: string;
  /** A member of staff with a cookie, on our own pages unless the headers say otherwise. */
  staff(name: string, role: StaffRole): Promise<StaffBrowser>;
  /** A company with an owner. */
  company(name: string, country?: string): Promise<{ accountId: string; owner: CustomerActor }>;
  /** A credit package sold by bank transfer, declared by the customer: its payment waits for approval. */
  transfer(
    owner: CustomerActor,
    options?: { declares?: boolean },
  ): Promise<{ invoiceId: string; paymentId: string }>;
  close(): Promise<void>;
}

export interface StaffBrowser {
  readonly email: string;
  readonly staffId: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** GET of AdminJS' API. */
  read<Answer = any>(path: string): Promise<Answer>;
  /** POST of a JSON body to AdminJS' API. */
  act<Answer = any>(path: string, body?: object): Promise<Answer>;
}

export async function openDesk(options: { clock?: Clock; port?: number } = {}): Promise<Desk> {
  const clock = options.clock ?? systemClock;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', () => resolve()));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Of its own: what is audited in the end, and limits that are changed, are this suite's alone.
  const database = await freshDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    BASE_URL: root,
    AUTH_ANSWER_FLOOR_MS: '0',
    AUTH_RATE_LIMITS: 'false',
  });
  const log = createLog('silent');
  const db = createDb({ url: database.url, poolSize: 8, clock, onError: () => undefined });
  const documents = createDocuments({ timeoutMs: 20_000 });
  const services = createServices({
    db,
    clock,
    config,
    log,
    documents,
    gateways: { stripe: null, paypal: null },
    mailPort: keepMails(),
  });
  const backoffice = createBackoffice({ services: services.forBackoffice, db, clock, config, logger: log });
  const app = express().set('query parser', 'simple');
  app.use(backoffice.router, services.identity.staffAuthRouter);
  app.use(problemHandler(() => undefined));
  server.on('request', app);
  const mark = randomBytes(4).toString('hex');
  return {
    root,
    db,
    services,
    password: PASSWORD,
    staff: (name, role) => staff({ root, services, name, role, email: `${name}.${mark}@countinghouse.test` }),
    company: (name, country = 'US') =>
      company({ db, services, name, country, email: `${newId('usr')}@acme.test` }),
    transfer: (owner, { declares = true } = {}) => transfer({ db, services, clock, owner, declares }),
    close: async () => {
      await closeServer(server);
      await backoffice.close();
      await documents.close();
      await db.close();
      await database.drop();
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function staff(person: {
  root: string;
  services: Services;
  name: string;
  role: StaffRole;
  email: string;
}): Promise<StaffBrowser> {
  const { root, services, name, role, email } = person;
  const { staffId } = await services.identity.createStaff({ email, name, role, password: PASSWORD });
  const signedIn = await fetch(`${root}/v1/staff/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (signedIn.status !== 200)
    throw new Error(`Sign-in answered ${signedIn.status}: ${await signedIn.text()}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const browse: StaffBrowser['fetch'] = (path, init = {}) =>
    fetch(root + path, {
      redirect: 'manual',
      ...init,
      headers: { cookie, 'sec-fetch-site': 'same-origin', ...init.headers },
    });
  const json = async (response: Response): Promise<any> => {
    if (response.status !== 200) throw new Error(`${response.url} answered ${response.status}`);
    return response.json();
  };
  return {
    email,
    staffId,
    fetch: browse,
    read: async (path) => json(await browse(`/admin/api${path}`)),
    act: async (path, body = {}) =>
      json(
        await browse(`/admin/api${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  };
}

async function company({
  db,
  services,
  name,
  country,
  email,
}: {
  db: Db;
  services: Services;
  name: string;
  country: string;
  email: string;
}) {
  const userId = newId('usr');
  await db.prisma.user.create({ data: { id: userId, name: `${name} owner`, email, emailVerified: true } });
  const account = await services.accounts.open({ user: { userId, email }, name, country });
  return {
    accountId: account.id,
    owner: { kind: 'customer', userId, accountId: account.id, role: 'owner' } as const,
  };
}

async function transfer(sale: {
  db: Db;
  services: Services;
  clock: Clock;
  owner: CustomerActor;
  declares: boolean;
}) {
  const { db, services, clock, owner, declares } = sale;
  const { currency } = await db.prisma.account.findUniqueOrThrow({ where: { id: owner.accountId } });
  await offerTransfers(db);
  const packageId = newId('pkg');
  await db.prisma.creditPackage.create({
    data: {
      id: packageId,
      slug: packageId,
      name: 'Starter',
      credits: 500n,
      prices: { create: { id: newId('pkp'), currency, amount: 900n } },
    },
  });
  const { invoice, payment } = await services.purchases.buy({
    actor: owner,
    packageId,
    payWith: { method: 'bank_transfer' },
    requestKey: null,
  });
  if (declares) {
    await services.payments.declare({
      actor: owner,
      paymentId: payment.id,
      reference: invoice.paymentReference ?? 'none',
      paidOn: clock.now().toISOString().slice(0, 10),
      amountMinor: payment.amount,
    });
  }
  return { invoiceId: invoice.id, paymentId: payment.id };
}

/** Bank transfers everywhere, once per database. */
async function offerTransfers(db: Db): Promise<void> {
  await db.prisma.paymentMethodConfig.upsert({
    where: { country_method: { country: '*', method: 'bank_transfer' } },
    update: {},
    create: {
      id: newId('pmc'),
      country: '*',
      method: 'bank_transfer',
      displayName: 'Bank transfer',
      instructions: 'Transfer the amount with the reference.',
      bankName: 'Berliner Bank',
      bankHolder: 'Countinghouse GmbH',
      bankIban: 'DE89370400440532013000',
      currencies: [],
    },
  });
}
