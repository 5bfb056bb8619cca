import { type Answer, type House, openHouse } from '../../test/house.js';
import { paypalSteps, tokenOf } from '../../test/paypal.js';

let house: House;
let paypal: ReturnType<typeof paypalSteps>;
beforeAll(async () => {
  house = await openHouse();
  paypal = paypalSteps(house);
});
afterAll(() => house.close());
afterEach(async () => {
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  for (const { id } of await paypal.saved()) await house.alice.delete(`/v1/billing/payment-methods/${id}`);
  await house.settle();
  expect(await house.books()).toEqual({});
});

const METHODS = '/v1/billing/payment-methods';
const refused = ({ status, body }: Answer) => [status, body.code];
const add = (setupToken?: string, by = house.alice) =>
  by.post(`${METHODS}/add`, { method: 'paypal', ...(setupToken === undefined ? {} : { setupToken }) });
const payWith = (savedPaymentMethodId: string) => ({ method: 'paypal', savedPaymentMethodId });
const atPaypal = async () =>
  (
    await house.sql(
      `SELECT count(*)::int AS n FROM sandbox.objects WHERE type = 'paypal.payment_token'
       AND coalesce(hidden->>'isDeleted', 'false') = 'false'`,
    )
  )[0]?.['n'];
const vaultIdOf = async (id: string) =>
  String(
    (await house.sql('SELECT paypal_vault_id AS id FROM saved_payment_method WHERE id = $1', [id]))[0]?.[
      'id'
    ],
  );
/** As the payer does it who signs in at PayPal. */
async function revokeAtPaypal(vaultId: string): Promise<void> {
  await house.wallets.forgetAccount(vaultId);
}

describe('a PayPal account that is saved', () => {
  test('on the page of the methods is agreed to at PayPal, is the default, and pays at once', async () => {
    const begun = await add();
    expect([begun.status, begun.body.saved, begun.body.nextAction.type]).toEqual([201, null, 'redirect']);
    const { saved, setupToken } = await paypal.save('alice@acme.test');
    expect(saved).toMatchObject({ method: 'paypal', email: 'alice@acme.test', isDefault: true, last4: null });
    expect((await add(setupToken)).body.saved).toEqual(saved);
    expect(await paypal.saved()).toEqual([saved]);
    const before = (await paypal.credits()).balance;
    const { status, body } = await house.buy(house.alice, 'pro', payWith(saved.id));
    expect([status, body.payment.status, body.invoice.status]).toEqual([201, 'succeeded', 'paid']);
    expect(await paypal.captures(body.payment.id)).toEqual([{ status: 'COMPLETED' }]);
    expect((await paypal.credits()).balance).toBe(before + 2000);
  });

  test('pays an invoice that is open, and refunds go back to it', async () => {
    const { saved } = await paypal.save();
    const { invoiceId } = await paypal.begin('starter');
    const paid = await house.alice.post(`/v1/billing/invoices/${invoiceId}/pay`, payWith(saved.id));
    expect([paid.status, paid.body.status]).toEqual([201, 'succeeded']);
    const refund = await house.sam.post(`/v1/admin/payments/${paid.body.id}/refund`, {
      amount: 900,
      reason: 'A test',
    });
    expect([refund.status, refund.body.status]).toEqual([201, 'succeeded']);
  });

  test('twice is one, by the newer agreement; the older one is given up at PayPal', async () => {
    const first = await paypal.save('alice@acme.test');
    const vaultId = await vaultIdOf(first.saved.id);
    const second = await paypal.save('alice@acme.test');
    expect(second.saved.id).toBe(first.saved.id);
    expect(await vaultIdOf(first.saved.id)).not.toBe(vaultId);
    await house.settle();
    await house.settle();
    expect(await paypal.saved()).toHaveLength(1);
    expect(await atPaypal()).toBe(1);
    expect((await house.buy(house.alice, 'starter', payWith(first.saved.id))).status).toBe(201);
  });

  test('beside a card becomes the default when it is told to, and hands that on when it goes', async () => {
    const card = await house.alice.post(`${METHODS}/add`, {
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    const { saved } = await paypal.save();
    expect(saved.isDefault).toBe(false);
    const chosen = await house.alice.post(`${METHODS}/${saved.id}/default`);
    expect(chosen.body).toMatchObject({ id: saved.id, isDefault: true });
    expect((await house.alice.delete(`${METHODS}/${saved.id}`)).status).toBe(200);
    expect(await paypal.saved()).toMatchObject([{ id: card.body.saved.id, isDefault: true }]);
    await house.settle();
    expect(await atPaypal()).toBe(0);
  });

  test('that was removed pays no more, and does not come back by an old word of it', async () => {
    const { saved, setupToken } = await paypal.save();
    const vaultId = await vaultIdOf(saved.id);
    await house.alice.delete(`${METHODS}/${saved.id}`);
    expect(refused(await house.buy(house.alice, 'starter', payWith(saved.id)))).toEqual([
      404,
      'payment_method_not_found',
    ]);
    await house.services.methods.noteKept(vaultId, house.acme.accountId);
    expect(refused(await add(setupToken))).toEqual([422, 'invalid_payment_method']);
    expect(await paypal.saved()).toEqual([]);
  });

  test('that its payer revokes at PayPal is gone here, and the next one is the default', async () => {
    const { saved } = await paypal.save('alice@acme.test');
    const other = await paypal.save('second@acme.test');
    await revokeAtPaypal(await vaultIdOf(saved.id));
    await house.settle();
    expect(await paypal.saved()).toMatchObject([{ id: other.saved.id, isDefault: true }]);
  });

  test('whose end was not heard of is refused by PayPal, and the invoice stays to be paid otherwise', async () => {
    const { saved } = await paypal.save();
    await house.control.dropWebhooks('VAULT.*');
    await revokeAtPaypal(await vaultIdOf(saved.id));
    const answer = await house.buy(house.alice, 'starter', payWith(saved.id));
    expect(refused(answer)).toEqual([402, 'payment_source_cannot_be_used']);
    const [open] = (await house.alice.get('/v1/billing/invoices?status=pending&_sort=issueDate&_order=desc'))
      .body;
    const paid = await house.alice.post(`/v1/billing/invoices/${open.id}/pay`, {
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    expect(paid.body.status).toBe('succeeded');
  });

  test('without money behind it is declined with PayPal’s code', async () => {
    const { saved } = await paypal.save('poor@acme.test', 'declined');
    expect(refused(await house.buy(house.alice, 'starter', payWith(saved.id)))).toEqual([
      402,
      'instrument_declined',
    ]);
  });

  test('whose answer is lost is kept when PayPal tells of it', async () => {
    const { nextAction } = (await add()).body;
    const setupToken = new URL(nextAction.url).searchParams.get('approval_session_id') ?? '';
    await house.control.paypal.approveSetup(setupToken, { email: 'lost@acme.test' });
    await house.control.dropConnection(
      { method: 'POST', path: '/paypal/v3/vault/payment-tokens', times: 2 },
      'after',
    );
    expect(refused(await add(setupToken))).toEqual([503, 'gateway_unavailable']);
    await house.settle();
    expect(await paypal.saved()).toMatchObject([{ email: 'lost@acme.test', isDefault: true }]);
    expect((await add(setupToken)).body.saved).toMatchObject({ email: 'lost@acme.test' });
    expect(await paypal.saved()).toHaveLength(1);
  });

  test('is nobody else’s to finish, to see, to pay with or to remove', async () => {
    const { nextAction } = (await add()).body;
    const setupToken = new URL(nextAction.url).searchParams.get('approval_session_id') ?? '';
    expect((await add(setupToken)).body.nextAction).toEqual(nextAction);
    await house.control.paypal.approveSetup(setupToken);
    expect(refused(await add(setupToken, house.charlie))).toEqual([422, 'invalid_payment_method']);
    const { saved } = (await add(setupToken)).body;
    expect(await paypal.saved(house.charlie)).toEqual([]);
    for (const attempt of [
      await house.buy(house.charlie, 'starter', payWith(saved.id)),
      await house.charlie.post(`${METHODS}/${saved.id}/default`),
      await house.charlie.delete(`${METHODS}/${saved.id}`),
    ]) {
      expect(refused(attempt)).toEqual([404, 'payment_method_not_found']);
    }
    expect(refused(await add('NOBODY'))).toEqual([422, 'invalid_payment_method']);
    expect(refused(await add(setupToken, house.bob))).toEqual([403, 'forbidden']);
  });

  test('is not taken for a card, nor a card for it', async () => {
    const { saved } = await paypal.save();
    const card = (
      await house.alice.post(`${METHODS}/add`, { method: 'stripe', paymentMethodToken: 'pm_card_visa' })
    ).body.saved;
    const asCard = { method: 'stripe', savedPaymentMethodId: saved.id };
    expect(refused(await house.buy(house.alice, 'starter', asCard))).toEqual([422, 'invalid_payment_method']);
    expect(refused(await house.buy(house.alice, 'starter', payWith(card.id)))).toEqual([
      422,
      'invalid_payment_method',
    ]);
  });

  test('buys credits by itself where they run low', async () => {
    const { saved } = await paypal.save();
    const { balance } = await paypal.credits();
    const { status } = await house.alice.send('PUT', '/v1/account/auto-recharge', {
      body: {
        isEnabled: true,
        threshold: balance + 1,
        packageId: house.packages['starter'],
        savedPaymentMethodId: saved.id,
        monthlyCap: 1_000,
      },
    });
    expect(status).toBe(200);
    await house.settle();
    expect((await paypal.credits()).balance).toBe(balance + 500);
    expect(refused(await house.alice.delete(`${METHODS}/${saved.id}`))).toEqual([
      409,
      'payment_method_in_use',
    ]);
    await house.sql('UPDATE auto_recharge SET is_enabled = false WHERE account_id = $1', [
      house.acme.accountId,
    ]);
  });

  test('whose owner wants to be asked each time leads to PayPal, and pauses what buys by itself', async () => {
    const { saved } = await paypal.save('careful@acme.test', 'confirms');
    const { body } = await house.buy(house.alice, 'starter', payWith(saved.id));
    expect(body.payment).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
    await paypal.agree(tokenOf(body.payment.nextAction.url), 'confirms');
    expect((await paypal.complete(body.payment.id)).body.status).toBe('succeeded');
    const { balance } = await paypal.credits();
    await house.alice.send('PUT', '/v1/account/auto-recharge', {
      body: {
        isEnabled: true,
        threshold: balance + 1,
        packageId: house.packages['starter'],
        savedPaymentMethodId: saved.id,
        monthlyCap: 10_000,
      },
    });
    await house.settle();
    expect((await house.alice.get('/v1/account/auto-recharge')).body).toMatchObject({
      state: 'paused',
      reason: 'authentication_required',
    });
    expect((await paypal.credits()).balance).toBe(balance);
    await house.sql('UPDATE auto_recharge SET is_enabled = false WHERE account_id = $1', [
      house.acme.accountId,
    ]);
  });

  test('is refused to a suspended account, and where PayPal is not offered', async () => {
    await house.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [house.acme.accountId]);
    expect(refused(await add())).toEqual([409, 'account_suspended']);
    await house.sql(`UPDATE account SET status = 'active', country = 'FR' WHERE id = $1`, [
      house.acme.accountId,
    ]);
    expect(refused(await add())).toEqual([422, 'method_not_available']);
    await house.sql(`UPDATE account SET country = 'US' WHERE id = $1`, [house.acme.accountId]);
  });
});

describe('a PayPal account that is saved while it pays', () => {
  test('is there once the payment is made, once, though PayPal tells of it as well', async () => {
    const bought = await paypal.begin('starter', house.alice, { saveForLater: true });
    await paypal.agree(bought.orderId, 'balance', 'alice@acme.test');
    expect(await paypal.saved()).toEqual([]);
    await house.control.repeatWebhooks('*', 3, { concurrently: true });
    expect((await paypal.complete(bought.paymentId)).body.status).toBe('succeeded');
    await house.settle();
    await house.settle();
    const [saved, ...others] = await paypal.saved();
    expect([saved.method, saved.email, saved.isDefault, others]).toEqual([
      'paypal',
      'alice@acme.test',
      true,
      [],
    ]);
    const again = await house.buy(house.alice, 'starter', payWith(saved.id));
    expect(again.body.payment.status).toBe('succeeded');
  });

  test('is kept though neither answer nor event of it came: the sweep sees it', async () => {
    const bought = await paypal.begin('starter', house.alice, { saveForLater: true });
    await house.control.dropWebhooks();
    await paypal.agree(bought.orderId);
    await house.services.payments.sweep(bought.paymentId);
    await house.settle();
    expect(await paypal.saved()).toHaveLength(1);
  });

  test('is asked for in the same words where the order’s answer was lost', async () => {
    await house.control.dropConnection(
      { method: 'POST', path: '/paypal/v2/checkout/orders', times: 2 },
      'after',
    );
    const { body } = await house.buy(house.alice, 'starter', { method: 'paypal', saveForLater: true });
    await house.services.payments.sweep(body.payment.id);
    const { nextAction } = await paypal.payment(body.payment.id);
    await paypal.agree(tokenOf(nextAction.url));
    expect((await paypal.complete(body.payment.id)).body.status).toBe('succeeded');
    await house.settle();
    expect(await paypal.saved()).toHaveLength(1);
  });

  test('is not saved where nobody asked, nor where the payment is given up', async () => {
    await paypal.paid();
    const bought = await paypal.begin('starter', house.alice, { saveForLater: true });
    await house.alice.post(`/v1/billing/invoices/${bought.invoiceId}/pay`, { method: 'paypal' });
    await house.settle();
    expect(await paypal.saved()).toEqual([]);
  });

  test('is neither a card nor one that is saved already', async () => {
    const card = { method: 'stripe', paymentMethodToken: 'pm_card_visa', saveForLater: true };
    expect(refused(await house.buy(house.alice, 'starter', card))).toEqual([422, 'invalid_payment_method']);
    const { saved } = await paypal.save();
    const twice = { ...payWith(saved.id), saveForLater: true };
    expect(refused(await house.buy(house.alice, 'starter', twice))).toEqual([422, 'invalid_payment_method']);
  });
});
