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
const preview = (id: string, query: string, by = house.sam) =>
  by.get(`/v1/admin/payments/${id}/refund/preview?${query}`);
const refund = (id: string, amount: number, more: object = {}) =>
  house.sam.post(`/v1/admin/payments/${id}/refund`, { amount, reason: 'A test', ...more });
const lookAgain = (id: string, by = house.sam) => by.post(`/v1/admin/payments/${id}/look-again`, {});
const intentOf = async (paymentId: string) => {
  const query = 'SELECT stripe_payment_intent_id AS id FROM payment WHERE id = $1';
  return (await house.sql(query, [paymentId]))[0]?.['id'] as string;
};

describe('what a refund would do', () => {
  it('is said before it is done, and comes out like that', async () => {
    const { paymentId, invoiceId } = await bought();
    const { body } = await preview(paymentId, 'amount=300');
    expect(body).toEqual({
      currency: 'USD',
      refundable: 900,
      moneyOnAccount: 0,
      credited: [
        {
          invoiceId,
          invoiceNumber: expect.stringMatching(/^INV-/),
          amount: 300,
          creditsTaken: 167,
          creditsOwed: 0,
          isStillDue: false,
        },
      ],
      fromAccount: 0,
      refusal: null,
    });
    const before = (await house.alice.get('/v1/billing/credits/balance')).body.balance;
    expect((await refund(paymentId, 300)).status).toBe(201);
    expect((await house.alice.get('/v1/billing/credits/balance')).body.balance).toBe(before - 167);
    // The rest of the credits, however the first part was rounded.
    expect((await preview(paymentId, 'amount=600')).body.credited[0].creditsTaken).toBe(333);
  });

  it('names what would be refused, and why', async () => {
    const { paymentId } = await bought();
    expect((await preview(paymentId, 'amount=901')).body).toMatchObject({
      refusal: 'more_than_refundable',
      refundable: 900,
    });
    expect((await preview(paymentId, 'amount=100&source=account')).body).toMatchObject({
      refusal: 'money_on_account_short',
      credited: [],
      fromAccount: 100,
    });
    const waiting = await house.transfer();
    expect((await preview(waiting, 'amount=100')).body).toMatchObject({ refusal: 'payment_not_refundable' });
    await house.sam.post(`/v1/admin/payments/${waiting}/approve`, { amount: 400 });
    expect((await preview(waiting, 'amount=100')).body).toMatchObject({
      refusal: 'invoice_still_due',
      credited: [{ amount: 100, creditsTaken: 0, isStillDue: true }],
    });
    expect(refused(await refund(waiting, 100, { bankReference: 'SEPA 1' }))).toEqual([
      409,
      'invoice_still_due',
    ]);
  });

  it('says which credits were spent already and would be owed', async () => {
    const { paymentId } = await bought();
    const { key } = (await house.alice.post('/v1/account/api-keys', { name: 'Preview' })).body;
    const { balance } = (await house.alice.get('/v1/billing/credits/balance')).body;
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'preview-spends-all' };
    const use = { operation: 'translation', quantity: Math.floor(balance / 2) };
    await house.stranger().post('/v1/usage/records', use, headers);
    const [note] = (await preview(paymentId, 'amount=900')).body.credited;
    const left = (await house.alice.get('/v1/billing/credits/balance')).body.balance;
    expect([note.creditsTaken, note.creditsOwed]).toEqual([left, 500 - left]);
  });

  it('is for those who may refund, of payments that are there, with an amount', async () => {
    const { paymentId } = await bought();
    expect((await preview(paymentId, 'amount=1', house.support)).status).toBe(403);
    expect((await preview('pay_00000000000000000000000000', 'amount=1')).status).toBe(404);
    expect((await preview(paymentId, 'amount=0')).status).toBe(400);
    expect((await preview(paymentId, 'amount=1e20')).status).toBe(400);
    expect((await preview(paymentId, 'amount=x')).status).toBe(400);
  });

  it('more than can be refunded is refused in the currency’s own digits, beside the amount', async () => {
    const { paymentId } = await bought();
    const { status, body } = await refund(paymentId, 901);
    expect([status, body.code]).toEqual([409, 'more_than_refundable']);
    expect(body.errors).toEqual({ amount: ['At most $9.00 can be refunded yet.'] });
  });
});

describe('looking again at the gateway', () => {
  it('finds a refund that was answered late and a dispute whose events were lost', async () => {
    await house.control.addRule({ kind: 'webhook', event: '*', action: { type: 'drop' }, times: null });
    const { paymentId } = await bought('pm_card_pendingRefund');
    const { body } = await refund(paymentId, 300);
    expect(body.status).toBe('pending');
    await house.control.hasten();
    const dispute = await house.control.openDispute({
      paymentIntent: await intentOf(paymentId),
      amount: 600,
    });
    await house.services.payments.syncDispute('stripe', dispute.id);
    await house.control.winDispute(dispute.id);
    const { status } = await lookAgain(paymentId);
    expect(status).toBe(200);
    expect(await house.sql('SELECT status FROM refund WHERE payment_id = $1', [paymentId])).toEqual([
      { status: 'succeeded' },
    ]);
    expect(await house.sql('SELECT status FROM dispute WHERE payment_id = $1', [paymentId])).toEqual([
      { status: 'won' },
    ]);
    const [audit] = await house.sql(
      `SELECT actor_id, action FROM audit_event WHERE subject_id = $1 AND action = 'payment.look_again'`,
      [paymentId],
    );
    expect(audit).toEqual({ actor_id: house.samActor.staffId, action: 'payment.look_again' });
  });

  it('a payment whose answer was lost is found', async () => {
    await house.control.addRule({ kind: 'webhook', event: '*', action: { type: 'drop' }, times: null });
    await house.control.dropConnection({ path: '/v1/payment_intents', times: 5 }, 'after');
    const { body } = await house.buy(house.alice, 'starter');
    const id =
      body.payment?.id ?? (await house.sql(`SELECT id FROM payment WHERE status = 'pending'`))[0]?.['id'];
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    expect((await lookAgain(id)).body.status).toBe('succeeded');
  });

  it('refuses what has no gateway, who may not, and what is not there', async () => {
    const waiting = await house.transfer();
    expect(refused(await lookAgain(waiting))).toEqual([409, 'payment_not_at_gateway']);
    expect((await lookAgain(waiting, house.support)).status).toBe(403);
    expect((await lookAgain('pay_00000000000000000000000000')).status).toBe(404);
    const { paymentId } = await bought();
    await house.control.failBefore({ path: '/v1/payment_intents/*', times: 9 }, 500);
    expect(refused(await lookAgain(paymentId))).toEqual([503, 'gateway_unavailable']);
  });
});

describe('somebody else was faster', () => {
  it('the second decider reads who decided, and what', async () => {
    const approved = await house.transfer();
    await house.sam.post(`/v1/admin/payments/${approved}/approve`, {});
    const late = await house.dana.post(`/v1/admin/payments/${approved}/reject`, { reason: 'Not there' });
    expect(late.body).toMatchObject({
      code: 'payment_already_decided',
      detail: 'Sam Sterling has approved this payment already.',
    });
    const rejected = await house.transfer();
    await house.dana.post(`/v1/admin/payments/${rejected}/reject`, { reason: 'Not there' });
    expect((await house.sam.post(`/v1/admin/payments/${rejected}/approve`, {})).body.detail).toBe(
      'Dana Dalton has rejected this payment already.',
    );
  });

  it('a transfer recorded with the key of another is refused', async () => {
    const command = {
      actor: house.samActor,
      accountId: house.globex.accountId,
      method: 'bank_transfer' as const,
      currency: 'EUR',
      amountMinor: 500n,
      receivedOn: house.clock.now().toISOString().slice(0, 10),
      reference: 'SEPA 77',
      note: null,
      requestKey: 'desk-key-1',
    };
    const first = await house.services.payments.record(command);
    expect((await house.services.payments.record(command)).id).toBe(first.id);
    await expect(house.services.payments.record({ ...command, amountMinor: 501n })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });
});
