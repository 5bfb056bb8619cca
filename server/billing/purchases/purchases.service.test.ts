import { type House, openHouse } from '../../test/house.js';

const card = (paymentMethodToken: string) => ({ method: 'stripe', paymentMethodToken });

describe('buying credits', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.books()).toEqual({});
  });

  const count = async (table: string) =>
    (await house.sql(`SELECT count(*)::int AS n FROM ${table}`))[0]?.['n'] as number;
  const invoiceOf = async (id: string) => (await house.alice.get(`/v1/billing/invoices/${id}`)).body;
  const newestInvoice = async () => (await house.alice.get('/v1/billing/invoices?_end=1')).body[0];

  describe('with a card', () => {
    test('that is good pays the invoice and brings the credits; the paper can be fetched', async () => {
      const answer = await house.buy(house.alice, 'pro');
      expect(answer.body).toMatchObject({
        credits: 2000,
        invoice: {
          status: 'paid',
          subtotal: 2900,
          discount: 290,
          tax: 0,
          total: 2610,
          amountPaid: 2610,
          amountDue: 0,
        },
        payment: { status: 'succeeded', amount: 2610, currency: 'USD', nextAction: null },
      });
      expect(answer.status).toBe(201);
      await house.settle();
      expect((await house.alice.get('/v1/billing/credits/balance')).body).toMatchObject({
        balance: 2000,
        purchased: 2000,
      });
      const pdf = await house.alice.get(`/v1/billing/invoices/${answer.body.invoice.id}/pdf`);
      expect([pdf.status, pdf.headers.get('content-type'), pdf.bytes.subarray(0, 5).toString()]).toEqual([
        200,
        'application/pdf',
        '%PDF-',
      ]);
      const again = await house.alice.get(`/v1/billing/invoices/${answer.body.invoice.id}/pdf`);
      expect(again.bytes.equals(pdf.bytes)).toBe(true);
      expect(house.faults).toEqual([]);
    });

    test('in Germany adds 19 % to what is left after the discount', async () => {
      const { body } = await house.buy(house.charlie, 'pro');
      expect(body.invoice).toMatchObject({
        currency: 'EUR',
        subtotal: 2900,
        discount: 290,
        tax: 496,
        total: 3106,
        taxes: [{ basisPoints: 1900, taxable: 2610, amount: 496 }],
      });
      expect(body.invoice.paymentReference).toMatch(/^RF\d{2}INV\d{11}$/);
    });

    test.each([
      ['pm_card_chargeDeclined', 'card_declined'],
      ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined'],
      ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
      ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc'],
      ['pm_card_chargeDeclinedProcessingError', 'processing_error'],
    ])('%s is 402 %s, the invoice stays open, and a good card pays the same invoice', async (token, code) => {
      const { status, body } = await house.buy(house.alice, 'starter', card(token));
      expect({ status, code: body.code }).toEqual({ status: 402, code });
      const open = await newestInvoice();
      expect(open).toMatchObject({ status: 'pending', amountDue: 900, amountPaid: 0 });
      const paid = await house.alice.post(`/v1/billing/invoices/${open.id}/pay`, card('pm_card_visa'));
      expect([paid.status, paid.body.status, paid.body.invoiceIds]).toEqual([201, 'succeeded', [open.id]]);
      expect(await invoiceOf(open.id)).toMatchObject({ status: 'paid', amountDue: 0 });
    });

    test('ten declines in an hour are enough: the eleventh card is not even tried', async () => {
      const answers = [];
      for (let n = 0; n < 6; n += 1)
        answers.push(await house.buy(house.alice, 'starter', card('pm_card_chargeDeclined')));
      expect(answers.map(({ status }) => status)).toEqual([402, 402, 402, 402, 402, 429]);
      expect(answers.at(-1)?.headers.get('retry-after')).toBe('3600');
      expect((await house.buy(house.charlie, 'starter')).status).toBe(201);
      house.advance(3601);
      expect((await house.buy(house.alice, 'starter')).status).toBe(201);
    });

    test('that is unknown at the gateway writes nothing', async () => {
      const before = await count('invoice');
      const { status, body } = await house.buy(house.alice, 'starter', card('pm_card_unheardOf'));
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'invalid_payment_method' });
      expect(await count('invoice')).toBe(before);
    });
  });

  describe('with 3-D Secure', () => {
    const start = async () => {
      const { status, body } = await house.buy(
        house.alice,
        'starter',
        card('pm_card_authenticationRequired'),
      );
      expect([status, body.payment.status, body.invoice.status]).toEqual([201, 'requires_action', 'pending']);
      const [row] = await house.sql('SELECT stripe_payment_intent_id AS intent FROM payment WHERE id = $1', [
        body.payment.id,
      ]);
      return { invoiceId: body.invoice.id, payment: body.payment, intent: row?.['intent'] as string };
    };

    test('passed, the payment succeeds by webhook', async () => {
      const { invoiceId, payment, intent } = await start();
      expect(['redirect', 'confirm_card']).toContain(payment.nextAction.type);
      await house.control.finishAuthentication(intent);
      await house.settle();
      expect(await invoiceOf(invoiceId)).toMatchObject({ status: 'paid' });
      expect((await house.alice.get(`/v1/billing/payments/${payment.id}`)).body).toMatchObject({
        status: 'succeeded',
        nextAction: null,
      });
    });

    test('failed, nothing is paid and the invoice can be paid otherwise', async () => {
      const { invoiceId, payment, intent } = await start();
      await house.control.finishAuthentication(intent, 'fail');
      await house.settle();
      const after = (await house.alice.get(`/v1/billing/payments/${payment.id}`)).body;
      expect(after.failureCode).toBe('payment_intent_authentication_failure');
      expect(await invoiceOf(invoiceId)).toMatchObject({ status: 'pending', amountDue: 900 });
      const paid = await house.alice.post(`/v1/billing/invoices/${invoiceId}/pay`, card('pm_card_visa'));
      expect([paid.status, paid.body.status]).toEqual([201, 'succeeded']);
    });
  });

  describe('entering the card on the hosted page', () => {
    test('the purchase waits, the page takes the card, the webhook pays the invoice', async () => {
      const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
      expect(body.payment).toMatchObject({ status: 'requires_action', nextAction: { type: 'confirm_card' } });
      const { clientSecret } = body.payment.nextAction;
      const intent = clientSecret.slice(0, clientSecret.indexOf('_secret'));
      const back = encodeURIComponent(`${house.baseUrl}/account/credits/purchase/done`);
      const page = `${house.sandboxUrl}/hosted/payment_intents/${intent}?client_secret=${clientSecret}&return_url=${back}`;
      const form = new URLSearchParams({ number: '4242424242424242', expiry: '12 / 34', cvc: '123' });
      const done = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
      expect([
        done.status,
        new URL(done.headers.get('location') ?? '', page).searchParams.get('redirect_status'),
      ]).toEqual([303, 'succeeded']);
      await house.settle();
      expect(await invoiceOf(body.invoice.id)).toMatchObject({ status: 'paid' });
    });
  });

  describe('is refused', () => {
    test.each([
      [
        'an inactive package',
        404,
        'credit_package_not_found',
        async () => {
          await house.sql("UPDATE credit_package SET is_active = false WHERE slug = 'enterprise'");
          return house.buy(house.alice, 'enterprise');
        },
      ],
      [
        'a method that the country does not offer',
        422,
        'method_not_available',
        () => house.buy(house.alice, 'pro', { method: 'bank_transfer' }),
      ],
      [
        'a price of the client',
        422,
        'invalid_request',
        () => house.buy(house.alice, 'pro', { ...card('pm_card_visa'), price: 1 }),
      ],
      [
        'an account of the client',
        422,
        'invalid_request',
        () => house.buy(house.alice, 'pro', { ...card('pm_card_visa'), accountId: house.globex.accountId }),
      ],
      ['a member without the role', 403, 'forbidden', () => house.buy(house.bob, 'pro')],
      ['a stranger', 401, 'unauthenticated', () => house.buy(house.stranger(), 'pro')],
      ['staff at the door of customers', 401, 'unauthenticated', () => house.buy(house.sam, 'pro')],
      [
        "another company's saved card",
        404,
        'payment_method_not_found',
        async () => {
          const { body } = await house.charlie.post('/v1/billing/payment-methods/add', card('pm_card_visa'));
          return house.buy(house.alice, 'pro', { method: 'stripe', savedPaymentMethodId: body.saved.id });
        },
      ],
    ])('%s: %s %s, and nothing is written', async (_case, status, code, attempt) => {
      const before = [await count('invoice'), await count('payment')];
      const answer = await attempt();
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
      expect([await count('invoice'), await count('payment')]).toEqual(before);
    });
  });

  test('without an answer of the gateway the payment stays unknown until the sweep has asked', async () => {
    await house.control.failAfter({ method: 'POST', path: '/v1/payment_intents' }, 500);
    await house.control.dropWebhooks();
    const { status, body } = await house.buy(house.charlie, 'starter');
    expect(status).toBe(201);
    expect(['pending', 'succeeded']).toContain(body.payment.status);
    house.advance(121);
    await house.services.payments.sweepAll();
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    expect((await house.charlie.get(`/v1/billing/invoices/${body.invoice.id}`)).body).toMatchObject({
      status: 'paid',
    });
  });

  test('where the gateway was never reached, the sweep says so and the invoice can be paid', async () => {
    await house.control.failBefore({ method: 'POST', path: '/v1/payment_intents', times: 2 });
    const { status, body } = await house.buy(house.charlie, 'starter');
    expect([status, body.payment.status]).toEqual([201, 'pending']);
    const early = await house.charlie.post(
      `/v1/billing/invoices/${body.invoice.id}/pay`,
      card('pm_card_visa'),
    );
    expect([early.status, early.body.code]).toEqual([409, 'payment_in_progress']);
    await house.services.payments.sweep(body.payment.id);
    expect((await house.charlie.get(`/v1/billing/payments/${body.payment.id}`)).body).toMatchObject({
      status: 'failed',
      failureCode: 'not_started',
    });
    const paid = await house.charlie.post(
      `/v1/billing/invoices/${body.invoice.id}/pay`,
      card('pm_card_visa'),
    );
    expect([paid.status, paid.body.status]).toEqual([201, 'succeeded']);
  });
});
