import type { Answer } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';

/** What customers read of payments and invoices besides their sums. */

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(async () => expect(await house.books()).toEqual({}));

const bill = async (net: number) => {
  const { body } = await house.sam.post('/v1/admin/invoices/create', {
    accountId: house.globex.accountId,
    lines: [{ description: 'Work', quantity: 1, unitAmount: net }],
  });
  return body as { id: string; number: string; total: number };
};
const invoice = async (id: string) => (await house.charlie.get(`/v1/billing/invoices/${id}`)).body;
const payment = async (id: string) => (await house.charlie.get(`/v1/billing/payments/${id}`)).body;
const ok = ({ status, body }: Answer) => {
  expect([status, body?.code]).toEqual([status < 300 ? status : 200, undefined]);
  return body;
};

test('a transfer shows what was declared, what came in, and what it settled', async () => {
  const paymentId = await house.transfer();
  const declared = await payment(paymentId);
  expect(declared).toMatchObject({
    status: 'pending_approval',
    declaredAmount: declared.amount,
    declaredPaidOn: house.clock.now().toISOString().slice(0, 10),
    amountReceived: 0,
    allocations: [],
  });
  ok(await house.sam.post(`/v1/admin/payments/${paymentId}/approve`, { amount: declared.amount - 71 }));
  const [invoiceId = ''] = declared.invoiceIds;
  const { number, settlements, amountDue } = await invoice(invoiceId);
  expect(await payment(paymentId)).toMatchObject({
    status: 'succeeded',
    amount: declared.amount,
    amountReceived: declared.amount - 71,
    allocations: [{ invoiceId, invoiceNumber: number, amount: declared.amount - 71 }],
  });
  expect(amountDue).toBe(71);
  expect(settlements).toMatchObject([{ paymentId, kind: 'cash', amount: declared.amount - 71 }]);
  ok(await house.sam.post(`/v1/admin/invoices/${invoiceId}/credit-note`, { all: true, reason: 'A test' }));
});

test('one transfer for two invoices names both; a fee that a bank kept and money on account are told apart', async () => {
  const [first, second] = [await bill(10_000), await bill(2_000)];
  const recorded = ok(
    await house.sam.post('/v1/admin/payments/record', {
      accountId: house.globex.accountId,
      method: 'bank_transfer',
      currency: 'EUR',
      amount: first.total + second.total - 200,
      receivedOn: house.clock.now().toISOString().slice(0, 10),
      reference: 'Beide',
      bankFee: 100,
      allocations: [
        { invoiceId: first.id, amount: first.total - 100 },
        { invoiceId: second.id, amount: second.total - 100 },
      ],
    }),
  );
  const seen = await payment(recorded.id);
  expect(seen.allocations.map((one: { invoiceNumber: string }) => one.invoiceNumber)).toEqual([
    first.number,
    second.number,
  ]);
  expect(seen.allocations.map((one: { amount: number }) => one.amount)).toEqual([
    first.total,
    second.total - 100,
  ]);
  expect((await invoice(first.id)).settlements.map((one: { kind: string }) => one.kind)).toEqual([
    'cash',
    'bank_fee',
  ]);
  // What is credited of a paid invoice becomes money on account, which settles the rest of the other one.
  ok(await house.sam.post(`/v1/admin/invoices/${first.id}/credit-note`, { amount: 100, reason: 'A test' }));
  ok(await house.charlie.post(`/v1/billing/invoices/${second.id}/apply-balance`, {}));
  expect((await invoice(second.id)).settlements).toMatchObject([
    { paymentId: recorded.id, kind: 'cash' },
    { paymentId: null, kind: 'account', amount: 100 },
  ]);
});

test('a transfer that bounced settles nothing any more', async () => {
  const paymentId = await house.transfer();
  ok(await house.sam.post(`/v1/admin/payments/${paymentId}/approve`, {}));
  ok(await house.sam.post(`/v1/admin/payments/${paymentId}/bounce`, { reason: 'No such account' }));
  const seen = await payment(paymentId);
  expect(seen).toMatchObject({
    status: 'failed',
    failureCode: 'bounced',
    amountReceived: 0,
    allocations: [],
  });
  expect((await invoice(seen.invoiceIds[0])).settlements).toEqual([]);
});

test('a corrected invoice and its successor name each other, drafts stay hidden', async () => {
  const wrong = await bill(4_000);
  const draft = ok(
    await house.sam.post(`/v1/admin/invoices/${wrong.id}/correct`, { reason: 'Wrong address' }),
  );
  expect(await invoice(wrong.id)).toMatchObject({ correctedBy: [], correctsId: null, correctsNumber: null });
  const issued = ok(await house.sam.post(`/v1/admin/invoices/${draft.id}/issue`, {}));
  expect(await invoice(wrong.id)).toMatchObject({ correctedBy: [{ id: issued.id, number: issued.number }] });
  expect(await invoice(issued.id)).toMatchObject({ correctsId: wrong.id, correctsNumber: wrong.number });
});
