import Stripe from 'stripe';
import { type House, openHouse } from '../test/house.js';

const PATH = '/v1/billing/webhooks/stripe/';

describe('the inbox of webhooks', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const stripe = new Stripe('sk_test_sandbox');
  let count = 0;
  const event = (more: object = {}, object: object = { object: 'payment_intent', id: 'pi_unheardOf' }) => {
    count += 1;
    return JSON.stringify({
      id: `evt_${count}`,
      object: 'event',
      type: 'payment_intent.succeeded',
      api_version: Stripe.API_VERSION,
      livemode: false,
      created: 1,
      data: { object },
      ...more,
    });
  };
  const seconds = () => Math.floor(house.clock.now().getTime() / 1000);
  const sign = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
    stripe.webhooks.generateTestHeaderString({
      payload,
      secret: options.secret ?? 'whsec_sandbox',
      timestamp: options.timestamp ?? seconds(),
    });
  const deliver = (payload: string, signature: string | null = sign(payload)) =>
    house.stranger().send('POST', PATH, {
      body: payload,
      headers: { 'sec-fetch-site': 'cross-site', ...(signature ? { 'stripe-signature': signature } : {}) },
    });
  const kept = async () =>
    (await house.sql('SELECT count(*)::int AS n FROM webhook_event'))[0]?.['n'] as number;
  const worked = async () => {
    await house.work();
    return (await house.sam.get('/v1/admin/webhook-events?_end=1')).body[0];
  };

  test.each([
    ['no signature', (_: string) => null],
    ['an empty signature', (_: string) => ''],
    ['nonsense', (_: string) => 't=1,v1=00'],
    ["another secret's signature", (payload: string) => sign(payload, { secret: 'whsec_other' })],
    ["another body's signature", () => sign('{}')],
    ['a signature of ten minutes ago', (payload: string) => sign(payload, { timestamp: seconds() - 600 })],
    ['a signature of ten minutes ahead', (payload: string) => sign(payload, { timestamp: seconds() + 600 })],
    ['a time that is none', (payload: string) => sign(payload).replace(/t=\d+/, 't=NaN')],
  ])('%s is 400 and is not kept', async (_case, signature) => {
    const before = await kept();
    const payload = event();
    const { status, body } = await deliver(payload, signature(payload));
    expect([status, body.code]).toEqual([400, 'invalid_signature']);
    expect(await kept()).toBe(before);
  });

  test('a signed body that is no event is 400, whatever it is', async () => {
    for (const payload of [
      '',
      '{',
      '[]',
      'null',
      '{"id":"evt_x"}',
      '{"id":1}',
      event({ data: null }),
      event({ id: '' }),
    ]) {
      expect((await deliver(payload, sign(payload))).status).toBe(400);
    }
  });

  test('one of several signatures may fit: a secret is being replaced', async () => {
    const payload = event();
    const other = sign(payload, { secret: 'whsec_old' }).split(',')[1];
    expect((await deliver(payload, `${sign(payload)},${other}`)).status).toBe(200);
    await worked();
  });

  test('an event of an object that is not ours is unmatched, kept, and can be replayed by finance, not by support', async () => {
    expect((await deliver(event())).status).toBe(200);
    const row = await worked();
    expect(row).toMatchObject({ status: 'unmatched', attempts: 1, objectId: 'pi_unheardOf' });
    const replay = (by: House['sam']) => by.post(`/v1/admin/webhook-events/${row.id}/replay`);
    expect((await replay(house.support)).status).toBe(403);
    expect((await replay(house.sam)).body).toMatchObject({ status: 'received' });
    expect(await worked()).toMatchObject({ status: 'unmatched', attempts: 2 });
    expect(
      await house.sql(
        "SELECT actor_id = $2 AS sam FROM audit_event WHERE subject_id = $1 AND action = 'webhook.replay'",
        [row.id, house.samActor.staffId],
      ),
    ).toEqual([{ sam: true }]);
  });

  test.each([
    ['another API version', { api_version: '2020-08-27' }, /2020-08-27/],
    ['no API version', { api_version: null }, /none/],
    ['a live event in test mode', { livemode: true }, /live event/],
  ])('%s is parked: kept, and not worked off', async (_case, more, why) => {
    expect((await deliver(event(more))).status).toBe(200);
    expect(await worked()).toMatchObject({ status: 'unmatched', lastError: expect.stringMatching(why) });
  });

  test('an event about something that we do not follow is ignored', async () => {
    await deliver(event({ type: 'balance.available' }, { object: 'balance', id: 'bal_1' }));
    expect(await worked()).toMatchObject({ status: 'ignored' });
  });

  test('the same event is kept once, and again is 200', async () => {
    const before = await kept();
    const payload = event();
    expect([(await deliver(payload)).status, (await deliver(payload)).status]).toEqual([200, 200]);
    expect(await kept()).toBe(before + 1);
    await worked();
  });

  test('while the gateway does not answer, the event waits and is worked off later', async () => {
    await house.control.failBefore({ method: 'GET', path: '/v1/payment_intents/*', times: 2 }, 500);
    await deliver(event());
    expect(await worked()).toMatchObject({ status: 'failed', attempts: 1 });
    await house.sql('UPDATE graphile_worker._private_jobs SET run_at = now()');
    expect(await worked()).toMatchObject({ status: 'unmatched', attempts: 2 });
  });

  test('a settled event that is forged with another amount changes nothing: the gateway is asked', async () => {
    const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
    const [row] = await house.sql('SELECT stripe_payment_intent_id AS id FROM payment WHERE id = $1', [
      body.payment.id,
    ]);
    await deliver(
      event({}, { object: 'payment_intent', id: row?.['id'], status: 'succeeded', amount_received: 900 }),
    );
    expect(await worked()).toMatchObject({ status: 'done' });
    expect((await house.alice.get(`/v1/billing/payments/${body.payment.id}`)).body.status).toBe(
      'requires_action',
    );
    expect(await house.books()).toEqual({});
  });

  test('half a megabyte is too much for an event', async () => {
    const payload = event({ padding: 'x'.repeat(600_000) });
    expect((await deliver(payload)).status).toBe(413);
  });
});
