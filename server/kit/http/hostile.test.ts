import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { allContracts } from '../../test/contracts.js';
import { type Answer, type Client, type House, openHouse } from '../../test/house.js';
import { inLanes } from '../../test/house.waits.js';
import { type EndpointSpec, problem } from '../endpoint.contract.js';

const LONG = 'x'.repeat(20_000);
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

/** Values that fit no field of ours. Those that could be meant are left out per kind of field. */
const HOSTILE: readonly [name: string, value: unknown][] = [
  ['null', null],
  ['true', true],
  ['minus one', -1],
  ['zero', 0],
  ['a fraction', 0.5],
  ['1e308', 1e308],
  ['2^63', 2 ** 63],
  ['2^53', 2 ** 53],
  ['a number as text', '100'],
  ['NaN as text', 'NaN'],
  ['infinity as text', 'Infinity'],
  ['an empty text', ''],
  ['blanks', '   '],
  ['20,000 characters', LONG],
  ['a NUL', 'a\u0000b'],
  ['half a surrogate pair', 'a\ud800b'],
  ['a line break', 'a\r\nb: c'],
  ['an array', [1, 2]],
  ['an array of objects', [{ a: 1 }]],
  ['an object', { set: 'x' }],
  ['forty levels', deep(40)],
  ['a query', { $ne: null }],
  ['SQL', "' OR 1=1 --"],
  ['the year 0', '0000-01-01'],
  ['a prototype', JSON.parse('{"__proto__": {"admin": true}}')],
];

const QUERIES: readonly [name: string, query: string][] = [
  ['an unknown parameter', 'colour=red'],
  ['a prototype', '__proto__=1'],
  ['a constructor', 'constructor=1'],
  ['an object', 'status[$ne]=x'],
  ['a NUL', 'q=%00'],
  ['2,000 characters', `q=${LONG.slice(0, 2000)}`],
  ['a negative page', '_start=-1'],
  ['a huge page', '_end=1e308'],
  ['an unknown order', '_sort=password'],
];

const VALUES = [
  '',
  '%ff',
  'NaN',
  '1e308',
  '-1',
  '0.5',
  '9223372036854775808',
  '%00',
  '%ed%a0%80',
  "'",
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '2026-01-01T00:00Z',
  '*',
];

/** Bookkeeping of sign-in and retries, written whatever becomes of the request; everything else must not move. */
const BOOKKEEPING = [
  'auth_rate_limit',
  'session',
  'staff_session',
  'idempotency_key',
  '_prisma_migrations',
  'email_message',
];

describe('hostile input, against every contract', () => {
  let house: House;
  let specs: EndpointSpec[];
  let tables: string[];
  let ids: Record<string, string>;

  beforeAll(async () => {
    [house, specs] = await Promise.all([openHouse(), allContracts()]);
    specs = specs.filter(({ path, reply }) => !path.includes('/auth/') && reply !== 'text/event-stream');
    ids = await own();
    await house.settle();
    const rows = await house.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    tables = rows.map(({ name }) => name).filter((name) => !BOOKKEEPING.includes(name));
  }, 60_000);
  afterAll(() => house.close());

  /** One object of Alice's company for each kind of id that an address holds. */
  async function own(): Promise<Record<string, string>> {
    const { body } = await house.buy(house.alice, 'starter');
    const card = await house.alice.post('/v1/billing/payment-methods/add', {
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    await house.settle();
    const key = await house.alice.post('/v1/account/api-keys', { name: 'Shop' });
    const note = await house.sam.post(`/v1/admin/invoices/${body.invoice.id}/credit-note`, {
      amount: 100,
      reason: 'A part of it',
    });
    await house.sql(
      `INSERT INTO payment_proof (id, payment_id, file_name, media_type, size_bytes, sha256, storage_key, uploaded_by_id)
       VALUES ('prf_01kax0000000000000000000000', $1, 'x.pdf', 'application/pdf', 1, 'x', 'x', $2)`,
      [body.payment.id, house.acme.userId],
    );
    const first = async (table: string) =>
      (await house.sql<{ id: string }>(`SELECT id FROM ${table} LIMIT 1`))[0]?.id ?? '';
    return {
      inv: body.invoice.id,
      crn: note.body.id,
      key: key.body.apiKey.id,
      pay: body.payment.id,
      spm: card.body.saved.id,
      acc: house.acme.accountId,
      pkg: house.packages['pro'] ?? '',
      pmc: await first('payment_method_config'),
      whk: await first('webhook_event'),
      prf: await first('payment_proof'),
      tax: await first('tax_rate'),
    };
  }

  const clientFor = ({ door }: EndpointSpec): Client => (door === 'staff' ? house.root : house.alice);
  /** Which kind of id a name in the address takes. */
  const kindOf = (spec: EndpointSpec, name = 'id'): string | undefined =>
    Object.keys(ids).find(
      (prefix) =>
        (spec.params?.shape[name] as z.ZodType | undefined)?.safeParse(ids[prefix]).success === true,
    );
  const urlWith = (spec: EndpointSpec, idOf: (kind: string) => string): string =>
    spec.path.replace(/:(\w+)/g, (_, name: string) => idOf(kindOf(spec, name) ?? 'none'));
  const urlOf = (spec: EndpointSpec): string => urlWith(spec, (kind) => ids[kind] ?? 'none');
  const writes = ({ method }: EndpointSpec) => method === 'POST' || method === 'PATCH' || method === 'PUT';

  async function counts(): Promise<Record<string, number>> {
    const union = tables
      .map((name) => `SELECT '${name}' AS name, count(*)::int AS n FROM "${name}"`)
      .join(' UNION ALL ');
    return Object.fromEntries(
      (await house.sql<{ name: string; n: number }>(union)).map(({ name, n }) => [name, n]),
    );
  }

  /** The content of the tables too, since an update changes no count. */
  async function fingerprint(): Promise<Record<string, string>> {
    const union = tables
      .map(
        (name) =>
          `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM "${name}" t`,
      )
      .join(' UNION ALL ');
    return Object.fromEntries(
      (await house.sql<{ name: string; hash: string }>(union)).map(({ name, hash }) => [name, hash]),
    );
  }

  const isRefusal = ({ status, body, headers }: Answer): boolean =>
    status >= 400 &&
    status < 500 &&
    headers.get('content-type')?.startsWith('application/problem+json') === true &&
    problem.safeParse(body).success &&
    body.status === status &&
    !/at \w+ \(|node_modules|prisma|SELECT/i.test(JSON.stringify(body));

  interface Attempt {
    what: string;
    client: Client;
    method: string;
    url: string;
    body?: unknown;
  }

  /** Sends all, and answers those that were not refused as they should be. */
  async function unrefused(attempts: readonly Attempt[]): Promise<string[]> {
    const outcomes = await inLanes(8, attempts, async ({ what, client, method, url, body }) => {
      const answer = await client.send(method, url, body === undefined ? {} : { body });
      return isRefusal(answer) ? null : `${what}: ${answer.status} ${answer.bytes.toString().slice(0, 120)}`;
    });
    return outcomes.filter((outcome) => outcome !== null);
  }

  /** Whether a field's own schema takes the value: then it is not hostile there. */
  const takes = (schema: unknown, value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;

  test('each field of each body refuses what is not meant for it, and nothing is written', async () => {
    const before = await fingerprint();
    const attempts: Attempt[] = [];
    for (const spec of specs.filter(writes)) {
      const to = { client: clientFor(spec), method: spec.method, url: urlOf(spec) };
      const shape = spec.body?.shape ?? {};
      for (const [field, schema] of Object.entries(shape)) {
        for (const [name, value] of HOSTILE) {
          if (takes(schema, value)) continue;
          attempts.push({ ...to, what: `${spec.id}.${field} = ${name}`, body: { [field]: value } });
        }
      }
      for (const key of [
        'price',
        'total',
        'accountId',
        'role',
        'isAdmin',
        'status',
        'constructor',
        'toString',
        LONG,
      ]) {
        if (key in shape && Object.hasOwn(shape, key)) continue;
        attempts.push({
          ...to,
          what: `${spec.id} with an unknown key ${key.slice(0, 20)}`,
          body: { [key]: 1 },
        });
      }
      for (const text of [
        '{"__proto__":{"admin":true}}',
        '[]',
        '[[]]',
        '"text"',
        '1',
        'null',
        'true',
        '{',
        '{"a":1,}',
        '\u0000',
        '{"a":NaN}',
      ]) {
        attempts.push({ ...to, what: `${spec.id} with the body ${text}`, body: text });
      }
    }
    expect(await unrefused(attempts)).toEqual([]);
    console.info(`${attempts.length} hostile bodies`);
    expect(await fingerprint()).toEqual(before);
  }, 600_000);

  test('each list and each address refuses parameters that it does not know, and answers odd values without a fault', async () => {
    const before = await counts();
    const refused: Attempt[] = [];
    const odd: Attempt[] = [];
    for (const spec of specs.filter(({ method }) => method === 'GET')) {
      const to = { client: clientFor(spec), method: 'GET' };
      for (const [name, query] of QUERIES) {
        refused.push({ ...to, what: `${spec.id} with ${name}`, url: `${urlOf(spec)}?${query}` });
      }
      for (const field of Object.keys(spec.list?.filters ?? {})) {
        for (const suffix of ['', '_ne', '_gte', '_lte', '_like']) {
          for (const value of VALUES)
            odd.push({
              ...to,
              what: `${spec.id}?${field}${suffix}=${value}`,
              url: `${urlOf(spec)}?${field}${suffix}=${value}`,
            });
        }
      }
      for (const value of spec.list?.searchable ? VALUES : [])
        odd.push({ ...to, what: `${spec.id}?q=${value}`, url: `${urlOf(spec)}?q=${value}` });
    }
    expect(await unrefused(refused)).toEqual([]);
    const faults = await inLanes(8, odd, async ({ what, client, url }) => {
      const answer = await client.get(url);
      return answer.status === 200 || isRefusal(answer) ? null : `${what}: ${answer.status}`;
    });
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    console.info(`${refused.length + odd.length} hostile addresses`);
    expect(await counts()).toEqual(before);
  }, 600_000);

  test.each([
    ['of nobody', 'inv_00000000000000000000000000'],
    ['too short', 'inv_1'],
    ['of SQL', encodeURIComponent("inv_' OR 1=1--")],
    ['of another alphabet', encodeURIComponent('inv_ÄÖÜ')],
    ['with a NUL', 'inv_%00'],
    ['that climbs', '..%2f..%2fetc%2fpasswd'],
    ['with a broken code', '%ff'],
    ['of 8,000 characters', 'x'.repeat(8000)],
  ])('an id %s is 4xx at every address', async (_case, id) => {
    const attempts = specs
      .filter(({ path }) => path.includes(':id'))
      .map((spec) => ({
        what: spec.id,
        client: clientFor(spec),
        method: spec.method,
        url: spec.path.replace(/:\w+/g, id),
        ...(writes(spec) ? { body: {} } : {}),
      }));
    expect(await unrefused(attempts)).toEqual([]);
  });

  test("another company's object is 404 at every address of customers, like a missing one", async () => {
    const before = await fingerprint();
    const addressed = specs.filter(
      ({ path, door }) => path.includes(':id') && door === 'customer' && !path.includes('quotes'),
    );
    expect(addressed.length).toBeGreaterThan(5);
    // Each address is asked for an object that is really there.
    const unknown = addressed.filter((spec) =>
      (spec.path.match(/:\w+/g) ?? []).some((name) => !kindOf(spec, name.slice(1))),
    );
    expect(unknown.map(({ id }) => id)).toEqual([]);
    const BODIES: Record<string, object> = {
      payInvoice: { method: 'stripe', paymentMethodToken: 'pm_card_visa' },
      declarePayment: { reference: 'RF1', paidOn: '2026-01-01', amount: 1 },
    };
    for (const spec of addressed) {
      const send = (url: string) =>
        house.charlie.send(spec.method, url, writes(spec) ? { body: BODIES[spec.id] ?? {} } : {});
      const [foreign, missing] = [
        await send(urlOf(spec)),
        await send(urlWith(spec, (kind) => `${kind}_00000000000000000000000000`)),
      ];
      expect({ id: spec.id, status: foreign.status, body: { ...foreign.body, requestId: '' } }).toEqual({
        id: spec.id,
        status: 404,
        body: { ...missing.body, requestId: '' },
      });
    }
    expect(await fingerprint()).toEqual(before);
  });

  describe('a body', () => {
    /** Raw, since a client of ours would not send what is announced falsely. */
    function sendRaw(
      path: string,
      headers: Record<string, string>,
      chunks: () => Iterable<Buffer>,
    ): Promise<number> {
      const jar = [...house.alice.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      return new Promise((resolve, reject) => {
        const outgoing = request(
          house.baseUrl + path,
          {
            method: 'POST',
            headers: {
              cookie: jar,
              'sec-fetch-site': 'same-origin',
              'content-type': 'application/json',
              ...headers,
            },
          },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
            outgoing.destroy();
          },
        );
        outgoing.on('error', reject);
        const parts = chunks()[Symbol.iterator]();
        const next = (): void => {
          for (let part = parts.next(); !part.done; part = parts.next()) {
            if (!outgoing.write(part.value)) return void outgoing.once('drain', next);
          }
          outgoing.end();
        };
        next();
      });
    }
    const megabyte = Buffer.alloc(1024 * 1024, 'a');
    const fifty = function* () {
      for (let n = 0; n < 50; n += 1) yield megabyte;
    };
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 'a'));

    test.each(['/v1/billing/credits/purchase', '/v1/billing/webhooks/stripe', '/v1/auth/sign-in/email'])(
      'of 50 MB is 413 at %s, announced or not',
      async (path) => {
        expect(await sendRaw(path, { 'content-length': String(50 * 1024 * 1024) }, fifty)).toBe(413);
        expect(await sendRaw(path, { 'transfer-encoding': 'chunked' }, fifty)).toBe(413);
      },
    );

    test.each(['/v1/billing/credits/purchase', '/v1/billing/webhooks/stripe', '/v1/auth/sign-in/email'])(
      'that unpacks to 50 MB is refused at %s',
      async (path) => {
        const status = await sendRaw(
          path,
          { 'content-encoding': 'gzip', 'content-length': String(bomb.length) },
          () => [bomb],
        );
        expect([400, 413, 415]).toContain(status);
      },
    );

    test.each([
      ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['plain text', { 'content-type': 'text/plain' }],
      ['another alphabet', { 'content-type': 'application/json; charset=latin1' }],
      ['an unknown packing', { 'content-encoding': 'zstd-99' }],
    ])('as %s is 415', async (_case, headers) => {
      expect(await sendRaw('/v1/billing/credits/purchase', headers, () => [Buffer.from('{}')])).toBe(415);
    });

    test('from another site is refused', async () => {
      const { status } = await house.alice.post(
        '/v1/billing/credits/purchase',
        {},
        { 'sec-fetch-site': 'cross-site' },
      );
      expect(status).toBe(403);
    });
  });

  test('an address longer than any of ours is refused before it is read', async () => {
    expect((await house.alice.get(`/v1/billing/invoices?q=${LONG}`)).status).toBe(431);
  });

  test('after all that nothing is broken and nothing was our fault', async () => {
    expect(await house.books()).toEqual({});
    expect(house.faults).toEqual([]);
    expect((await house.alice.get('/v1/account/settings')).status).toBe(200);
  });
});
