import { request } from 'node:http';
import { type Client, type House, openHouse } from '../test/house.js';

/** Reads the stream as a browser does. */
function listen(house: House, client: Client) {
  const messages: { resource: string; ids: string[] }[] = [];
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let text = '';
  let close: () => void = () => undefined;
  const opened = new Promise<number>((resolve, reject) => {
    const outgoing = request(`${house.baseUrl}/v1/live`, { headers: { cookie } }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('data: ')) messages.push(JSON.parse(line.slice(6)));
      });
      response.on('error', () => undefined);
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject).end();
    close = () => outgoing.destroy();
  });
  return { messages, opened, close: () => close() };
}

describe('live updates and readiness', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test("a purchase is told to every open page of the account, and to nobody else's", async () => {
    const [alice, bob, charlie] = [
      listen(house, house.alice),
      listen(house, house.bob),
      listen(house, house.charlie),
    ];
    expect(await Promise.all([alice.opened, bob.opened, charlie.opened])).toEqual([200, 200, 200]);
    const { body } = await house.buy(house.alice, 'starter');
    for (const { messages } of [alice, bob]) {
      await house.until('credits are told', async () =>
        messages.some(({ resource }) => resource === 'credits'),
      );
      expect(messages).toContainEqual({ resource: 'invoices', ids: [body.invoice.id] });
      expect(messages).toContainEqual({ resource: 'payments', ids: [body.payment.id] });
    }
    expect(charlie.messages).toEqual([]);
    for (const each of [alice, bob, charlie]) each.close();
  });

  test('a batch of usage is told once', async () => {
    await house.buy(house.alice, 'starter');
    const { key } = (await house.alice.post('/v1/account/api-keys', { name: 'Batch' })).body;
    const alice = listen(house, house.alice);
    await alice.opened;
    const records = Array.from({ length: 40 }, () => ({ operation: 'translation', quantity: 1 }));
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'batch' };
    expect((await house.stranger().post('/v1/usage/records/batch', { records }, headers)).status).toBe(201);
    await house.db.transaction(async (tx) =>
      tx.live({ accountId: house.acme.accountId, resource: 'account', ids: ['the end'] }),
    );
    await house.until('the end is told', async () => alice.messages.some(({ ids }) => ids[0] === 'the end'));
    expect(alice.messages.filter(({ resource }) => resource === 'credits')).toHaveLength(1);
    alice.close();
  });

  test('what is rolled back is not told', async () => {
    const alice = listen(house, house.alice);
    await alice.opened;
    await house.db
      .transaction(async (tx) => {
        tx.live({ accountId: house.acme.accountId, resource: 'invoices', ids: ['rolled back'] });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await house.db.transaction(async (tx) =>
      tx.live({ accountId: house.acme.accountId, resource: 'invoices', ids: ['committed'] }),
    );
    await house.until('the second is told', async () => alice.messages.length > 0);
    expect(alice.messages).toEqual([{ resource: 'invoices', ids: ['committed'] }]);
    alice.close();
  });

  test('ten pages of one person may listen, the eleventh is told to wait', async () => {
    const pages = Array.from({ length: 10 }, () => listen(house, house.bob));
    await Promise.all(pages.map(({ opened }) => opened));
    const eleventh = await house.bob.get('/v1/live');
    expect([eleventh.status, eleventh.body.code]).toEqual([429, 'too_many_streams']);
    for (const page of pages) page.close();
    await house.until('a place is free again', async () => {
      const page = listen(house, house.bob);
      const status = await page.opened;
      page.close();
      return status === 200;
    });
  });

  test('a stranger hears nothing', async () => {
    expect((await house.stranger().get('/v1/live')).status).toBe(401);
  });

  test('without its worker the program lives, but is not ready', async () => {
    expect((await house.stranger().get('/health')).body).toEqual({ status: 'ok' });
    const ready = await house.stranger().get('/ready');
    expect([ready.status, ready.body.reason]).toEqual([503, 'the worker is not running']);
  });
});

test('with its worker the program is ready, until the worker ends', async () => {
  const house = await openHouse({ worker: true });
  expect((await house.stranger().get('/ready')).body).toEqual({ status: 'ok' });
  await house.close();
});
