import { type Answer, type House, openHouse } from '../house.js';
import { paypalSteps } from '../paypal.js';

const CAPTURE = { method: 'POST', path: '/paypal/v2/checkout/orders/*/capture' } as const;
const refused = ({ status, body }: Answer) => [status, body.code];

/** How often each effect of one payment stands in the database and at PayPal. */
async function effectsOf(house: House, paymentId: string) {
  const [row] = await house.sql<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM payment WHERE invoice_id = p.invoice_id) AS payments,
            (SELECT count(*)::int FROM payment_allocation WHERE payment_id = p.id) AS allocations,
            (SELECT count(*)::int FROM credit_lot WHERE payment_id = p.id) AS lots,
            (SELECT count(*)::int FROM journal_entry WHERE kind = 'payment.succeeded' AND source_id = p.id) AS paid,
            (SELECT count(*)::int FROM sandbox.objects WHERE type = 'paypal.order' AND data->>'customId' = p.id) AS orders,
            (SELECT count(*)::int FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = p.id) AS captures
     FROM payment p WHERE p.id = $1`,
    [paymentId],
  );
  return row;
}
const ONCE = { payments: 1, allocations: 1, lots: 1, paid: 1, orders: 1, captures: 1 };

describe('PayPal’s webhooks over HTTP, while the worker runs', () => {
  let house: House;
  let paypal: ReturnType<typeof paypalSteps>;
  beforeAll(async () => {
    house = await openHouse({ worker: true });
    paypal = paypalSteps(house);
  });
  afterAll(() => house.close());
  afterEach(async () => {
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    expect(await house.books()).toEqual({});
    // A call that is under way already, or one for what does not exist, is noted; nothing else may go wrong.
    expect(house.faults.filter(({ message }) => !message.startsWith('paypal: a call'))).toEqual([]);
  });

  const eventOf = async (type: string, known: ReadonlySet<string>) => {
    const event = (await house.control.events(type)).find(({ id }) => !known.has(id));
    if (!event) throw new Error(`No ${type}`);
    return event;
  };
  const knownEvents = async () => new Set((await house.control.events()).map(({ id }) => id));
  const worked = (eventId: string) =>
    house.until('the event is worked off', async () => {
      const [row] = await house.sql('SELECT status FROM webhook_event WHERE event_id = $1', [eventId]);
      return row && !['received', 'failed'].includes(row['status']) && (row['status'] as string);
    });
  const settled = (paymentId: string) =>
    house.until('it is paid', async () => (await paypal.payment(paymentId)).status === 'succeeded');

  test('fifty times at once, before the completion has its answer, the capture has its effect once', async () => {
    const known = await knownEvents();
    const bought = await paypal.begin();
    await house.control.holdWebhooks();
    await paypal.agree(bought.orderId);
    await house.control.holdReply(CAPTURE);
    const completing = paypal.complete(bought.paymentId);
    await house.control.waitForHeldReply();
    const event = await eventOf('PAYMENT.CAPTURE.COMPLETED', known);
    const [sent] = await house.control.sendEvent(event.id, { copies: 50, concurrently: true });
    expect(sent?.statuses).toEqual(Array(50).fill(200));
    expect(await worked(event.id)).toBe('done');
    expect(await paypal.payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    await house.control.releaseReplies();
    expect((await completing).body).toMatchObject({ status: 'succeeded' });
    await house.control.releaseWebhooks({ reversed: true });
    expect(await effectsOf(house, bought.paymentId)).toEqual(ONCE);
    expect(
      await house.sql('SELECT count(*)::int AS n FROM webhook_event WHERE event_id = $1', [event.id]),
    ).toEqual([{ n: 1 }]);
  });

  test('twenty completions at once, beside the events, take the money once', async () => {
    const bought = await paypal.begin();
    await paypal.agree(bought.orderId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => paypal.complete(bought.paymentId)));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    await settled(bought.paymentId);
    expect(await effectsOf(house, bought.paymentId)).toEqual(ONCE);
  });

  test('the events of a whole life, each five times and backwards, come to the same end', async () => {
    await house.control.holdWebhooks();
    const bought = await paypal.begin('starter');
    await paypal.agree(bought.orderId, 'refunds_late');
    await paypal.complete(bought.paymentId);
    const refund = await house.sam.post(`/v1/admin/payments/${bought.paymentId}/refund`, {
      amount: 400,
      reason: 'A test',
    });
    expect(refund.body.status).toBe('pending');
    await house.control.hasten();
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    for (const { id } of (await house.control.events()).slice(0, 8))
      await house.control.sendEvent(id, { copies: 5, concurrently: true });
    await house.until('the refund has arrived', async () => {
      const [row] = await house.sql('SELECT status FROM refund WHERE id = $1', [refund.body.id]);
      return row?.['status'] === 'succeeded';
    });
    expect(await effectsOf(house, bought.paymentId)).toEqual(ONCE);
    expect(await paypal.payment(bought.paymentId)).toMatchObject({ amountRefunded: 400 });
  });

  test('an event that names another’s capture, or none, moves nothing', async () => {
    const bought = await paypal.begin();
    expect(await house.services.payments.syncFromCharge('NOSUCHCAPTURE1234')).toBe(false);
    expect(await house.services.payments.syncFromGateway('paypal', 'NOSUCHORDER123456')).toBe(false);
    expect(await house.services.payments.syncRefund('paypal', 'NOSUCHREFUND12345')).toBe(false);
    expect(await house.services.payments.syncDispute('paypal', 'PP-D-000000')).toBe(false);
    expect(await paypal.payment(bought.paymentId)).toMatchObject({ status: 'requires_action' });
  });

  test('a payment of another company is not there to be completed', async () => {
    const bought = await paypal.begin();
    await house.control.holdWebhooks();
    await paypal.agree(bought.orderId);
    expect(refused(await paypal.complete(bought.paymentId, house.charlie))).toEqual([
      404,
      'payment_not_found',
    ]);
    expect(refused(await paypal.complete(bought.paymentId, house.bob))).toEqual([403, 'forbidden']);
    expect(await paypal.captures(bought.paymentId)).toEqual([]);
    await paypal.complete(bought.paymentId);
    await house.control.releaseWebhooks();
  });
});

describe('a signature that PayPal itself is asked about', () => {
  let house: House;
  let paypal: ReturnType<typeof paypalSteps>;
  beforeAll(async () => {
    house = await openHouse({ env: { PAYPAL_WEBHOOK_VERIFICATION: 'api' } });
    paypal = paypalSteps(house);
  });
  afterAll(() => house.close());

  test('lets events in; while PayPal does not answer they are asked for again, and lost are none', async () => {
    const bought = await paypal.begin();
    await house.control.holdWebhooks();
    await paypal.agree(bought.orderId);
    await house.control.dropConnection(
      { method: 'POST', path: '/paypal/v1/notifications/verify-webhook-signature', times: 2 },
      'before',
    );
    const [sent] = await house.control.releaseWebhooks();
    expect(sent?.statuses).toEqual([503]);
    expect(await house.sql("SELECT 1 FROM webhook_event WHERE gateway = 'paypal'")).toEqual([]);
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    await house.control.hasten();
    await house.settle();
    await house.settle();
    expect(await paypal.payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await effectsOf(house, bought.paymentId)).toEqual(ONCE);
    expect(await house.books()).toEqual({});
  });

  test('keeps out what PayPal does not know', async () => {
    const forged = await house.stranger().send('POST', '/v1/billing/webhooks/paypal', {
      body: JSON.stringify({
        id: 'WH-1',
        event_type: 'PAYMENT.CAPTURE.COMPLETED',
        resource_type: 'capture',
        resource: { id: 'X' },
      }),
      headers: {
        'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
        'paypal-transmission-time': house.clock.now().toISOString(),
        'paypal-transmission-sig': 'bm90IGEgc2lnbmF0dXJl',
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1',
      },
    });
    expect(refused(forged)).toEqual([400, 'invalid_signature']);
  });
});

describe('currencies', () => {
  let house: House;
  let paypal: ReturnType<typeof paypalSteps>;
  beforeAll(async () => {
    house = await openHouse();
    paypal = paypalSteps(house);
    for (const country of ['JP', 'PK', 'HU']) {
      const { status } = await house.root.post('/v1/admin/payment-methods', {
        country,
        method: 'paypal',
        displayName: 'PayPal',
      });
      expect(status).toBe(201);
    }
  });
  afterAll(() => house.close());
  afterEach(async () => expect(await house.books()).toEqual({}));

  const moveTo = (country: string, currency: string) =>
    house.sql('UPDATE account SET country = $2, currency = $3, state = NULL WHERE id = $1', [
      house.acme.accountId,
      country,
      currency,
    ]);
  const offered = async () =>
    (await house.alice.get('/v1/billing/payment-methods')).body.available.find(
      ({ method }: { method: string }) => method === 'paypal',
    );

  test('yen are paid and refunded without decimals', async () => {
    await moveTo('JP', 'JPY');
    const { paymentId, amount } = await paypal.paid('starter');
    const [capture] = await house.sql(
      `SELECT data->'amount' AS amount FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = $1`,
      [paymentId],
    );
    expect(capture?.['amount']).toEqual({ currency_code: 'JPY', value: String(amount) });
    const refund = await house.sam.post(`/v1/admin/payments/${paymentId}/refund`, {
      amount: 1,
      reason: 'A yen',
    });
    expect([refund.status, refund.body.status]).toEqual([201, 'succeeded']);
    await house.settle();
    expect(await paypal.payment(paymentId)).toMatchObject({ amountRefunded: 1, currency: 'JPY' });
  });

  test('that PayPal does not take are not offered, nor taken when somebody asks all the same', async () => {
    await moveTo('PK', 'PKR');
    expect((await offered()).currencies).not.toContain('PKR');
    expect(refused(await house.buy(house.alice, 'starter', { method: 'paypal' }))).toEqual([
      422,
      'method_not_available',
    ]);
    expect(refused(await house.alice.post('/v1/billing/payment-methods/add', { method: 'paypal' }))).toEqual([
      422,
      'method_not_available',
    ]);
  });

  test('of a configuration that PayPal takes none of make no offer at all', async () => {
    await house.sql(
      "UPDATE payment_method_config SET currencies = '{PKR}' WHERE country = 'PK' AND method = 'paypal'",
    );
    expect(await offered()).toBeUndefined();
  });

  test('a part of a forint cannot be paid there, and no invoice is written for it', async () => {
    await moveTo('HU', 'HUF');
    await house.sql(
      `INSERT INTO credit_package_price (id, package_id, currency, amount) VALUES ('pkp_huf', $1, 'HUF', 350050)`,
      [house.packages['starter']],
    );
    const before = await house.sql('SELECT count(*)::int AS n FROM invoice');
    expect(refused(await house.buy(house.alice, 'starter', { method: 'paypal' }))).toEqual([
      422,
      'method_not_available',
    ]);
    expect(await house.sql('SELECT count(*)::int AS n FROM invoice')).toEqual(before);
    await house.sql(`UPDATE credit_package_price SET amount = 350000 WHERE id = 'pkp_huf'`);
    const { amount } = await paypal.paid('starter');
    expect(amount % 100).toBe(0);
  });
});
