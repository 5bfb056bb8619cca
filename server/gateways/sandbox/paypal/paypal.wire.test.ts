import { loadPaypalSchemaCheck } from '../../../../scripts/paypal-schema/check.js';
import { type ClonedDatabase, freshDatabase } from '../../../test/database.js';
import { type RunningSandbox, startTestSandbox } from '../testing.js';
import { type PaypalWire, paypalWire } from './testing.js';

/** PayPal's wire as the sandbox speaks it, every answer held against PayPal's own specifications. */

const schema = loadPaypalSchemaCheck();
let database: ClonedDatabase;
let sandbox: RunningSandbox;
let wire: PaypalWire;

beforeAll(async () => {
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url });
  wire = paypalWire(sandbox.url, schema);
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

const usd = (value: string) => ({ currency_code: 'USD', value });
let count = 0;
const unit = (amount: object = usd('29.00'), more: object = {}) => {
  count += 1;
  return { amount, custom_id: `pay_${count}`, invoice_id: `inv_${count}`, ...more };
};
const order = (amount?: object, more: object = {}) => ({
  intent: 'CAPTURE',
  purchase_units: [unit(amount)],
  ...more,
});
const wallet = {
  payment_source: {
    paypal: {
      experience_context: { return_url: 'http://127.0.0.1/back', cancel_url: 'http://127.0.0.1/stop' },
    },
  },
};

async function approved(
  amount?: object,
  funding: Parameters<typeof sandbox.control.paypal.approveOrder>[1] = {},
) {
  const { body } = await wire.post('/v2/checkout/orders', order(amount), { key: `order-${count}` });
  await sandbox.control.paypal.approveOrder(body.id, funding);
  return body.id as string;
}
async function captured(
  amount?: object,
  funding: Parameters<typeof sandbox.control.paypal.approveOrder>[1] = {},
) {
  const id = await approved(amount, funding);
  const { body } = await wire.post(`/v2/checkout/orders/${id}/capture`, {}, { key: `capture-${id}` });
  return { orderId: id, captureId: body.purchase_units[0].payments.captures[0].id as string, body };
}

describe('a token', () => {
  test('is given for the client’s id and secret, and needed everywhere', async () => {
    expect((await wire.token('sandbox', 'guessed')).status).toBe(401);
    expect((await wire.token()).body).toMatchObject({ token_type: 'Bearer', expires_in: 32_400 });
    const refused = await wire.call('GET', '/v2/checkout/orders/{id}', {
      path: '/v2/checkout/orders/X',
      token: 'A21AA.9999999999.guessed',
    });
    expect(refused).toMatchObject({ status: 401, body: { name: 'AUTHENTICATION_FAILURE' } });
  });
});

describe('an order', () => {
  test('waits for its payer, is approved, and captured once', async () => {
    const made = await wire.post('/v2/checkout/orders', order(undefined, wallet), { key: 'wait' });
    expect(made).toMatchObject({ status: 201, body: { status: 'PAYER_ACTION_REQUIRED' } });
    const link = made.body.links.find(({ rel }: { rel: string }) => rel === 'payer-action');
    expect(link.href).toBe(`${sandbox.url}/paypal/checkoutnow?token=${made.body.id}`);
    const early = await wire.post(`/v2/checkout/orders/${made.body.id}/capture`, {}, { key: 'early' });
    expect(early).toMatchObject({ status: 422, body: { details: [{ issue: 'ORDER_NOT_APPROVED' }] } });

    await sandbox.control.paypal.approveOrder(made.body.id, { email: 'alice@acme.test' });
    const seen = await wire.get('/v2/checkout/orders/{id}', made.body.id);
    expect(seen.body).toMatchObject({ status: 'APPROVED', payer: { email_address: 'alice@acme.test' } });
    const path = `/v2/checkout/orders/${made.body.id}/capture`;
    const taken = await wire.post(path, {}, { key: 'take' });
    expect(taken).toMatchObject({
      status: 201,
      body: {
        status: 'COMPLETED',
        purchase_units: [{ payments: { captures: [{ status: 'COMPLETED', amount: usd('29.00') }] } }],
      },
    });
    const again = await wire.post(path, {}, { key: 'take' });
    expect(again).toMatchObject({ status: 200, body: taken.body });
    const other = await wire.post(path, {}, { key: 'take-2' });
    expect(other).toMatchObject({ status: 422, body: { details: [{ issue: 'ORDER_ALREADY_CAPTURED' }] } });
  });

  test('is told in short unless the whole is asked for', async () => {
    const { body } = await wire.call('POST', '/v2/checkout/orders', {
      body: order(),
      key: 'short',
      prefer: 'return=minimal',
    });
    expect(Object.keys(body).sort()).toEqual(['id', 'links', 'status']);
  });

  test('with the same key is the same order in its present state; with other content it is refused', async () => {
    const asked = order();
    const first = await wire.post('/v2/checkout/orders', asked, { key: 'same' });
    await sandbox.control.paypal.approveOrder(first.body.id);
    const second = await wire.post('/v2/checkout/orders', asked, { key: 'same' });
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, status: 'APPROVED' } });
    const other = await wire.call('POST', '/v2/checkout/orders', {
      body: order(),
      key: 'same',
      unchecked: true,
    });
    expect(other).toMatchObject({ status: 422, body: { details: [{ issue: 'DUPLICATE_REQUEST_ID' }] } });
  });

  test('with a means of payment needs a key', async () => {
    const { status, body } = await wire.post('/v2/checkout/orders', order(undefined, wallet), {});
    expect([status, body.details[0].issue]).toEqual([400, 'PAYPAL_REQUEST_ID_REQUIRED']);
  });

  test.each([
    [
      'a currency that PayPal does not take',
      { currency_code: 'KWD', value: '10.000' },
      'INVALID_CURRENCY_CODE',
    ],
    ['a tenth of a cent', usd('1.001'), 'DECIMAL_PRECISION'],
    ['decimals of a yen', { currency_code: 'JPY', value: '100.00' }, 'DECIMAL_PRECISION'],
    ['decimals of a forint', { currency_code: 'HUF', value: '100.5' }, 'DECIMAL_PRECISION'],
    ['decimals of a Taiwan dollar', { currency_code: 'TWD', value: '1.00' }, 'DECIMAL_PRECISION'],
    ['nothing', usd('0.00'), 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['less than nothing', usd('-1.00'), 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['more than there is', usd('9999999999999999.99'), 'MAX_VALUE_EXCEEDED'],
  ])('of %s is refused', async (_what, amount, issue) => {
    const { status, body } = await wire.post('/v2/checkout/orders', order(amount), {
      key: `bad-${issue}-${count}`,
    });
    expect([status, body.name, body.details[0].issue]).toEqual([422, 'UNPROCESSABLE_ENTITY', issue]);
  });

  test.each([
    ['no JSON', '{"intent":', 'MALFORMED_REQUEST_JSON'],
    ['no amount', JSON.stringify({ intent: 'CAPTURE', purchase_units: [{}] }), 'MISSING_REQUIRED_PARAMETER'],
    ['words for an amount', JSON.stringify(order(usd('ten'))), 'INVALID_PARAMETER_SYNTAX'],
    ['another intent', JSON.stringify({ ...order(), intent: 'GIVE' }), 'INVALID_PARAMETER_VALUE'],
  ])('with %s is malformed', async (_what, raw, issue) => {
    const { status, body } = await wire.call('POST', '/v2/checkout/orders', {
      raw,
      key: `malformed-${issue}`,
    });
    expect([status, body.name, body.details[0].issue]).toEqual([400, 'INVALID_REQUEST', issue]);
  });

  test.each([
    ['JPY', '2900'],
    ['HUF', '10000'],
    ['TWD', '900'],
    ['EUR', '1234567.89'],
  ])('in %s is captured to the last digit', async (currency_code, value) => {
    const { body } = await captured({ currency_code, value });
    const [capture] = body.purchase_units[0].payments.captures;
    expect(capture.amount).toEqual({ currency_code, value });
    const { gross_amount: gross, paypal_fee: fee, net_amount: net } = capture.seller_receivable_breakdown;
    expect(Number(fee.value) + Number(net.value)).toBeCloseTo(Number(gross.value), 6);
  });

  test('may be changed until it is captured', async () => {
    const id = await approved();
    const path = `/purchase_units/@reference_id=='default'/amount`;
    const change = [{ op: 'replace', path, value: usd('7.00') }];
    expect((await wire.patch(id, change)).status).toBe(204);
    expect((await wire.get('/v2/checkout/orders/{id}', id)).body.purchase_units[0].amount).toEqual(
      usd('7.00'),
    );
    expect((await wire.patch(id, [{ op: 'replace', path: '/status', value: 'COMPLETED' }])).status).toBe(400);
    await wire.post(`/v2/checkout/orders/${id}/capture`, {}, { key: `late-${id}` });
    expect((await wire.patch(id, change)).body.details[0].issue).toBe('ORDER_ALREADY_COMPLETED');
  });

  test('whose means of payment is refused stays approved, and may be paid with another', async () => {
    const id = await approved(undefined, { funding: 'declined' });
    const path = `/v2/checkout/orders/${id}/capture`;
    const refused = await wire.post(path, {}, { key: `refused-${id}` });
    expect(refused).toMatchObject({ status: 422, body: { details: [{ issue: 'INSTRUMENT_DECLINED' }] } });
    await sandbox.control.paypal.approveOrder(id, { funding: 'balance' });
    expect(await wire.post(path, {}, { key: `refused-${id}` })).toMatchObject({ status: 201 });
  });

  test('of an invoice that is paid is not captured', async () => {
    const both = { custom_id: 'x', invoice_id: 'inv_twice', amount: usd('1.00') };
    const ids: string[] = [];
    for (const key of ['twice-1', 'twice-2']) {
      const { body } = await wire.post(
        '/v2/checkout/orders',
        { intent: 'CAPTURE', purchase_units: [both] },
        { key },
      );
      await sandbox.control.paypal.approveOrder(body.id);
      ids.push(body.id);
    }
    const [first, second] = ids;
    expect((await wire.post(`/v2/checkout/orders/${first}/capture`, {}, { key: 'twice-3' })).status).toBe(
      201,
    );
    const refused = await wire.post(`/v2/checkout/orders/${second}/capture`, {}, { key: 'twice-4' });
    expect(refused.body.details[0].issue).toBe('DUPLICATE_INVOICE_ID');
  });

  test('that does not exist is 404', async () => {
    const { status, body } = await wire.get('/v2/checkout/orders/{id}', '0AB12345CD678901E');
    expect([status, body.details[0].issue]).toEqual([404, 'INVALID_RESOURCE_ID']);
  });

  test('captured by two at once is captured once', async () => {
    const id = await approved();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        wire.post(`/v2/checkout/orders/${id}/capture`, {}, { key: `at-once-${id}-${index % 2}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const { rows } = await sandbox.query(
      `select count(*)::integer as count from sandbox.objects where type = 'paypal.capture' and data->>'orderId' = '${id}'`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });
});

describe('a capture', () => {
  test('by an electronic check is pending, and clears or bounces', async () => {
    const one = await captured(undefined, { funding: 'echeck' });
    const { body: waiting } = await wire.get('/v2/payments/captures/{capture_id}', one.captureId);
    expect(waiting).toMatchObject({ status: 'PENDING', status_details: { reason: 'ECHECK' } });
    expect(waiting.supplementary_data.related_ids.order_id).toBe(one.orderId);
    await sandbox.control.paypal.completeCapture(one.captureId);
    const cleared = await wire.get('/v2/payments/captures/{capture_id}', one.captureId);
    expect(cleared.body.status).toBe('COMPLETED');
    const two = await captured(undefined, { funding: 'echeck' });
    await sandbox.control.paypal.denyCapture(two.captureId);
    expect((await wire.get('/v2/payments/captures/{capture_id}', two.captureId)).body.status).toBe(
      'DECLINED',
    );
  });

  test('is refunded in parts, never beyond what is left, also at once', async () => {
    const { orderId, captureId } = await captured(usd('100.00'));
    const path = `/v2/payments/captures/${captureId}/refund`;
    const refunds = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        wire.post(
          path,
          { amount: usd('30.00'), custom_id: `rfd_${index}` },
          { key: `refund-${captureId}-${index}` },
        ),
      ),
    );
    expect(refunds.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(
      new Set(refunds.filter(({ status }) => status === 422).map(({ body }) => body.details[0].issue)),
    ).toEqual(new Set(['REFUND_AMOUNT_EXCEEDED']));
    expect((await wire.get('/v2/payments/captures/{capture_id}', captureId)).body.status).toBe(
      'PARTIALLY_REFUNDED',
    );
    const rest = await wire.post(path, {}, { key: `rest-${captureId}` });
    expect(rest).toMatchObject({ status: 201, body: { amount: usd('10.00'), status: 'COMPLETED' } });
    expect((await wire.post(path, {}, { key: `rest-${captureId}` })).body).toEqual(rest.body);
    expect((await wire.post(path, {}, { key: `more-${captureId}` })).body.details[0].issue).toBe(
      'CAPTURE_FULLY_REFUNDED',
    );
    const { body } = await wire.get('/v2/checkout/orders/{id}', orderId);
    expect(body.purchase_units[0].payments.refunds).toHaveLength(4);
    expect((await wire.get('/v2/payments/refunds/{refund_id}', rest.body.id)).body).toEqual(rest.body);
  });

  test('that is pending or in another currency is not refunded', async () => {
    const pending = await captured(undefined, { funding: 'echeck' });
    const early = await wire.post(
      `/v2/payments/captures/${pending.captureId}/refund`,
      {},
      { key: 'pending' },
    );
    expect(early.body.details[0].issue).toBe('PENDING_CAPTURE');
    const { captureId } = await captured();
    const other = await wire.post(
      `/v2/payments/captures/${captureId}/refund`,
      { amount: { currency_code: 'EUR', value: '1.00' } },
      { key: 'other' },
    );
    expect(other.body.details[0].issue).toBe('REFUND_CAPTURE_CURRENCY_MISMATCH');
  });

  test('may be taken back by the payer’s bank, as far as it is not refunded', async () => {
    const { orderId, captureId } = await captured(usd('10.00'));
    await wire.post(`/v2/payments/captures/${captureId}/refund`, { amount: usd('3.00') }, { key: 'part' });
    await sandbox.control.paypal.reverseCapture(captureId);
    expect((await wire.get('/v2/payments/captures/{capture_id}', captureId)).body.status).toBe('REFUNDED');
    const { refunds } = (await wire.get('/v2/checkout/orders/{id}', orderId)).body.purchase_units[0].payments;
    expect(refunds.map(({ amount }: { amount: object }) => amount)).toEqual([usd('3.00'), usd('7.00')]);
  });
});

describe('a saved account', () => {
  async function saved(funding: 'balance' | 'declined' = 'balance') {
    count += 1;
    const setup = await wire.post(
      '/v3/vault/setup-tokens',
      {
        customer: { merchant_customer_id: 'acc_1' },
        payment_source: { paypal: wallet.payment_source.paypal },
      },
      { key: `setup-${count}` },
    );
    expect(setup).toMatchObject({ status: 201, body: { status: 'PAYER_ACTION_REQUIRED' } });
    const token = { payment_source: { token: { id: setup.body.id, type: 'SETUP_TOKEN' } } };
    const early = await wire.post('/v3/vault/payment-tokens', token, { key: `early-${setup.body.id}` });
    expect(early.status).toBe(422);
    await sandbox.control.paypal.approveSetup(setup.body.id, { email: 'alice@acme.test', funding });
    expect((await wire.get('/v3/vault/setup-tokens/{id}', setup.body.id)).body.status).toBe('APPROVED');
    const made = await wire.post('/v3/vault/payment-tokens', token, { key: `token-${setup.body.id}` });
    const again = await wire.post('/v3/vault/payment-tokens', token, { key: `token-${setup.body.id}` });
    expect(again.body).toEqual(made.body);
    return made.body;
  }

  test('is made from an approved setup, told with its e-mail, and forgotten', async () => {
    const token = await saved();
    expect(token.payment_source.paypal.email_address).toBe('alice@acme.test');
    expect((await wire.get('/v3/vault/payment-tokens/{id}', token.id)).body).toEqual(token);
    const list = await wire.call('GET', '/v3/vault/payment-tokens', {
      path: `/v3/vault/payment-tokens?customer_id=${token.customer.id}`,
    });
    expect(list.body.payment_tokens).toEqual([token]);
    for (let times = 0; times < 2; times += 1) {
      const gone = await wire.call('DELETE', '/v3/vault/payment-tokens/{id}', {
        path: `/v3/vault/payment-tokens/${token.id}`,
      });
      expect(gone.status).toBe(204);
    }
    expect((await wire.get('/v3/vault/payment-tokens/{id}', token.id)).status).toBe(404);
  });

  test('pays at once; one that is refused or forgotten does not', async () => {
    const pay = (vault_id: string, key: string) =>
      wire.post('/v2/checkout/orders', order(undefined, { payment_source: { paypal: { vault_id } } }), {
        key,
      });
    const token = await saved();
    const paid = await pay(token.id, 'vault-1');
    expect(paid.body).toMatchObject({
      status: 'COMPLETED',
      purchase_units: [{ payments: { captures: [{ status: 'COMPLETED' }] } }],
    });
    const bad = await saved('declined');
    expect((await pay(bad.id, 'vault-2')).body.details[0].issue).toBe('INSTRUMENT_DECLINED');
    expect((await pay('gone', 'vault-3')).body.details[0].issue).toBe('PAYMENT_SOURCE_CANNOT_BE_USED');
  });
});

describe('search, disputes, events', () => {
  test('what is booked is found by its time, with the merchant’s own id', async () => {
    const { orderId, captureId } = await captured(usd('12.34'));
    const [from, until] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)].map((at) =>
      at.toISOString(),
    );
    const path = `/v1/reporting/transactions?start_date=${from}&end_date=${until}&transaction_id=${captureId}`;
    const { body } = await wire.call('GET', '/v1/reporting/transactions', { path });
    expect(body.transaction_details).toMatchObject([
      {
        transaction_info: {
          transaction_id: captureId,
          paypal_reference_id: orderId,
          transaction_amount: usd('12.34'),
          custom_field: `pay_${count}`,
        },
      },
    ]);
    const wrong = await wire.call('GET', '/v1/reporting/transactions', {
      path: '/v1/reporting/transactions?start_date=2026-01-01T00:00:00Z&end_date=2026-03-01T00:00:00Z',
      unchecked: true,
    });
    expect(wrong.status).toBe(400);
  });

  test('a dispute is opened and decided', async () => {
    const { captureId } = await captured();
    const { id } = await sandbox.control.paypal.openDispute({ capture: captureId });
    const open = await wire.get('/v1/customer/disputes/{id}', id);
    expect(open.body).toMatchObject({ status: 'WAITING_FOR_SELLER_RESPONSE', dispute_amount: usd('29.00') });
    await sandbox.control.paypal.loseDispute(id);
    const lost = await wire.get('/v1/customer/disputes/{id}', id);
    expect(lost.body).toMatchObject({
      status: 'RESOLVED',
      dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' },
    });
  });

  test('what happened can be read again as events, which Stripe’s list does not show', async () => {
    const { captureId } = await captured();
    const path = '/v1/notifications/webhooks-events?event_type=PAYMENT.CAPTURE.COMPLETED&page_size=1';
    const { body } = await wire.call('GET', '/v1/notifications/webhooks-events', { path });
    expect(body.events).toMatchObject([{ resource_type: 'capture', resource: { id: captureId } }]);
    const one = await wire.get('/v1/notifications/webhooks-events/{event_id}', body.events[0].id);
    expect(one.body).toEqual(body.events[0]);
    const operation = 'GET /v2/payments/captures/{capture_id}';
    expect(schema.problems({ operation, status: 200, body: one.body.resource })).toEqual([]);
    const stripes = await sandbox.stripe.events.list({ limit: 100 });
    expect(stripes.data).toEqual([]);
  });
});

describe('faults on demand', () => {
  test('fail before and after the effect, with PayPal’s own bodies', async () => {
    await sandbox.control.failBefore({ method: 'POST', path: '/paypal/v2/checkout/orders' });
    const asked = order();
    const first = await wire.call('POST', '/v2/checkout/orders', {
      body: asked,
      key: 'fault',
      unchecked: true,
    });
    expect(first).toMatchObject({ status: 500, body: { name: 'INTERNAL_SERVER_ERROR' } });
    await sandbox.control.failAfter({ method: 'POST', path: '/paypal/v2/checkout/orders' }, 503);
    const second = await wire.call('POST', '/v2/checkout/orders', {
      body: asked,
      key: 'fault',
      unchecked: true,
    });
    expect(second.status).toBe(503);
    // It took effect: the same key tells of it.
    expect((await wire.post('/v2/checkout/orders', asked, { key: 'fault' })).status).toBe(200);
  });

  test('an unknown address is PayPal’s 404', async () => {
    const answer = await wire.call('GET', '/v2/payments/refunds/{refund_id}', { path: '/v9/nothing' });
    expect(answer).toMatchObject({ status: 404, body: { name: 'RESOURCE_NOT_FOUND' } });
  });
});
