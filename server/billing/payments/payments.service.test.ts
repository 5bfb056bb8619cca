import { money } from '../../kit/money.js';
import { addDays, calendarDate } from '../../kit/time.js';
import { type Client, GOOD_CARD, type House, openHouse } from '../../test/house.js';

describe('payments', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.books()).toEqual({});
  });

  const payment = async (id: string) => (await house.charlie.get(`/v1/billing/payments/${id}`)).body;
  const invoice = async (id: string) => (await house.charlie.get(`/v1/billing/invoices/${id}`)).body;
  const approve = (id: string, body: object = {}, by: Client = house.sam) =>
    by.post(`/v1/admin/payments/${id}/approve`, body);
  const reject = (id: string, reason = 'Nothing has arrived', by: Client = house.sam) =>
    by.post(`/v1/admin/payments/${id}/reject`, { reason });
  const refused = ({ status, body }: { status: number; body: any }) => [status, body.code];
  const balance = async () => (await house.charlie.get('/v1/billing/credits/balance')).body.balance as number;
  const transfer = async () => {
    const { status, body } = await house.buy(house.charlie, 'pro', { method: 'bank_transfer' });
    expect(status).toBe(201);
    return body as { payment: any; invoice: any };
  };

  describe('by bank transfer', () => {
    test('tells where to pay and with which reference, and waits', async () => {
      const { payment: waiting, invoice: open } = await transfer();
      expect(waiting).toMatchObject({ status: 'pending_approval', amount: 3106, currency: 'EUR' });
      expect(waiting.nextAction).toMatchObject({
        type: 'instructions',
        paymentReference: open.paymentReference,
        bankDetails: { iban: expect.stringMatching(/^DE\d{20}$/) },
        qr: [
          {
            scheme: 'epc',
            payload: `BCD\n002\n1\nSCT\nBEVODEBB\nCountinghouse GmbH\nDE88100900001234567892\nEUR31.06\n\n${open.paymentReference}`,
          },
        ],
      });
      expect(open.status).toBe('pending');
      await reject(waiting.id);
    });

    test.each([
      [
        'UPI',
        'IN',
        'INR',
        'shop@okbank',
        /^upi:\/\/pay\?pa=shop@okbank&pn=Countinghouse%20GmbH&tr=RF\d{2}INV\w+&tn=RF\w+&am=\d+\.\d{2}&cu=INR$/,
      ],
      [
        'Pix',
        'BR',
        'BRL',
        'fulano@example.com',
        /^00020126400014br\.gov\.bcb\.pix0118fulano@example\.com.*5802BR5918Countinghouse GmbH6006Berlin62\d{2}05\d{2}RF\d{2}INV\w+6304[0-9A-F]{4}$/,
      ],
    ])(
      '%s in its own country and currency brings its own code',
      async (type, country, currency, id, payload) => {
        await house.sql(
          `INSERT INTO payment_method_config (id, country, method, display_name, wallet_type, wallet_id, updated_at)
           VALUES ($1, $2, 'local_wallet', $3, $3, $4, now())`,
          [`pmc_${type}`, country, type, id],
        );
        await house.sql('UPDATE account SET country = $1, currency = $2 WHERE id = $3', [
          country,
          currency,
          house.globex.accountId,
        ]);
        await house.sql(
          'INSERT INTO credit_package_price (id, package_id, currency, amount) SELECT $1, id, $2, 990 FROM credit_package WHERE slug = $3',
          [`pkp_${type}`, currency, 'starter'],
        );
        const { body } = await house.buy(house.charlie, 'starter', { method: 'local_wallet' });
        await house.sql("UPDATE account SET country = 'DE', currency = 'EUR' WHERE id = $1", [
          house.globex.accountId,
        ]);
        await reject(body.payment.id);
        expect(body.payment.nextAction.qr).toEqual([
          { scheme: type.toLowerCase(), payload: expect.stringMatching(payload) },
        ]);
      },
    );

    test('declared, approved: the invoice is paid, the credits are there, the audit log names who and what', async () => {
      const before = await balance();
      const id = await house.transfer('pro');
      const { status, body } = await approve(id, { note: 'Statement of Friday' });
      expect([status, body.status, body.decidedBy, body.decisionReason]).toEqual([
        200,
        'succeeded',
        'sam@countinghouse.test',
        'Statement of Friday',
      ]);
      expect(await invoice(body.invoiceIds[0])).toMatchObject({ status: 'paid', amountDue: 0 });
      expect(await balance()).toBe(before + 2000);
      const [row] = await house.sql(
        'SELECT actor_kind, actor_id, reason, xmin = (SELECT xmin FROM payment WHERE id = $1) AS together FROM audit_event WHERE subject_id = $1 AND action = $2',
        [id, 'payment.approve'],
      );
      expect(row).toEqual({
        actor_kind: 'staff',
        actor_id: house.samActor.staffId,
        reason: 'Statement of Friday',
        together: true,
      });
    });

    test('approved in part, the invoice stays open with the rest due; the rest can be paid by card', async () => {
      const before = await balance();
      const id = await house.transfer('pro');
      const { body } = await approve(id, { amount: 3000 });
      const invoiceId = body.invoiceIds[0];
      expect(await invoice(invoiceId)).toMatchObject({ status: 'pending', amountPaid: 3000, amountDue: 106 });
      expect(await balance()).toBe(before);
      const rest = await house.charlie.post(`/v1/billing/invoices/${invoiceId}/pay`, GOOD_CARD);
      expect([rest.status, rest.body.amount, rest.body.status]).toEqual([201, 106, 'succeeded']);
      expect(await invoice(invoiceId)).toMatchObject({ status: 'paid', amountPaid: 3106, amountDue: 0 });
      expect(await balance()).toBe(before + 2000);
    });

    test('more than was asked for pays the invoice, and the rest is money on account', async () => {
      const id = await house.transfer();
      const { status, body } = await approve(id, { amount: 1_100 });
      expect([status, body.status]).toEqual([200, 'succeeded']);
      expect(await invoice(body.invoiceIds[0])).toMatchObject({ status: 'paid', amountDue: 0 });
      expect((await house.charlie.get('/v1/billing/balance')).body).toEqual([
        { currency: 'EUR', amount: 29 },
      ]);
    });

    test('rejected, the customer is told why and can pay otherwise; nothing is granted', async () => {
      const before = await balance();
      const id = await house.transfer();
      expect((await reject(id, 'Not on any statement')).body).toMatchObject({
        status: 'failed',
        decisionReason: 'Not on any statement',
      });
      const after = await payment(id);
      expect(after).toMatchObject({
        status: 'failed',
        failureCode: 'rejected',
        failureMessage: 'Not on any statement',
      });
      expect(await balance()).toBe(before);
      const paid = await house.charlie.post(`/v1/billing/invoices/${after.invoiceIds[0]}/pay`, GOOD_CARD);
      expect([paid.status, paid.body.status]).toEqual([201, 'succeeded']);
    });

    test('what is decided stays decided', async () => {
      const id = await house.transfer();
      await reject(id);
      for (const again of [await approve(id), await reject(id), await approve(id, {}, house.dana)]) {
        expect(refused(again)).toEqual([409, 'payment_already_decided']);
      }
    });

    test('support may look, but not decide; customers may not even look at the desk', async () => {
      const id = await house.transfer();
      expect(refused(await approve(id, {}, house.support))).toEqual([403, 'forbidden']);
      expect(refused(await reject(id, 'no', house.support))).toEqual([403, 'forbidden']);
      expect((await house.support.get(`/v1/admin/payments/${id}`)).status).toBe(200);
      expect(refused(await approve(id, {}, house.charlie))).toEqual([401, 'unauthenticated']);
      await reject(id);
    });

    test('a card payment is not there to be approved', async () => {
      const { body } = await house.buy(house.alice, 'starter');
      expect((await approve(body.payment.id)).status).toBe(404);
    });

    test('a transfer of tomorrow is believed, of next week not; a decided one cannot be declared', async () => {
      const { payment: waiting } = await transfer();
      const declare = (paidOn: string) =>
        house.charlie.post(`/v1/billing/payments/${waiting.id}/declare`, {
          reference: 'RF',
          paidOn,
          amount: 1,
        });
      const today = calendarDate(house.clock.now());
      expect(refused(await declare(addDays(today, 7)))).toEqual([422, 'paid_on_in_future']);
      expect((await declare(addDays(today, 1))).status).toBe(200);
      await reject(waiting.id);
      expect(refused(await declare(today))).toEqual([409, 'payment_not_waiting']);
    });
  });

  describe('of an invoice', () => {
    test('that is paid already is refused', async () => {
      const { body } = await house.buy(house.charlie, 'starter');
      expect(
        refused(await house.charlie.post(`/v1/billing/invoices/${body.invoice.id}/pay`, GOOD_CARD)),
      ).toEqual([409, 'invoice_not_payable']);
    });

    test('that is void is refused', async () => {
      const created = await house.sam.post('/v1/admin/invoices/create', {
        accountId: house.globex.accountId,
        lines: [{ description: 'Work', quantity: 1, unitAmount: 100 }],
      });
      expect(created.status).toBe(201);
      expect(
        (await house.sam.post(`/v1/admin/invoices/${created.body.id}/void`, { reason: 'A mistake' })).body
          .status,
      ).toBe('void');
      expect(
        refused(await house.charlie.post(`/v1/billing/invoices/${created.body.id}/pay`, GOOD_CARD)),
      ).toEqual([409, 'invoice_not_payable']);
      expect(
        refused(await house.sam.post(`/v1/admin/invoices/${created.body.id}/void`, { reason: 'Again' })),
      ).toEqual([409, 'invoice_not_open']);
    });

    test('whose transfer was declared is refused; an undeclared one gives way to the card', async () => {
      const id = await house.transfer();
      const [declared] = (await payment(id)).invoiceIds;
      expect(refused(await house.charlie.post(`/v1/billing/invoices/${declared}/pay`, GOOD_CARD))).toEqual([
        409,
        'payment_in_progress',
      ]);
      expect(refused(await house.sam.post(`/v1/admin/invoices/${declared}/void`, { reason: 'x' }))).toEqual([
        409,
        'payment_in_progress',
      ]);
      await reject(id);
      const { payment: undeclared, invoice: open } = await transfer();
      expect((await house.charlie.post(`/v1/billing/invoices/${open.id}/pay`, GOOD_CARD)).status).toBe(201);
      expect((await payment(undeclared.id)).status).toBe('canceled');
    });

    test('twenty times at once is paid once', async () => {
      const { body } = await house.sam.post('/v1/admin/invoices/create', {
        accountId: house.globex.accountId,
        lines: [{ description: 'Work', quantity: 3, unitAmount: 133 }],
      });
      expect(body).toMatchObject({ subtotal: 399, tax: 76, total: 475 });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          house.charlie.post(`/v1/billing/invoices/${body.id}/pay`, GOOD_CARD),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(
        new Set(answers.filter(({ status }) => status !== 201).map(({ body: { code } }) => code)),
      ).toEqual(
        new Set(
          answers.some(({ body: { code } }) => code === 'invoice_not_payable')
            ? ['payment_in_progress', 'invoice_not_payable']
            : ['payment_in_progress'],
        ),
      );
      expect(
        await house.sql(
          "SELECT count(*)::int AS n FROM payment WHERE invoice_id = $1 AND status = 'succeeded'",
          [body.id],
        ),
      ).toEqual([{ n: 1 }]);
      await house.settle();
    });
  });

  describe('where the gateway captured something else than was asked for', () => {
    const outcomeOf = (received: ReturnType<typeof money>, id: string) => ({
      identity: { gatewayPaymentId: `pi_${id}`, paymentId: id, customerId: null },
      state: 'succeeded' as const,
      chargeId: `ch_${id}`,
      received,
      fee: null,
      methodId: null,
    });

    test.each([
      ['another amount', money(899, 'USD')],
      ['another currency', money(900, 'EUR')],
    ])('%s settles nothing and stands in the exceptions, once', async (_case, received) => {
      await house.control.failBefore({ method: 'POST', path: '/v1/payment_intents', times: 2 });
      const { body } = await house.buy(house.alice, 'starter');
      const forged = {
        ...house.cards,
        findPayment: async () => outcomeOf(received, body.payment.id),
        fetchPayment: async () => outcomeOf(received, body.payment.id),
        completePayment: async () => outcomeOf(received, body.payment.id),
      };
      const { createServices } = await import('../../services.js');
      const { readConfig } = await import('../../config.js');
      const { createLog } = await import('../../kit/log.js');
      const { keepMails } = await import('../../mail/keep.js');
      const services = createServices({
        db: house.db,
        clock: house.clock,
        config: readConfig({ DATABASE_URL: house.databaseUrl, BASE_URL: house.baseUrl }),
        log: createLog('silent'),
        gateways: { stripe: forged, paypal: null },
        mailPort: keepMails(),
        documents: {
          invoicePdf: async () => Buffer.alloc(0),
          creditNotePdf: async () => Buffer.alloc(0),
          close: async () => undefined,
        },
      });
      await services.payments.sweep(body.payment.id);
      await services.payments.sweep(body.payment.id);
      expect((await house.alice.get(`/v1/billing/invoices/${body.invoice.id}`)).body).toMatchObject({
        status: 'pending',
        amountDue: 900,
        amountPaid: 0,
      });
      expect((await house.alice.get(`/v1/billing/payments/${body.payment.id}`)).body.status).toBe(
        'processing',
      );
      expect(
        await house.sql(
          'SELECT kind, amount::int, currency, status FROM gateway_exception WHERE payment_id = $1',
          [body.payment.id],
        ),
      ).toEqual([
        {
          kind: 'amount_mismatch',
          amount: Number(received.minor),
          currency: received.currency,
          status: 'open',
        },
      ]);
    });
  });

  test('a suspended account is sold and charged nothing, at any door', async () => {
    const id = await house.transfer();
    const { body: open } = await house.sam.post('/v1/admin/invoices/create', {
      accountId: house.globex.accountId,
      lines: [{ description: 'Work', quantity: 1, unitAmount: 100 }],
    });
    expect(
      (
        await house.sam.post(`/v1/admin/accounts/${house.globex.accountId}/suspend`, {
          reason: 'Unpaid for months',
        })
      ).body.status,
    ).toBe('suspended');
    for (const attempt of [
      await house.buy(house.charlie, 'starter'),
      await house.buy(house.charlie, 'starter', { method: 'bank_transfer' }),
      await house.charlie.post(`/v1/billing/invoices/${open.id}/pay`, GOOD_CARD),
      await house.charlie.post('/v1/billing/payment-methods/add', GOOD_CARD),
      await approve(id),
    ]) {
      expect(refused(attempt)).toEqual([409, 'account_suspended']);
    }
    expect(
      refused(await house.sam.post(`/v1/admin/accounts/${house.globex.accountId}/suspend`, { reason: 'x' })),
    ).toEqual([409, 'account_not_active']);
    expect((await house.charlie.get('/v1/billing/invoices')).status).toBe(200);
    expect((await house.sam.post(`/v1/admin/accounts/${house.globex.accountId}/activate`)).body.status).toBe(
      'active',
    );
    expect(refused(await house.sam.post(`/v1/admin/accounts/${house.globex.accountId}/activate`))).toEqual([
      409,
      'account_not_suspended',
    ]);
    expect((await approve(id)).status).toBe(200);
  });
});
