import type { Answer } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';
import { namedIn } from './payments.application.rules.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(async () => expect(await house.books()).toEqual({}));

const refused = ({ status, body }: Answer) => [status, body.code];
/** An invoice of Globex over net × 1.19. */
const bill = async (net: number) => {
  const { body } = await house.sam.post('/v1/admin/invoices/create', {
    accountId: house.globex.accountId,
    lines: [{ description: 'Work', quantity: 1, unitAmount: net }],
  });
  return body as { id: string; number: string; total: number; paymentReference: string };
};
const invoice = async (id: string) => (await house.charlie.get(`/v1/billing/invoices/${id}`)).body;
const record = (more: object, headers = {}) =>
  house.sam.post(
    '/v1/admin/payments/record',
    {
      accountId: house.globex.accountId,
      method: 'bank_transfer',
      currency: 'EUR',
      amount: 10_000,
      receivedOn: house.clock.now().toISOString().slice(0, 10),
      reference: 'Sammelzahlung',
      ...more,
    },
    headers,
  );
const onAccount = async () => (await house.charlie.get('/v1/billing/balance')).body;
const empty = async () => {
  for (const { amount } of await onAccount()) {
    const { id } = await bill(Math.ceil(amount / 1.19));
    await house.charlie.post(`/v1/billing/invoices/${id}/apply-balance`, {});
    await house.sam.post(`/v1/admin/invoices/${id}/apply-balance`, {});
  }
};

test('one transfer settles many invoices, the oldest first, and the rest is money on account', async () => {
  const [first, second] = [await bill(5_000), await bill(2_000)];
  const answer = await record({ amount: first.total + second.total + 55 }, { 'idempotency-key': 'many' });
  expect([answer.status, answer.body.status, answer.body.invoiceIds.length]).toEqual([201, 'succeeded', 2]);
  expect(await invoice(first.id)).toMatchObject({ status: 'paid', amountDue: 0 });
  expect(await invoice(second.id)).toMatchObject({ status: 'paid', amountDue: 0 });
  expect(await onAccount()).toEqual([{ currency: 'EUR', amount: 55 }]);
  await empty();
});

test('a transfer that names an invoice settles that one, as a whole word', async () => {
  const [older, named] = [await bill(1_000), await bill(3_000)];
  await record({ amount: named.total, reference: `Rechnung ${named.number}, danke` });
  expect((await invoice(named.id)).status).toBe('paid');
  expect((await invoice(older.id)).status).toBe('pending');
  await record({ amount: older.total, reference: older.paymentReference.replace(/(.{4})/g, '$1 ') });
  expect((await invoice(older.id)).status).toBe('paid');
});

test('numbers are found as whole words only', () => {
  const one = { number: 'INV-2026-11-00001', paymentReference: 'RF68INV20261100001' };
  expect(namedIn('INV-2026-11-000012', [one])).toEqual([]);
  expect(namedIn('XINV-2026-11-00001', [one])).toEqual([]);
  expect(namedIn('inv-2026-11-00001', [one])).toEqual([one]);
  expect(namedIn('RF68 INV2 0261 1000 01', [one])).toEqual([one]);
  expect(namedIn('RF68INV202611000012', [one])).toEqual([]);
});

test('what a bank and the tax office kept is written off within the tolerance', async () => {
  const { id, total } = await bill(10_000);
  const kept = { bankFee: 250, withholding: 1_500 };
  const answer = await record({
    amount: total - 1_750,
    allocations: [{ invoiceId: id, amount: total - 1_750 }],
    ...kept,
  });
  expect(answer.status).toBe(201);
  expect(await invoice(id)).toMatchObject({ status: 'paid', amountPaid: total, amountDue: 0 });
  const rows = await house.sql(
    'SELECT kind, amount FROM payment_allocation WHERE invoice_id = $1 ORDER BY kind',
    [id],
  );
  expect(rows.map((row) => [row['kind'], Number(row['amount'])])).toEqual([
    ['cash', total - 1_750],
    ['bank_fee', 250],
    ['withholding', 1_500],
  ]);
});

test('a part payment leaves the invoice open with the rest due', async () => {
  const { id, total } = await bill(1_000);
  await record({ amount: 400, allocations: [{ invoiceId: id, amount: 400 }] });
  expect(await invoice(id)).toMatchObject({ status: 'pending', amountPaid: 400, amountDue: total - 400 });
  await record({ amount: total - 400, allocations: [{ invoiceId: id, amount: total - 400 }] });
  expect(await invoice(id)).toMatchObject({ status: 'paid' });
});

describe('is refused', () => {
  test.each<[string, number, string, () => Promise<Answer>]>([
    [
      'a fee above the tolerance',
      422,
      'difference_above_tolerance',
      async () => {
        const { id, total } = await bill(10_000);
        return record({
          amount: total - 5_000,
          allocations: [{ invoiceId: id, amount: total - 5_000 }],
          bankFee: 5_000,
        });
      },
    ],
    [
      'more allocated than received',
      422,
      'allocated_above_received',
      async () => {
        const { id } = await bill(1_000);
        return record({ amount: 100, allocations: [{ invoiceId: id, amount: 200 }] });
      },
    ],
    [
      'more allocated than due',
      422,
      'allocated_above_due',
      async () => {
        const { id, total } = await bill(1_000);
        return record({ amount: 90_000, allocations: [{ invoiceId: id, amount: total + 1 }] });
      },
    ],
    ['a day in the future', 422, 'received_on_in_future', () => record({ receivedOn: '2999-01-01' })],
    [
      'an invoice in another currency',
      422,
      'currency_differs',
      async () => {
        const { id } = await bill(1_000);
        return record({ currency: 'USD', allocations: [{ invoiceId: id, amount: 100 }] });
      },
    ],
    [
      'an invoice of another company',
      404,
      'invoice_not_found',
      async () => {
        const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
        return record({ allocations: [{ invoiceId: body.invoice.id, amount: 100 }] });
      },
    ],
    [
      'a paid invoice',
      409,
      'invoice_not_payable',
      async () => {
        const { id, total } = await bill(100);
        await record({ amount: total, allocations: [{ invoiceId: id, amount: total }] });
        return record({ amount: 10, allocations: [{ invoiceId: id, amount: 10 }] });
      },
    ],
    [
      'to support',
      403,
      'forbidden',
      () =>
        house.support.post('/v1/admin/payments/record', {
          accountId: house.globex.accountId,
          method: 'bank_transfer',
          currency: 'EUR',
          amount: 1,
          receivedOn: '2026-01-01',
          reference: 'x',
        }),
    ],
    [
      'with nothing on account',
      409,
      'nothing_on_account',
      async () => {
        await empty();
        const { id } = await bill(1_000);
        return house.charlie.post(`/v1/billing/invoices/${id}/apply-balance`, {});
      },
    ],
  ])('%s: %s %s', async (_case, status, code, attempt) => {
    expect(refused(await attempt())).toEqual([status, code]);
  });
});

describe('a transfer that bounces', () => {
  const approved = async () => {
    const paymentId = await house.transfer();
    expect((await house.sam.post(`/v1/admin/payments/${paymentId}/approve`, {})).status).toBe(200);
    const { invoiceIds } = (await house.sam.get(`/v1/admin/payments/${paymentId}`)).body;
    return { paymentId, invoiceId: invoiceIds[0] as string };
  };
  const bounce = (paymentId: string) =>
    house.sam.post(`/v1/admin/payments/${paymentId}/bounce`, { reason: 'Returned by the bank' });
  const credits = async () => (await house.charlie.get('/v1/billing/credits/balance')).body;

  test('makes the invoice due again and takes its credits back; paid again, they come again', async () => {
    const before = (await credits()).balance;
    const { paymentId, invoiceId } = await approved();
    expect((await credits()).balance).toBe(before + 500);
    const answer = await bounce(paymentId);
    expect([answer.status, answer.body.status, answer.body.failureCode]).toEqual([200, 'failed', 'bounced']);
    expect(await invoice(invoiceId)).toMatchObject({ status: 'pending', amountPaid: 0, amountDue: 1071 });
    expect((await credits()).balance).toBe(before);
    await record({ amount: 1071, allocations: [{ invoiceId, amount: 1071 }] });
    expect(await invoice(invoiceId)).toMatchObject({ status: 'paid' });
    expect((await credits()).balance).toBe(before + 500);
  });

  test('leaves a debt where the credits were spent, which paying again forgives', async () => {
    const { paymentId, invoiceId } = await approved();
    const { key } = (await house.charlie.post('/v1/account/api-keys', { name: 'Bounce' })).body;
    const there = (await credits()).balance;
    await house
      .stranger()
      .post(
        '/v1/usage/records',
        { operation: 'translation', quantity: there / 2 },
        { authorization: `Bearer ${key}`, 'idempotency-key': 'bounce' },
      );
    await bounce(paymentId);
    expect(await credits()).toMatchObject({ balance: 0, debt: 500 });
    await record({ amount: 1071, allocations: [{ invoiceId, amount: 1071 }] });
    expect(await credits()).toMatchObject({ balance: 0, debt: 0 });
  });

  test('is refused twice, for cards, and where its rest was used', async () => {
    const { paymentId } = await approved();
    await bounce(paymentId);
    expect(refused(await bounce(paymentId))).toEqual([409, 'payment_not_bounceable']);
    const card = (await house.buy(house.alice, 'starter')).body.payment.id;
    expect(refused(await bounce(card))).toEqual([409, 'payment_not_bounceable']);
    const [small, other] = [await bill(100), await bill(1_000)];
    const over = (
      await record({ amount: small.total + 500, allocations: [{ invoiceId: small.id, amount: small.total }] })
    ).body;
    await house.charlie.post(`/v1/billing/invoices/${other.id}/apply-balance`, {});
    expect(refused(await bounce(over.id))).toEqual([409, 'money_already_used']);
  });
});
