import { type Answer, type House, openHouse } from '../../test/house.js';

const PAYPAL = { method: 'paypal' };
const CAPTURE = { method: 'POST', path: '/paypal/v2/checkout/orders/*/capture', times: 2 } as const;
const ORDER = { method: 'POST', path: '/paypal/v2/checkout/orders', times: 2 } as const;

describe('paying with PayPal', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.books()).toEqual({});
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  });

  const begin = async (slug = 'pro') => {
    const { body, status } = await house.buy(house.alice, slug, PAYPAL);
    expect(status).toBe(201);
    expect(body.payment).toMatchObject({ method: 'paypal', status: 'requires_action' });
    const url: string = body.payment.nextAction.url;
    return {
      url,
      orderId: new URL(url).searchParams.get('token') ?? '',
      paymentId: body.payment.id as string,
      invoiceId: body.invoice.id as string,
      amount: body.payment.amount as number,
    };
  };
  const agree = (orderId: string, funding: 'balance' | 'echeck' | 'declined' | 'denied' = 'balance') =>
    house.control.paypal.approveOrder(orderId, { funding });
  const complete = (id: string, by = house.alice): Promise<Answer> =>
    by.post(`/v1/billing/payments/${id}/complete`);
  const payment = async (id: string) => (await house.alice.get(`/v1/billing/payments/${id}`)).body;
  const invoice = async (id: string) => (await house.alice.get(`/v1/billing/invoices/${id}`)).body;
  const credits = async () => (await house.alice.get('/v1/billing/credits/balance')).body.balance as number;
  const captures = async (paymentId: string) =>
    house.sql(
      `SELECT data->>'status' AS status FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = $1`,
      [paymentId],
    );

  test('is offered in the US and in Germany', async () => {
    for (const client of [house.alice, house.charlie]) {
      const { available } = (await client.get('/v1/billing/payment-methods')).body;
      expect(available.map(({ method }: { method: string }) => method)).toContain('paypal');
    }
  });

  test('sends the payer to PayPal; back again, what was agreed to is taken, and the credits are there', async () => {
    const before = await credits();
    const bought = await begin();
    expect(bought.url).toContain(`${house.sandboxUrl}/paypal/checkoutnow?token=`);
    const early = await complete(bought.paymentId);
    expect(early.body).toMatchObject({ status: 'requires_action' });
    await house.control.holdWebhooks();
    await agree(bought.orderId);
    const done = await complete(bought.paymentId);
    expect(done).toMatchObject({ status: 200, body: { status: 'succeeded', nextAction: null } });
    expect(await invoice(bought.invoiceId)).toMatchObject({ status: 'paid', amountDue: 0 });
    expect(await credits()).toBe(before + 2000);
    await house.control.releaseWebhooks({ reversed: true });
    await house.settle();
    expect((await complete(bought.paymentId)).body).toMatchObject({ status: 'succeeded' });
    expect(await credits()).toBe(before + 2000);
    expect(await captures(bought.paymentId)).toEqual([{ status: 'COMPLETED' }]);
    const books = await house
      .sql(
        `SELECT account_code AS code FROM journal_line WHERE entry_id IN (SELECT id FROM journal_entry WHERE source_id = $1)`,
        [bought.paymentId],
      )
      .catch(() => null);
    if (books) expect(books.map(({ code }) => code)).toContain('cash_paypal');
  });

  test('is taken by the webhook where the browser never comes back, twice told and once taken', async () => {
    const before = await credits();
    const bought = await begin();
    await house.control.repeatWebhooks('*', 5, { concurrently: true });
    await agree(bought.orderId);
    await house.settle();
    await house.settle();
    expect(await payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await credits()).toBe(before + 2000);
    expect(await captures(bought.paymentId)).toHaveLength(1);
    const events = await house.sql(
      `SELECT status::text, count(*)::int AS n FROM webhook_event WHERE gateway = 'paypal' GROUP BY 1`,
    );
    expect(events.map(({ status }) => status)).not.toContain('failed');
  });

  test('is taken by the sweep where neither browser nor webhook comes', async () => {
    const before = await credits();
    const bought = await begin();
    await house.control.dropWebhooks();
    await agree(bought.orderId);
    house.advance(121);
    await house.services.payments.sweep(bought.paymentId);
    expect(await payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await credits()).toBe(before + 2000);
  });

  test('browser, webhook and sweep at once take it once', async () => {
    const before = await credits();
    const bought = await begin();
    await agree(bought.orderId);
    await Promise.all([
      complete(bought.paymentId),
      complete(bought.paymentId),
      house.settle(),
      house.services.payments.sweep(bought.paymentId),
      house.services.payments.syncFromGateway('paypal', bought.orderId),
    ]);
    await house.settle();
    expect(await payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await captures(bought.paymentId)).toHaveLength(1);
    expect(await credits()).toBe(before + 2000);
  });

  test('by an electronic check brings no credits until it clears', async () => {
    const before = await credits();
    const bought = await begin();
    await agree(bought.orderId, 'echeck');
    expect((await complete(bought.paymentId)).body).toMatchObject({ status: 'processing' });
    await house.settle();
    expect(await credits()).toBe(before);
    expect((await house.alice.post(`/v1/billing/invoices/${bought.invoiceId}/pay`, PAYPAL)).body.code).toBe(
      'payment_in_progress',
    );
    await house.control.hasten();
    await house.settle();
    expect(await payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await credits()).toBe(before + 2000);
  });

  test('by an electronic check that bounces leaves the invoice open, and it can be paid again', async () => {
    const before = await credits();
    const bought = await begin();
    await agree(bought.orderId, 'echeck');
    await complete(bought.paymentId);
    const [row] = await house.sql(
      `SELECT id FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = $1`,
      [bought.paymentId],
    );
    await house.control.paypal.denyCapture(String(row?.['id']));
    await house.settle();
    expect(await payment(bought.paymentId)).toMatchObject({
      status: 'failed',
      failureCode: 'capture_declined',
    });
    expect(await credits()).toBe(before);
    const again = await house.alice.post(`/v1/billing/invoices/${bought.invoiceId}/pay`, PAYPAL);
    expect(again).toMatchObject({ status: 201, body: { status: 'requires_action' } });
    await agree(new URL(again.body.nextAction.url).searchParams.get('token') ?? '');
    expect((await complete(again.body.id)).body.status).toBe('succeeded');
    expect(await credits()).toBe(before + 2000);
  });

  test('with a means that is refused may be agreed to anew', async () => {
    const bought = await begin();
    await house.control.holdWebhooks();
    await agree(bought.orderId, 'declined');
    const refused = await complete(bought.paymentId);
    expect(refused.body).toMatchObject({
      status: 'requires_action',
      failureCode: 'instrument_declined',
      nextAction: { type: 'redirect', url: bought.url },
    });
    house.advance(2);
    await agree(bought.orderId);
    expect((await complete(bought.paymentId)).body).toMatchObject({ status: 'succeeded', failureCode: null });
  });

  test('whose capture’s answer is lost is looked for, and taken once', async () => {
    const bought = await begin();
    await house.control.dropWebhooks();
    await agree(bought.orderId);
    await house.control.dropConnection(CAPTURE, 'after');
    expect((await complete(bought.paymentId)).body).toMatchObject({ status: 'processing' });
    house.advance(121);
    await house.services.payments.sweepAll();
    expect(await payment(bought.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await captures(bought.paymentId)).toHaveLength(1);
  });

  test('whose order’s answer is lost goes on with the same order', async () => {
    await house.control.dropConnection(ORDER, 'after');
    const { body } = await house.buy(house.alice, 'pro', PAYPAL);
    expect(body.payment).toMatchObject({ status: 'pending', nextAction: null });
    await house.services.payments.sweep(body.payment.id);
    const waiting = await payment(body.payment.id);
    expect(waiting).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
    await agree(new URL(waiting.nextAction.url).searchParams.get('token') ?? '');
    expect((await complete(body.payment.id)).body.status).toBe('succeeded');
    const orders = await house.sql(
      `SELECT id FROM sandbox.objects WHERE type = 'paypal.order' AND data->>'customId' = $1`,
      [body.payment.id],
    );
    expect(orders).toHaveLength(1);
  });

  test('of an amount that somebody changed at PayPal settles nothing, and staff are told', async () => {
    const before = await credits();
    const bought = await begin();
    await house.control.holdWebhooks();
    await agree(bought.orderId);
    await house.sql(
      `UPDATE sandbox.objects SET data = jsonb_set(data, '{amount,value}', '"1.00"') WHERE id = $1`,
      [bought.orderId],
    );
    expect((await complete(bought.paymentId)).body.status).toBe('processing');
    expect(await credits()).toBe(before);
    const exceptions = await house.sql(
      `SELECT kind, amount::int FROM gateway_exception WHERE payment_id = $1`,
      [bought.paymentId],
    );
    expect(exceptions).toEqual([{ kind: 'amount_mismatch', amount: 100 }]);
  });

  describe('a payment that was given up', () => {
    test('for another one is never taken, however late its payer agrees', async () => {
      const before = await credits();
      const first = await begin();
      const second = await house.alice.post(`/v1/billing/invoices/${first.invoiceId}/pay`, PAYPAL);
      expect(second.body.status).toBe('requires_action');
      expect(await payment(first.paymentId)).toMatchObject({ status: 'canceled' });
      await agree(first.orderId);
      await house.settle();
      expect((await complete(first.paymentId)).body.status).toBe('canceled');
      expect(await captures(first.paymentId)).toEqual([]);
      await agree(new URL(second.body.nextAction.url).searchParams.get('token') ?? '');
      expect((await complete(second.body.id)).body.status).toBe('succeeded');
      expect(await credits()).toBe(before + 2000);
    });

    test('while it is being taken is taken, and the other one does not begin', async () => {
      const before = await credits();
      const first = await begin();
      await house.control.holdWebhooks();
      await agree(first.orderId);
      await house.control.holdReply({ ...CAPTURE, times: 1 });
      const taking = complete(first.paymentId);
      await house.control.waitForHeldReply();
      const other = await house.alice.post(`/v1/billing/invoices/${first.invoiceId}/pay`, PAYPAL);
      expect(other.body.code).toBe('payment_in_progress');
      await house.control.releaseReplies();
      expect((await taking).body.status).toBe('succeeded');
      expect(await credits()).toBe(before + 2000);
    });

    test('by the account’s suspension is not taken', async () => {
      const bought = await begin();
      await house.control.holdWebhooks();
      await house.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [house.acme.accountId]);
      await agree(bought.orderId);
      await house.services.payments.sweep(bought.paymentId);
      await house.sql(`UPDATE account SET status = 'active' WHERE id = $1`, [house.acme.accountId]);
      expect(await payment(bought.paymentId)).toMatchObject({ status: 'canceled' });
      expect(await captures(bought.paymentId)).toEqual([]);
    });

    test('by being forgotten at PayPal is canceled once PayPal knows nothing of it', async () => {
      const bought = await begin();
      house.advance(3 * 3600 + 60);
      await house.services.payments.sweep(bought.paymentId);
      expect(await payment(bought.paymentId)).toMatchObject({ status: 'canceled' });
    });
  });

  test('is nobody else’s to complete', async () => {
    const bought = await begin();
    await agree(bought.orderId);
    expect((await complete(bought.paymentId, house.charlie)).status).toBe(404);
    expect((await complete(bought.paymentId, house.stranger())).status).toBe(401);
    await house.control.dropConnection(
      { method: 'GET', path: '/paypal/v2/checkout/orders/*', times: 2 },
      'before',
    );
    const unreachable = await complete(bought.paymentId);
    expect([unreachable.status, unreachable.body.code]).toEqual([503, 'gateway_unavailable']);
    await house.settle();
  });

  test('in euros takes the tax along', async () => {
    const { body } = await house.buy(house.charlie, 'pro', PAYPAL);
    expect(body.payment).toMatchObject({ amount: 3106, currency: 'EUR' });
    await agree(new URL(body.payment.nextAction.url).searchParams.get('token') ?? '');
    expect((await complete(body.payment.id, house.charlie)).body).toMatchObject({ status: 'succeeded' });
  });

  test('a webhook that is forged changes nothing, and one that cannot be checked is asked for again', async () => {
    const forged = await house.stranger().send('POST', '/v1/billing/webhooks/paypal', {
      body: JSON.stringify({ id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED' }),
      headers: { 'paypal-transmission-id': '1' },
    });
    expect([forged.status, forged.body.code]).toEqual([400, 'invalid_signature']);
  });
});
