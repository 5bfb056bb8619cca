import { GOOD_CARD, type House, openHouse } from '../test/house.js';

describe('a request with an idempotency key', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const buy = (key: string, payWith: object = GOOD_CARD, slug = 'starter') =>
    house.buy(house.alice, slug, payWith, { 'idempotency-key': key });
  const invoices = async () =>
    (await house.sql('SELECT count(*)::int AS n FROM invoice'))[0]?.['n'] as number;

  test('sent again is answered with the stored reply, and says so', async () => {
    const first = await buy('once');
    const again = await buy('once');
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual(first.body);
    expect(await invoices()).toBe(1);
  });

  test('with another body is 409', async () => {
    const { status, body } = await buy('once', GOOD_CARD, 'pro');
    expect([status, body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  test('of another company is another key', async () => {
    const { status, headers } = await house.buy(house.charlie, 'starter', GOOD_CARD, {
      'idempotency-key': 'once',
    });
    expect([status, headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  test('a decline is stored too: the same card is not tried again', async () => {
    const declined = await buy('declined', {
      method: 'stripe',
      paymentMethodToken: 'pm_card_chargeDeclined',
    });
    const again = await buy('declined', { method: 'stripe', paymentMethodToken: 'pm_card_chargeDeclined' });
    expect([declined.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([
      402,
      402,
      'true',
    ]);
    expect(again.headers.get('content-type')).toMatch('application/problem+json');
    expect(again.body).toEqual(declined.body);
  });

  test('in flight is 409 with a time to come again, and then the stored reply', async () => {
    await house.control.holdReply({ method: 'POST', path: '/v1/payment_intents' });
    const first = buy('in-flight');
    await house.control.waitForHeldReply();
    const meanwhile = await buy('in-flight');
    expect([meanwhile.status, meanwhile.body.code, meanwhile.headers.get('retry-after')]).toEqual([
      409,
      'idempotency_key_in_flight',
      '1',
    ]);
    await house.control.releaseReplies();
    expect((await first).status).toBe(201);
    expect((await buy('in-flight')).body).toEqual((await first).body);
  });

  test('twenty at once buy once', async () => {
    const before = await invoices();
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy('twenty')));
    expect(new Set(answers.map(({ status }) => status))).not.toContain(500);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(await invoices()).toBe(before + 1);
  });

  test('after a fault of the gateway the key is free again, and nothing was written', async () => {
    const before = await invoices();
    await house.control.failBefore({ method: 'GET', path: '/v1/payment_methods/*', times: 2 });
    const failed = await buy('released');
    expect([failed.status, failed.body.code]).toEqual([503, 'gateway_unavailable']);
    expect(await invoices()).toBe(before);
    const again = await buy('released');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  test('whose process died is taken over after its lease, and finds the same purchase', async () => {
    const first = await buy('taken-over');
    const before = await invoices();
    await house.sql(
      "UPDATE idempotency_key SET state = 'in_flight', response_status = NULL, response_body = NULL WHERE key = 'taken-over'",
    );
    expect((await buy('taken-over')).body.code).toBe('idempotency_key_in_flight');
    house.advance(91);
    const second = await buy('taken-over');
    expect([second.status, second.body.invoice.id, second.body.payment.id]).toEqual([
      201,
      first.body.invoice.id,
      first.body.payment.id,
    ]);
    expect(await invoices()).toBe(before);
  });

  test.each(['', 'with a blank', 'ä', 'x'.repeat(256)])('"%.20s" is no key', async (key) => {
    const { status } = await buy(encodeURI(key) === key ? key : 'two words');
    expect(status).toBe(400);
  });

  test('the books balance after all of it', async () => {
    await house.settle();
    expect(await house.books()).toEqual({});
  });
});
