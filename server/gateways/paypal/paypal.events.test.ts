import { sign, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { GatewayUnavailable, type WalletGateway } from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import { newId } from '../../kit/ids.js';
import { money } from '../../kit/money.js';
import { type TestClock, testClock } from '../../test/clock.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { gatewayIdOf } from '../gateway.harness.behaviour.js';
import { makePapers } from '../sandbox/paypal/signing/certificates.js';
import { type RunningSandbox, startTestSandbox } from '../sandbox/testing.js';
import { isIssuedUnder, isPaypals } from './paypal.certificates.js';
import { createPaypalGateway } from './paypal.gateway.js';

/** Who may tell us something: both ways of checking a signature, and what a good signature still does not prove. */

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let database: ClonedDatabase;
let sandbox: RunningSandbox;
let clock: TestClock;
let receiver: Server;
const received: Delivery[] = [];

beforeAll(async () => {
  clock = testClock('2026-11-22T10:00:00Z');
  database = await freshDatabase();
  receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({
        headers: req.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      res.writeHead(200).end();
    });
  });
  sandbox = await startTestSandbox({
    databaseUrl: database.url,
    clock,
    paypalWebhookUrl: await listening(receiver),
  });
});

afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await sandbox.stop();
  await database.drop();
});

const config = (more: Partial<PaypalConfig> = {}): PaypalConfig => ({
  clientId: 'sandbox',
  clientSecret: 'sandbox',
  mode: 'sandbox',
  webhookId: 'sandbox',
  webhookVerification: 'certificate',
  apiBase: `${sandbox.url}/paypal`,
  ...more,
});
const gatewayWith = (more: Partial<PaypalConfig> = {}): WalletGateway =>
  createPaypalGateway({ config: config(more), clock });

const read = (
  gateway: WalletGateway,
  { headers, body }: Delivery,
  changes: Record<string, string | undefined> = {},
) => gateway.readEvent(Buffer.from(body), (name) => ({ ...headers, ...changes })[name]);

/** What the sandbox has sent about a payment that was just paid. */
async function genuine(type = 'PAYMENT.CAPTURE.COMPLETED') {
  const gateway = gatewayWith();
  const paymentId = newId('pay');
  const asked = {
    key: paymentId,
    paymentId,
    accountId: newId('acc'),
    invoiceId: newId('inv'),
    amount: money(2900, 'USD'),
    customerId: null,
    methodId: null,
    description: 'Invoice',
    returnUrl: 'http://127.0.0.1/back',
  };
  const id = gatewayIdOf(await gateway.createPayment(asked));
  await sandbox.control.paypal.approveOrder(id);
  const paid = await gateway.completePayment({ key: paymentId, gatewayPaymentId: id });
  await sandbox.control.settleWebhooks();
  const delivery = received.findLast(({ body }) => JSON.parse(body).event_type === type);
  if (delivery === undefined || paid.state !== 'succeeded') throw new Error('The sandbox has sent nothing');
  return { delivery, orderId: id, captureId: paid.chargeId ?? '', paymentId };
}

describe.each(['certificate', 'api'] as const)('Checked by %s, a delivery', (webhookVerification) => {
  let gateway: WalletGateway;
  let delivery: Delivery;

  beforeAll(async () => {
    gateway = gatewayWith({ webhookVerification });
    ({ delivery } = await genuine());
  });

  test('of PayPal is read, with the object it is about', async () => {
    const payload = JSON.parse(delivery.body);
    expect(await read(gateway, delivery)).toEqual({
      eventId: payload.id,
      type: 'PAYMENT.CAPTURE.COMPLETED',
      object: { kind: 'paypal.capture', id: payload.resource.id },
      parked: null,
      payload,
    });
  });

  test.each([
    ['without a signature', { 'paypal-transmission-sig': undefined }],
    ['with another signature', { 'paypal-transmission-sig': Buffer.from('guessed').toString('base64') }],
    ['with another transmission id', { 'paypal-transmission-id': 'f2e2-11ef' }],
    ['with another algorithm', { 'paypal-auth-algo': 'SHA1withRSA' }],
    ['with no algorithm', { 'paypal-auth-algo': '' }],
    ['without a certificate', { 'paypal-cert-url': undefined }],
    ['with a bar in its id', { 'paypal-transmission-id': 'a|b' }],
  ])('%s is not', async (_what, changes) => {
    expect(await read(gateway, delivery, changes)).toBeNull();
  });

  test('with one character changed is not', async () => {
    expect(await read(gateway, { ...delivery, body: delivery.body.replace('29.00', '29.01') })).toBeNull();
  });

  test('written anew is not', async () => {
    const body = JSON.stringify(JSON.parse(delivery.body), null, 1);
    expect(await read(gateway, { ...delivery, body })).toBeNull();
  });

  test.each([
    ['no JSON', '{"id":'],
    ['nothing', ''],
    ['no event', '{"id":"WH-1"}'],
    ['no text', '\ufffd'],
  ])('of %s is not', async (_what, body) => {
    expect(await read(gateway, { ...delivery, body })).toBeNull();
  });

  test('that closes the event early to bring its own webhook id is not', async () => {
    const body = `${delivery.body},"webhook_id":"stolen"`;
    expect(await read(gateway, { ...delivery, body })).toBeNull();
  });

  test('for another webhook of the same merchant is not', async () => {
    expect(await read(gatewayWith({ webhookVerification, webhookId: 'another' }), delivery)).toBeNull();
  });

  test.each([
    ['a minute old', { minutes: 1 }, true],
    ['three days old', { days: 3 }, true],
    ['three days and an hour old', { days: 3, hours: 1, seconds: 1 }, false],
    ['five minutes ahead', { minutes: -5 }, true],
    ['more than five minutes ahead', { minutes: -5, seconds: -1 }, false],
  ])('%s', async (_age, span, isRead) => {
    const sentAt = delivery.headers['paypal-transmission-time'] ?? '';
    const before = clock.now().toISOString();
    clock.set(sentAt);
    clock.advance(span);
    expect((await read(gateway, delivery)) !== null).toBe(isRead);
    clock.set(before);
  });

  test('whose time is none is not', async () => {
    expect(await read(gateway, delivery, { 'paypal-transmission-time': 'now' })).toBeNull();
  });

  test('cannot be checked while nobody answers, which is told as that', async () => {
    const lonely = gatewayWith({ webhookVerification, apiBase: 'http://127.0.0.1:9/paypal' });
    const address = 'http://127.0.0.1:9/paypal/v1/notifications/certs/CERT-1';
    await expect(read(lonely, delivery, { 'paypal-cert-url': address })).rejects.toThrow(GatewayUnavailable);
  });
});

describe('A certificate’s address', () => {
  test.each([
    'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270',
    'https://api-m.paypal.com/v1/notifications/certs/CERT-1',
  ])('is followed: %s', (address) => {
    expect(isPaypals(address, 'live')).toBe(true);
  });

  test.each([
    ['another host', 'https://api.paypal.com.attacker.test/v1/notifications/certs/CERT-1'],
    ['a host that ends alike', 'https://evil-api.paypal.com/v1/notifications/certs/CERT-1'],
    ['PayPal’s test mode', 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1'],
    ['http', 'http://api.paypal.com/v1/notifications/certs/CERT-1'],
    ['a port', 'https://api.paypal.com:8443/v1/notifications/certs/CERT-1'],
    ['a user', 'https://api.paypal.com@attacker.test/v1/notifications/certs/CERT-1'],
    ['a user before PayPal', 'https://x@api.paypal.com/v1/notifications/certs/CERT-1'],
    ['a query', 'https://api.paypal.com/v1/notifications/certs/CERT-1?to=attacker.test'],
    ['an empty query', 'https://api.paypal.com/v1/notifications/certs/CERT-1?'],
    ['a fragment', 'https://api.paypal.com/v1/notifications/certs/CERT-1#x'],
    ['another folder', 'https://api.paypal.com/v1/open/redirect'],
    ['a way out of the folder', 'https://api.paypal.com/v1/notifications/certs/../../x'],
    ['an encoded way out', 'https://api.paypal.com/v1/notifications/certs/%2e%2e/x'],
    ['a backslash', 'https://api.paypal.com\\@attacker.test/v1/notifications/certs/CERT-1'],
    ['a capital letter', 'https://API.paypal.com/v1/notifications/certs/CERT-1'],
    ['a dot at the end of the host', 'https://api.paypal.com./v1/notifications/certs/CERT-1'],
    ['a file', 'file:///v1/notifications/certs/CERT-1'],
    ['nothing', ''],
  ])('with %s is not followed', (_what, address) => {
    expect(isPaypals(address, 'live')).toBe(false);
  });

  test('on loopback is followed with the built-in sandbox only', async () => {
    const { delivery } = await genuine();
    expect(await read(gatewayWith(), delivery)).not.toBeNull();
    expect(await read(gatewayWith({ apiBase: null }), delivery)).toBeNull();
  });

  test('at which nothing is, or that leads elsewhere, proves nothing', async () => {
    const { delivery } = await genuine();
    const folder = `${sandbox.url}/paypal/v1/notifications/certs`;
    for (const address of [`${folder}/CERT-none`, `${folder}/../../../hosted/icon.svg`, `${folder}/CA`]) {
      expect(await read(gatewayWith(), delivery, { 'paypal-cert-url': address })).toBeNull();
    }
  });

  test('that redirects to the real certificate is not followed', async () => {
    const { delivery } = await genuine();
    const real = delivery.headers['paypal-cert-url'] ?? '';
    const folder = '/paypal/v1/notifications/certs';
    const twin = createServer((req, res) => {
      if (req.url === `${folder}/CA`) res.writeHead(302, { location: `${sandbox.url}${folder}/CA` }).end();
      else res.writeHead(302, { location: real }).end();
    });
    const url = await listening(twin);
    const gateway = gatewayWith({ apiBase: `${url}/paypal` });
    expect(await read(gateway, delivery, { 'paypal-cert-url': `${url}${folder}/CERT-1` })).toBeNull();
    twin.close();
  });
});

describe('A certificate', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const year = { from: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') };
  const names = { leafName: 'messageverificationcerts.paypal.com' };
  const own = makePapers({ ...names, ...year });
  const foreign = makePapers({ ...names, ...year });
  const paper = (pem: string) => new X509Certificate(pem);

  test('is trusted under its authority, while it is valid', () => {
    expect(isIssuedUnder([paper(own.leaf)], [paper(own.authority)], now)).toBe(true);
    expect(isIssuedUnder([paper(own.leaf)], [paper(foreign.authority), paper(own.authority)], now)).toBe(
      true,
    );
  });

  test.each([
    ['of another authority of the same name', foreign.leaf, now],
    ['from before its time', own.leaf, new Date('2025-12-31T23:59:59Z')],
    ['after its time', own.leaf, new Date('2027-01-01T00:00:01Z')],
  ])('%s is not', (_what, leaf, at) => {
    expect(isIssuedUnder([paper(leaf)], [paper(own.authority)], at)).toBe(false);
  });

  test('that another leaf has issued is not: a leaf may issue nothing', () => {
    expect(isIssuedUnder([paper(foreign.leaf), paper(own.leaf)], [paper(own.authority)], now)).toBe(false);
    expect(isIssuedUnder([], [paper(own.authority)], now)).toBe(false);
  });

  /** A gateway whose PayPal gives these papers out. */
  async function servedBy(papers: { leaf: string; authority: string; leafKey: string }, body: string) {
    const server = createServer((req, res) =>
      res.writeHead(200).end(req.url?.endsWith('/CA') ? papers.authority : papers.leaf),
    );
    const url = await listening(server);
    const time = clock.now().toISOString();
    const message = `id-1|${time}|sandbox|${crc32(body)}`;
    const headers = {
      'paypal-transmission-id': 'id-1',
      'paypal-transmission-time': time,
      'paypal-transmission-sig': sign('sha256', Buffer.from(message), papers.leafKey).toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': `${url}/paypal/v1/notifications/certs/CERT-1`,
    };
    const event = await read(gatewayWith({ apiBase: `${url}/paypal` }), { headers, body });
    server.closeAllConnections();
    server.close();
    return event;
  }
  const body = JSON.stringify({
    id: 'WH-1',
    event_type: 'PAYMENT.CAPTURE.COMPLETED',
    resource_type: 'capture',
    resource: { id: 'CAPTURE1' },
  });

  test('for messages of PayPal signs; one of another name, another authority or past its time does not', async () => {
    expect(await servedBy(own, body)).toMatchObject({ object: { kind: 'paypal.capture', id: 'CAPTURE1' } });
    const named = makePapers({ leafName: 'www.paypal.com', ...year });
    expect(await servedBy(named, body)).toBeNull();
    const near = makePapers({ leafName: 'messageverificationcerts.paypal.com.attacker.test', ...year });
    expect(await servedBy(near, body)).toBeNull();
    expect(await servedBy({ ...own, leaf: foreign.leaf, leafKey: foreign.leafKey }, body)).toBeNull();
    const old = makePapers({ ...names, from: new Date('2020-01-01'), until: new Date('2021-01-01') });
    expect(await servedBy(old, body)).toBeNull();
  });
});

describe('A good signature on another body of the same CRC32', () => {
  test('is taken for genuine, so that only what PayPal says when asked may count', async () => {
    const { delivery, orderId, captureId } = await genuine();
    const forged = twinOf(delivery.body, '29.00', '99.00');
    expect(crc32(forged)).toBe(crc32(delivery.body));
    expect(forged).toContain('99.00');
    const gateway = gatewayWith();
    const event = await read(gateway, { ...delivery, body: forged });
    expect(event?.object).toEqual({ kind: 'paypal.capture', id: captureId });
    expect(await gateway.fetchPayment(orderId)).toMatchObject({ received: money(2900, 'USD') });
  });
});

describe('What an event is about', () => {
  test.each([
    ['CHECKOUT.ORDER.APPROVED', 'paypal.order'],
    ['CHECKOUT.ORDER.COMPLETED', 'paypal.order'],
  ])('%s: %s', async (type, kind) => {
    const { delivery, orderId } = await genuine(type);
    expect((await read(gatewayWith(), delivery))?.object).toEqual({ kind, id: orderId });
  });

  test('a refund is about itself, a reversal about itself and its capture', async () => {
    const { orderId, captureId } = await genuine();
    const gateway = gatewayWith();
    const asked = { gatewayPaymentId: orderId, chargeId: captureId, refundId: newId('rfd') };
    const refund = await gateway.refund({ ...asked, key: newId('req'), amount: money(100, 'USD') });
    await sandbox.control.paypal.reverseCapture(captureId);
    await sandbox.control.settleWebhooks();
    const last = (type: string) => {
      const delivery = received.findLast(({ body }) => JSON.parse(body).event_type === type);
      if (delivery === undefined) throw new Error(`No ${type}`);
      return delivery;
    };
    const objectOf = async (type: string) => (await read(gateway, last(type)))?.object;
    expect(await objectOf('PAYMENT.CAPTURE.REFUNDED')).toEqual({
      kind: 'paypal.refund',
      id: refund.gatewayRefundId,
    });
    expect(await objectOf('PAYMENT.CAPTURE.REVERSED')).toEqual({
      kind: 'paypal.reversal',
      id: `${JSON.parse(last('PAYMENT.CAPTURE.REVERSED').body).resource.id}@${captureId}`,
    });
  });
});

/**
 * Another meaning, the same CRC32: a member that nobody reads makes up for the change. CRC32 is linear, so it is found by
 * elimination over 32 bits.
 */
function twinOf(body: string, from: string, to: string): string {
  const changed = body.replace(from, to);
  const slots = 48;
  const start = `${changed.slice(0, -1)},"x":"`;
  const target = crc32(body);
  const base = Buffer.from(`${start}${'@'.repeat(slots)}"}`);
  // Each letter is `@` or `A`: one free bit, and nothing that JSON would want escaped.
  const at = Buffer.byteLength(start);
  const rows: { mask: number; bits: Set<number> }[] = [];
  const zero = crc32(base);
  for (let bit = 0; bit < slots; bit += 1) {
    const one = Buffer.from(base);
    one[at + bit] = (one[at + bit] ?? 0) ^ 1;
    let row = { mask: (crc32(one) ^ zero) >>> 0, bits: new Set([bit]) };
    for (const known of rows) if ((row.mask & highest(known.mask)) !== 0) row = joined(row, known);
    if (row.mask !== 0) rows.push(row);
  }
  let left = { mask: (target ^ zero) >>> 0, bits: new Set<number>() };
  for (const known of rows) if ((left.mask & highest(known.mask)) !== 0) left = joined(left, known);
  if (left.mask !== 0) throw new Error('No twin was found');
  for (const bit of left.bits) base[at + bit] = (base[at + bit] ?? 0) ^ 1;
  return base.toString('utf8');
}

const highest = (mask: number): number => (1 << (31 - Math.clz32(mask))) >>> 0;

function joined(a: { mask: number; bits: Set<number> }, b: { mask: number; bits: Set<number> }) {
  const bits = new Set(a.bits);
  for (const bit of b.bits) bits.has(bit) ? bits.delete(bit) : bits.add(bit);
  return { mask: (a.mask ^ b.mask) >>> 0, bits };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
