import type { EndpointSpec } from './kit/endpoint.contract.js';
import { allContracts } from './test/contracts.js';
import { type House, openHouse } from './test/house.js';

describe('the API reference', () => {
  let house: House;
  let specs: EndpointSpec[];
  let document: any;
  beforeAll(async () => {
    [house, specs] = await Promise.all([openHouse(), allContracts()]);
    document = (await house.stranger().get('/openapi.json')).body;
  });
  afterAll(() => house.close());

  test('every contract is served and printed, and nothing else is', () => {
    const printed = Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(printed.sort()).toEqual(specs.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test('names are unique, and every operation says who may call it', () => {
    const operations = Object.values<object>(document.paths).flatMap((path) => Object.values<any>(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { security, summary, responses } of operations) {
      expect(Array.isArray(security) && summary.endsWith('.')).toBe(true);
      expect(responses.default.content).toHaveProperty('application/problem+json');
    }
  });

  test('it is OpenAPI 3.1, and its references lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    for (const path of new Set(references)) {
      expect(path.split('/').reduce<any>((level, part) => level?.[part], document)).toBeDefined();
    }
  });

  test('the readable page comes with its own files', async () => {
    const page = await house.stranger().get('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const [, file] of page.bytes.toString().matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await house.stranger().get(file!)).status).toBe(200);
    }
  });

  test('every path answers with and without its trailing slash', async () => {
    for (const path of ['/v1/account/settings', '/v1/billing/invoices', '/v1/billing/credits/packages']) {
      expect([(await house.alice.get(path)).status, (await house.alice.get(`${path}/`)).status]).toEqual([
        200, 200,
      ]);
    }
  });

  test('each door keeps out whoever is not signed in there', async () => {
    const doors = { customer: house.sam, user: house.sam, staff: house.alice, apiKey: house.alice } as const;
    for (const { method, path, door } of specs.filter((spec) => spec.door !== 'public')) {
      const url = path.replace(/:\w+/g, 'inv_01kax0000000000000000000000');
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
      for (const client of [house.stranger(), doors[door as keyof typeof doors]]) {
        const answer = await client.send(method, url, body);
        expect({ method, path, status: answer.status, code: answer.body?.code }).toEqual({
          method,
          path,
          status: 401,
          code: 'unauthenticated',
        });
      }
    }
  });
});
