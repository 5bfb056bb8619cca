import { money } from '../../kit/money.js';
import type { Answer } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(async () => {
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  expect(await house.books()).toEqual({});
});

const refused = ({ status, body }: Answer) => [status, body.code];
const bought = async (token = 'pm_card_visa') => {
  const { body } = await house.buy(house.alice, 'starter', { method: 'stripe', paymentMethodToken: token });
  return { paymentId: body.payment.id as string, invoiceId: body.invoice.id as string };
};
const refund = (paymentId: string, amount: number, more: object = {}, headers = {}) =>
  house.sam.post(`/v1/admin/payments/${paymentId}/refund`, { amount, reason: 'A test', ...more }, headers);
const payment = async (id: string) => (await house.sam.get(`/v1/admin/payments/${id}`)).body;
const credits = async () => (await house.alice.get('/v1/billing/credits/balance')).body;
const onAccount = async () => (await house.alice.get('/v1/billing/balance')).body;
const intentOf = async (paymentId: string) => {
  const [row] = await house.sql('SELECT stripe_payment_intent_id AS id FROM payment WHERE id = $1', [
    paymentId,
  ]);
  return row?.['id'] as string;
};

test('a refund in part takes a credit note, its share of the credits, and is booked once', async () => {
  const before = (await credits()).balance;
  const { paymentId, invoiceId } = await bought();
  const headers = { 'idempotency-key': `refund-${paymentId}` };
  const first = await refund(paymentId, 300, {}, headers);
  expect([first.status, first.body.status, first.body.amount]).toEqual([201, 'succeeded', 300]);
  expect((await refund(paymentId, 300, {}, headers)).body.id).toBe(first.body.id);
  expect(await payment(paymentId)).toMatchObject({ status: 'succeeded', amountRefunded: 300 });
  // A third of 500 credits, rounded half up.
  expect((await credits()).balance).toBe(before + 500 - 167);
  const notes = await house.sql('SELECT total, to_account, cause FROM credit_note WHERE invoice_id = $1', [
    invoiceId,
  ]);
  expect(notes).toEqual([{ total: '300', to_account: '300', cause: 'refund' }]);
  expect(await onAccount()).toEqual([]);
  expect((await refund(paymentId, 600)).status).toBe(201);
  expect((await credits()).balance).toBe(before);
  expect(refused(await refund(paymentId, 1))).toEqual([409, 'more_than_refundable']);
  const list = (await house.alice.get(`/v1/billing/payments/${paymentId}/refunds`)).body;
  expect(list.map((one: { amount: number }) => one.amount)).toEqual([300, 600]);
});

test('ten refunds of 270 of 900 at once: three succeed', async () => {
  const { paymentId } = await bought();
  const answers = await Promise.all(Array.from({ length: 10 }, () => refund(paymentId, 270)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(answers.filter(({ body }) => body.code === 'more_than_refundable')).toHaveLength(7);
  expect(await payment(paymentId)).toMatchObject({ amountRefunded: 810 });
});

test('credits that were spent become a debt, which the next purchase repays', async () => {
  const { paymentId } = await bought();
  const { key } = (await house.alice.post('/v1/account/api-keys', { name: 'Refunds' })).body;
  const { balance } = await credits();
  await house
    .stranger()
    .post(
      '/v1/usage/records',
      { operation: 'translation', quantity: Math.floor(balance / 2) },
      { authorization: `Bearer ${key}`, 'idempotency-key': 'spend-all' },
    );
  const left = (await credits()).balance;
  expect((await refund(paymentId, 900)).status).toBe(201);
  expect(await credits()).toMatchObject({ balance: 0, debt: 500 - left });
  await bought();
  expect(await credits()).toMatchObject({ balance: left, debt: 0 });
});

test('a refund that takes its time is booked when the gateway takes it on', async () => {
  const { paymentId } = await bought('pm_card_pendingRefund');
  const { body } = await refund(paymentId, 900);
  expect(body.status).toBe('pending');
  expect(await payment(paymentId)).toMatchObject({ amountRefunded: 900 });
  await house.control.hasten();
  await house.settle();
  const [row] = await house.sql('SELECT status FROM refund WHERE id = $1', [body.id]);
  expect(row?.['status']).toBe('succeeded');
});

test('a refund that fails later is money on account, and staff see it', async () => {
  const { paymentId } = await bought('pm_card_refundFail');
  const { body } = await refund(paymentId, 400);
  expect(body.status).toBe('succeeded');
  await house.control.hasten();
  await house.settle();
  expect(await payment(paymentId)).toMatchObject({ amountRefunded: 0 });
  expect(await onAccount()).toEqual([{ currency: 'USD', amount: 400 }]);
  const open = (await house.sam.get('/v1/admin/exceptions?status=open&kind=refund_failed')).body;
  expect(open.map((one: { objectId: string }) => one.objectId)).toEqual([body.id]);
  const done = await house.sam.post(`/v1/admin/exceptions/${open[0].id}/resolve`, {
    resolution: 'Repaid by transfer',
  });
  expect([done.status, done.body.status]).toEqual([200, 'resolved']);
  expect(
    refused(await house.sam.post(`/v1/admin/exceptions/${open[0].id}/resolve`, { resolution: 'Again' })),
  ).toEqual([409, 'exception_resolved']);
});

test('money on account pays an invoice, or is paid out', async () => {
  const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
  const invoiceId = body.invoice.id;
  const part = await house.alice.post(`/v1/billing/invoices/${invoiceId}/apply-balance`, { amount: 150 });
  expect([part.status, part.body]).toEqual([200, [{ currency: 'USD', amount: 250 }]]);
  expect((await house.alice.get(`/v1/billing/invoices/${invoiceId}`)).body).toMatchObject({
    status: 'pending',
    amountPaid: 150,
    amountDue: 750,
  });
  // The card form that was left open gave way.
  expect((await payment(body.payment.id)).status).toBe('canceled');
  expect(refused(await house.charlie.post(`/v1/billing/invoices/${invoiceId}/apply-balance`, {}))).toEqual([
    404,
    'invoice_not_found',
  ]);
  const { paymentId } = await bought();
  const out = await refund(paymentId, 250, { source: 'account' });
  expect([out.status, out.body.source]).toEqual([201, 'account']);
  expect(await onAccount()).toEqual([]);
  expect(refused(await refund(paymentId, 1, { source: 'account' }))).toEqual([409, 'money_on_account_short']);
});

test('an answer that is lost sends the money back once', async () => {
  const { paymentId } = await bought();
  await house.control.failAfter({ method: 'POST', path: '/v1/refunds', times: 2 }, 500);
  const { body } = await refund(paymentId, 500);
  expect(body.status).toBe('pending');
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  house.advance(121);
  await house.sql("UPDATE refund SET updated_at = now() - interval '1 hour' WHERE id = $1", [body.id]);
  await house.services.payments.sweepRefunds();
  await house.settle();
  expect(await payment(paymentId)).toMatchObject({ amountRefunded: 500 });
  const [row] = await house.sql('SELECT count(*)::int AS n FROM refund WHERE payment_id = $1', [paymentId]);
  expect(row?.['n']).toBe(1);
});

test('a refund made in the gateway’s own dashboard is taken into the books', async () => {
  const { paymentId } = await bought();
  const stripe = (await import('stripe')).default;
  const { hostname, port } = new URL(house.sandboxUrl);
  const dashboard = new stripe('sk_test_sandbox', {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  });
  await dashboard.refunds.create({ payment_intent: await intentOf(paymentId), amount: 200 });
  await house.settle();
  await house.settle();
  expect(await payment(paymentId)).toMatchObject({ amountRefunded: 200 });
  const open = (await house.sam.get('/v1/admin/exceptions?status=open&kind=refund_made_elsewhere')).body;
  expect(open).toHaveLength(1);
});

describe('a dispute', () => {
  const dispute = async (paymentId: string, more: object = {}) =>
    house.control.openDispute({ paymentIntent: await intentOf(paymentId), ...more });
  const status = async (paymentId: string) =>
    (await house.sam.get(`/v1/admin/disputes?paymentId=${paymentId}`)).body.map(
      (one: { status: string }) => one.status,
    );

  test('holds money and credits back, and gives both again when it is won', async () => {
    const before = (await credits()).balance;
    const { paymentId } = await bought();
    const { id } = await dispute(paymentId);
    await house.settle();
    expect(await credits()).toMatchObject({ balance: before, disputed: 500 });
    expect(await status(paymentId)).toEqual(['needs_response']);
    expect(refused(await refund(paymentId, 1))).toEqual([409, 'more_than_refundable']);
    await house.control.winDispute(id);
    await house.settle();
    expect(await status(paymentId)).toEqual(['won']);
    expect(await credits()).toMatchObject({ balance: before + 500, disputed: 0 });
  });

  test('that is lost takes the sale back, credits and all, whatever the order of its events', async () => {
    const before = (await credits()).balance;
    const { paymentId, invoiceId } = await bought();
    await house.control.holdWebhooks('charge.dispute.*');
    const { id } = await dispute(paymentId);
    await house.control.loseDispute(id);
    await house.control.settleWebhooks();
    await house.control.releaseWebhooks({ reversed: true });
    await house.settle();
    expect(await status(paymentId)).toEqual(['lost']);
    expect(await credits()).toMatchObject({ balance: before, disputed: 0, debt: 0 });
    const notes = await house.sql('SELECT total, cause FROM credit_note WHERE invoice_id = $1', [invoiceId]);
    expect(notes).toEqual([{ total: '900', cause: 'chargeback' }]);
    for (const event of await house.control.events('charge.dispute.closed'))
      await house.control.sendEvent(event.id, { copies: 3 });
    await house.settle();
    const [row] = await house.sql('SELECT amount_charged_back AS back FROM payment WHERE id = $1', [
      paymentId,
    ]);
    expect(row?.['back']).toBe('900');
  });

  test('that is won leaves credits frozen while another one holds money of the same invoice back', async () => {
    const first = await house.transfer('starter');
    const { invoiceIds, amount } = await payment(first);
    await house.sam.post(`/v1/admin/payments/${first}/approve`, { amount: Math.floor(amount / 2) });
    const second = await house.charlie.post(`/v1/billing/invoices/${invoiceIds[0]}/pay`, {
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    expect([second.status, second.body.status]).toEqual([201, 'succeeded']);
    const disputed = async () => (await house.charlie.get('/v1/billing/credits/balance')).body.disputed;
    const move = (paymentId: string, state: 'needs_response' | 'won') =>
      house.db.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } }).then((row) =>
        house.services.payments.applyDispute('stripe', paymentId, {
          gatewayDisputeId: `dp_${paymentId}`,
          gatewayPaymentId: null,
          chargeId: null,
          state,
          amount: money(row.amountCaptured, row.currency),
          reason: 'fraudulent',
          evidenceDueBy: null,
          withdrawn: true,
        }),
      );
    // Banks take transfers back too; the two are of different payments here, which is what matters.
    await move(first, 'needs_response');
    await move(second.body.id, 'needs_response');
    expect(await disputed()).toBe(500);
    await move(second.body.id, 'won');
    expect(await disputed()).toBe(500);
    await move(first, 'won');
    expect(await disputed()).toBe(0);
  });

  test('that only asks holds nothing back', async () => {
    const before = (await credits()).balance;
    const { paymentId } = await bought();
    await dispute(paymentId, { isInquiry: true });
    await house.settle();
    expect(await credits()).toMatchObject({ balance: before + 500, disputed: 0 });
  });
});

describe('a refund is refused', () => {
  test.each([
    [
      'of a payment that has not succeeded',
      409,
      'payment_not_refundable',
      async () => {
        const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
        return refund(body.payment.id, 1);
      },
    ],
    ['of a payment that does not exist', 404, 'payment_not_found', () => refund(`pay_${'0'.repeat(26)}`, 1)],
    [
      'to support',
      403,
      'forbidden',
      async () => {
        const { paymentId } = await bought();
        return house.support.post(`/v1/admin/payments/${paymentId}/refund`, { amount: 1, reason: 'No' });
      },
    ],
    [
      'of a transfer without the bank’s reference',
      422,
      'bank_reference_required',
      async () => {
        const paymentId = await house.transfer();
        await house.sam.post(`/v1/admin/payments/${paymentId}/approve`, {});
        return refund(paymentId, 100);
      },
    ],
  ])('%s: %s %s', async (_case, code, name, attempt) => {
    expect(refused(await attempt())).toEqual([code, name]);
  });

  test('by the gateway: nothing is booked', async () => {
    const { paymentId } = await bought();
    await house.control.addRule({
      kind: 'call',
      method: 'POST',
      path: '/v1/refunds',
      when: 'before',
      outcome: { type: 'status', status: 400 },
    });
    const answer = await refund(paymentId, 100);
    expect(answer.status).toBe(402);
    expect(await payment(paymentId)).toMatchObject({ amountRefunded: 0 });
    expect((await refund(paymentId, 900)).status).toBe(201);
  });
});
