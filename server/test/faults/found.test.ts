import { type House, openHouse } from '../house.js';

/** What sequences of commands have found, each as a plain test. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.sql(`UPDATE credit_package SET validity_days = 30 WHERE slug = 'starter'`);
});
afterAll(() => house.close());
afterEach(async () => {
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  expect(await house.books()).toEqual({});
});

const booked = async (accountId: string, code: string): Promise<number> => {
  const [row] = await house.sql(
    `SELECT coalesce(sum(l.amount), 0)::int AS amount FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
     WHERE e.account_id = $1 AND l.ledger_code = $2`,
    [accountId, code],
  );
  return row?.['amount'] as number;
};

test('a transfer that bounces before anything is spent may be voided', async () => {
  const paymentId = await house.transfer('pro');
  await house.dana.post(`/v1/admin/payments/${paymentId}/approve`);
  const [invoiceId] = (await house.charlie.get(`/v1/billing/payments/${paymentId}`)).body.invoiceIds;
  await house.sam.post(`/v1/admin/payments/${paymentId}/bounce`, { reason: 'Returned' });
  expect((await house.sam.post(`/v1/admin/invoices/${invoiceId}/void`, { reason: 'Given up' })).status).toBe(
    200,
  );
});

test('a dispute that was won before we hear of it has cost its fee', async () => {
  const { body } = await house.buy(house.alice, 'pro');
  const [row] = await house.sql('SELECT stripe_payment_intent_id AS id FROM payment WHERE id = $1', [
    body.payment.id,
  ]);
  await house.settle();
  const before = await booked(house.acme.accountId, 'fees');
  await house.control.holdWebhooks();
  const dispute = await house.control.openDispute({ paymentIntent: row?.['id'] as string });
  await house.control.winDispute(dispute.id);
  await house.control.releaseWebhooks();
  await house.settle();
  expect((await house.sam.get(`/v1/admin/disputes?paymentId=${body.payment.id}`)).body).toMatchObject([
    { status: 'won' },
  ]);
  expect(await booked(house.acme.accountId, 'fees')).toBe(before + 1_500);
  expect(await booked(house.acme.accountId, 'disputed_funds')).toBe(0);
});

test('a purchase whose gateway was never reached is not charged by a repeated request once the account is suspended', async () => {
  await house.control.failBefore({ method: 'POST', path: '/v1/payment_intents', times: 5 });
  const command = {
    actor: house.acme,
    packageId: house.packages['pro'] ?? '',
    payWith: { method: 'stripe', paymentMethodToken: 'pm_card_visa' },
    requestKey: 'suspended meanwhile',
  } as const;
  const { payment } = await house.services.purchases.buy(command);
  expect(payment.status).toBe('pending');
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/suspend`, { reason: 'Does not pay' });
  await expect(house.services.purchases.buy(command)).rejects.toMatchObject({ code: 'account_suspended' });
  await house.services.payments.sweep(payment.id);
  expect(await house.services.payments.get(house.acme, payment.id)).toMatchObject({
    status: 'failed',
    failureCode: 'not_started',
  });
  await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/activate`);
});

/** Sessions end while the clock runs ahead: these stories are told by the services. */
describe('a transfer that bounces after the credits have expired unused', () => {
  async function bounced() {
    const { invoice, payment } = await house.services.purchases.buy({
      actor: house.globex,
      packageId: house.packages['starter'] ?? '',
      payWith: { method: 'bank_transfer' },
      requestKey: null,
    });
    await house.services.payments.approve({
      actor: house.samActor,
      paymentId: payment.id,
      amountMinor: null,
      note: null,
    });
    house.advance(31 * 86_400);
    await house.services.credits.expireLots();
    const after = await house.services.payments.bounce({
      actor: house.samActor,
      paymentId: payment.id,
      reason: 'Returned',
    });
    expect([after.status, after.failureCode]).toEqual(['failed', 'bounced']);
    expect(await house.services.invoices.get(house.globex, invoice.id)).toMatchObject({ status: 'pending' });
    return invoice;
  }

  test('leaves them ordered; paid again they are earned, since they have been used up', async () => {
    const revenue = await booked(house.globex.accountId, 'revenue');
    const { total } = await bounced();
    expect(await booked(house.globex.accountId, 'ordered_credits')).toBe(-900);
    expect(await booked(house.globex.accountId, 'revenue')).toBe(revenue);
    expect(await house.books()).toEqual({});
    await house.services.payments.record({
      actor: house.samActor,
      accountId: house.globex.accountId,
      method: 'bank_transfer',
      currency: 'EUR',
      amountMinor: total,
      receivedOn: house.clock.now().toISOString().slice(0, 10),
      reference: 'again',
      note: null,
      requestKey: null,
    });
    expect(await booked(house.globex.accountId, 'ordered_credits')).toBe(0);
    expect(await booked(house.globex.accountId, 'revenue')).toBe(revenue - 900);
  });

  test('may be voided: what was granted has been taken back, and the audit knows', async () => {
    const { id: invoiceId } = await bounced();
    await house.services.invoices.voidInvoice({ actor: house.samActor, invoiceId, reason: 'Given up' });
    expect(await booked(house.globex.accountId, 'ordered_credits')).toBe(0);
  });
});
