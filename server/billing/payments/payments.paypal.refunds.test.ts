import { type Answer, type House, openHouse } from '../../test/house.js';
import { paypalSteps } from '../../test/paypal.js';

let house: House;
let paypal: ReturnType<typeof paypalSteps>;
beforeAll(async () => {
  house = await openHouse();
  paypal = paypalSteps(house);
});
afterAll(() => house.close());
afterEach(async () => {
  for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
  expect(await house.books()).toEqual({});
});

const REFUND = { method: 'POST', path: '/paypal/v2/payments/captures/*/refund', times: 2 } as const;
const refused = ({ status, body }: Answer) => [status, body.code];
const refund = (paymentId: string, amount: number, more: object = {}) =>
  house.sam.post(`/v1/admin/payments/${paymentId}/refund`, { amount, reason: 'A test', ...more });
const seenByStaff = async (id: string) => (await house.sam.get(`/v1/admin/payments/${id}`)).body;
const exceptions = async (kind: string) =>
  (await house.sam.get(`/v1/admin/exceptions?status=open&kind=${kind}`)).body as { paymentId: string }[];
const moved = (paymentId: string) =>
  house.sql(
    'SELECT amount_refunded::int AS refunded, amount_charged_back::int AS back FROM payment WHERE id = $1',
    [paymentId],
  );
const unmatched = () =>
  house.sql("SELECT type FROM webhook_event WHERE gateway = 'paypal' AND status NOT IN ('done', 'received')");

describe('a refund through PayPal', () => {
  test('in two parts is credited and booked once each, told by PayPal as well', async () => {
    const before = (await paypal.credits()).balance;
    const { paymentId, invoiceId } = await paypal.paid();
    await house.control.repeatWebhooks('PAYMENT.CAPTURE.REFUNDED', 5, { concurrently: true });
    const first = await refund(paymentId, 300);
    expect([first.status, first.body.status, first.body.amount]).toEqual([201, 'succeeded', 300]);
    await house.settle();
    expect(await seenByStaff(paymentId)).toMatchObject({ status: 'succeeded', amountRefunded: 300 });
    expect((await refund(paymentId, 600)).body.status).toBe('succeeded');
    await house.settle();
    expect(refused(await refund(paymentId, 1))).toEqual([409, 'more_than_refundable']);
    expect(await paypal.payment(paymentId)).toMatchObject({ amountRefunded: 900 });
    expect((await paypal.credits()).balance).toBe(before);
    const notes = await house.sql(
      'SELECT total::int, cause FROM credit_note WHERE invoice_id = $1 ORDER BY created_at',
      [invoiceId],
    );
    expect(notes).toEqual([
      { total: 300, cause: 'refund' },
      { total: 600, cause: 'refund' },
    ]);
    expect(await exceptions('refund_made_elsewhere')).toEqual([]);
    expect(await unmatched()).toEqual([]);
  });

  test('that takes its time is booked when PayPal takes it on', async () => {
    const { paymentId } = await paypal.paid('starter', 'refunds_late');
    const { body } = await refund(paymentId, 900);
    expect(body.status).toBe('pending');
    await house.control.hasten();
    await house.settle();
    expect(await house.sql('SELECT status FROM refund WHERE id = $1', [body.id])).toEqual([
      { status: 'succeeded' },
    ]);
    expect(await moved(paymentId)).toEqual([{ refunded: 900, back: 0 }]);
  });

  test('that comes back is money on account, and staff see it', async () => {
    const { paymentId } = await paypal.paid('starter', 'refunds_fail');
    const { body } = await refund(paymentId, 400);
    expect(body.status).toBe('succeeded');
    await house.control.hasten();
    await house.settle();
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 0 }]);
    expect((await exceptions('refund_failed')).map((one) => one.paymentId)).toContain(paymentId);
    await house.sam.post(`/v1/admin/payments/${paymentId}/refund`, {
      amount: 400,
      reason: 'Again',
      source: 'account',
    });
  });

  test('whose answer is lost is found by our id, and sent once', async () => {
    const { paymentId, captureId } = await paypal.paid();
    await house.control.dropWebhooks('PAYMENT.*');
    await house.control.dropConnection(REFUND, 'after');
    const { body } = await refund(paymentId, 500);
    expect(body.status).toBe('pending');
    await house.sql("UPDATE refund SET updated_at = now() - interval '1 hour' WHERE id = $1", [body.id]);
    await house.services.payments.sweepRefunds();
    expect(await moved(paymentId)).toEqual([{ refunded: 500, back: 0 }]);
    const atPaypal = await house.sql(
      "SELECT data->'amount'->>'value' AS value FROM sandbox.objects WHERE type = 'paypal.refund' AND data->>'captureId' = $1",
      [captureId],
    );
    expect(atPaypal).toEqual([{ value: '5.00' }]);
  });

  test('that never got there is asked for again with its own key', async () => {
    const { paymentId } = await paypal.paid();
    await house.control.dropConnection(REFUND, 'before');
    const { body } = await refund(paymentId, 500);
    expect(body.status).toBe('pending');
    await house.services.payments.lookAfterRefund(body.id);
    expect(await moved(paymentId)).toEqual([{ refunded: 500, back: 0 }]);
  });

  test('told of before its payment’s answer waits for nothing: the payment is looked at first', async () => {
    const { orderId, paymentId } = await paypal.begin('starter');
    await house.control.dropWebhooks('CHECKOUT.*');
    await house.control.dropWebhooks('PAYMENT.CAPTURE.COMPLETED');
    await paypal.agree(orderId);
    await house.control.dropConnection(
      { method: 'POST', path: '/paypal/v2/checkout/orders/*/capture', times: 2 },
      'after',
    );
    expect((await paypal.complete(paymentId)).body.status).toBe('processing');
    const [capture] = await house.sql(
      "SELECT id FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = $1",
      [paymentId],
    );
    await refundAtPaypal(String(capture?.['id']), '2.00');
    await house.settle();
    await house.settle();
    expect(await seenByStaff(paymentId)).toMatchObject({ status: 'succeeded', amountRefunded: 200 });
  });

  test('made in PayPal’s own account is taken into the books, and staff look at it', async () => {
    const { paymentId, captureId } = await paypal.paid();
    await refundAtPaypal(captureId, '2.00');
    await house.settle();
    await house.settle();
    expect(await moved(paymentId)).toEqual([{ refunded: 200, back: 0 }]);
    expect((await exceptions('refund_made_elsewhere')).map((one) => one.paymentId)).toContain(paymentId);
  });

  test.each([
    ['amount', '{amount,value}', '"1.00"', 'USD'],
    ['currency', '{amount,currency_code}', '"EUR"', 'EUR'],
  ])(
    'of another %s than asked for ends a payment that was never booked',
    async (_what, path, value, currency) => {
      const { orderId, paymentId, invoiceId } = await paypal.begin('starter');
      await house.control.holdWebhooks('CHECKOUT.*');
      await paypal.agree(orderId);
      await house.sql('UPDATE sandbox.objects SET data = jsonb_set(data, $2, $3::jsonb) WHERE id = $1', [
        orderId,
        path,
        value,
      ]);
      expect((await paypal.complete(paymentId)).body.status).toBe('processing');
      expect((await exceptions('amount_mismatch')).map((one) => one.paymentId)).toContain(paymentId);
      const [capture] = await house.sql(
        `SELECT id, data->'amount'->>'value' AS value FROM sandbox.objects
       WHERE type = 'paypal.capture' AND data->>'customId' = $1`,
        [paymentId],
      );
      await refundAtPaypal(String(capture?.['id']), String(capture?.['value']), currency);
      await house.settle();
      await house.settle();
      expect(await paypal.payment(paymentId)).toMatchObject({ status: 'canceled', amountRefunded: 0 });
      expect((await exceptions('amount_mismatch')).map((one) => one.paymentId)).not.toContain(paymentId);
      const paid = await house.alice.post(`/v1/billing/invoices/${invoiceId}/pay`, {
        method: 'stripe',
        paymentMethodToken: 'pm_card_visa',
      });
      expect(paid.body.status).toBe('succeeded');
    },
  );

  test('that PayPal refuses books nothing', async () => {
    const { paymentId } = await paypal.paid();
    await house.control.addRule({
      kind: 'call',
      method: 'POST',
      path: '/paypal/v2/payments/captures/*/refund',
      when: 'before',
      outcome: { type: 'status', status: 422 },
    });
    expect((await refund(paymentId, 100)).status).toBe(402);
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 0 }]);
    expect((await refund(paymentId, 900)).status).toBe(201);
  });
});

describe('money that PayPal takes back', () => {
  const open = (capture: string, amount?: number) =>
    house.control.paypal.openDispute({ capture, ...(amount === undefined ? {} : { amount }) });
  const disputes = async (paymentId: string) =>
    (await house.sam.get(`/v1/admin/disputes?paymentId=${paymentId}`)).body.map(
      ({ status, amount }: { status: string; amount: number }) => ({ status, amount }),
    );

  test('in a dispute is held back with its credits, and free again when it is won', async () => {
    const before = (await paypal.credits()).balance;
    const { paymentId, captureId } = await paypal.paid();
    const { id } = await open(captureId);
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'needs_response', amount: 900 }]);
    expect(await paypal.credits()).toMatchObject({ balance: before, disputed: 500 });
    expect(refused(await refund(paymentId, 1))).toEqual([409, 'more_than_refundable']);
    await house.control.paypal.winDispute(id);
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'won', amount: 900 }]);
    expect(await paypal.credits()).toMatchObject({ balance: before + 500, disputed: 0 });
  });

  test.each([
    ['in order', false],
    ['in the other order', true],
  ])('in a lost dispute has gone once, though PayPal tells of it twice, %s', async (_order, reversed) => {
    const before = (await paypal.credits()).balance;
    const { paymentId, invoiceId, captureId } = await paypal.paid();
    await house.control.holdWebhooks();
    const { id } = await open(captureId);
    await house.control.paypal.loseDispute(id);
    await house.control.settleWebhooks();
    await house.control.releaseWebhooks({ reversed });
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'lost', amount: 900 }]);
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 900 }]);
    expect(await paypal.credits()).toMatchObject({ balance: before, disputed: 0 });
    const notes = await house.sql('SELECT total::int, cause FROM credit_note WHERE invoice_id = $1', [
      invoiceId,
    ]);
    expect(notes).toEqual([{ total: 900, cause: 'chargeback' }]);
    expect(await unmatched()).toEqual([]);
  });

  test('without a dispute is a loss, told fifty times and booked once', async () => {
    const { paymentId, captureId } = await paypal.paid();
    await refund(paymentId, 300);
    await house.control.repeatWebhooks('PAYMENT.CAPTURE.REVERSED', 50, { concurrently: true, times: 1 });
    await house.control.paypal.reverseCapture(captureId);
    await house.settle();
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'lost', amount: 600 }]);
    expect(await moved(paymentId)).toEqual([{ refunded: 300, back: 600 }]);
  });

  test('before its dispute is heard of is that dispute’s, and comes back with it', async () => {
    const { paymentId, captureId } = await paypal.paid();
    const { id } = await open(captureId);
    await house.control.paypal.reverseCapture(captureId);
    await house.services.payments.syncDispute('paypal', await reversalOf(captureId));
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'lost', amount: 900 }]);
    await house.control.paypal.winDispute(id);
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'won', amount: 900 }]);
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 0 }]);
    expect((await exceptions('dispute_won_after_loss')).map((one) => one.paymentId)).toContain(paymentId);
  });

  test('and that PayPal knows by its capture only is booked by that', async () => {
    const { paymentId, captureId } = await paypal.paid();
    await house.control.holdWebhooks('PAYMENT.CAPTURE.REVERSED');
    await house.control.paypal.reverseCapture(captureId);
    await house.sql('DELETE FROM sandbox.objects WHERE id = $1', [await reversalOf(captureId)]);
    await house.control.releaseWebhooks();
    await house.settle();
    expect(await disputes(paymentId)).toEqual([{ status: 'lost', amount: 900 }]);
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 900 }]);
  });

  test('in part, twice, is lost in part, twice', async () => {
    const { paymentId, captureId } = await paypal.paid();
    const [first, second] = [await open(captureId, 200), await open(captureId, 300)];
    await house.control.paypal.loseDispute(first.id);
    await house.settle();
    await house.control.paypal.loseDispute(second.id);
    await house.settle();
    expect(await moved(paymentId)).toEqual([{ refunded: 0, back: 500 }]);
    expect(await disputes(paymentId)).toHaveLength(2);
  });

  test('is not what we gave back: an event that calls our own refund a reversal books nothing', async () => {
    const { paymentId, captureId } = await paypal.paid();
    await refund(paymentId, 400);
    const [row] = await house.sql('SELECT paypal_refund_id AS id FROM refund WHERE payment_id = $1', [
      paymentId,
    ]);
    expect(await house.services.payments.syncDispute('paypal', String(row?.['id']))).toBe(false);
    expect(await house.services.payments.syncDispute('paypal', captureId)).toBe(false);
    expect(await moved(paymentId)).toEqual([{ refunded: 400, back: 0 }]);
  });
});

const reversalOf = async (captureId: string): Promise<string> => {
  const [row] = await house.sql(
    "SELECT id FROM sandbox.objects WHERE type = 'paypal.refund' AND data->>'captureId' = $1 AND data->>'isReversal' = 'true'",
    [captureId],
  );
  return String(row?.['id']);
};

/** As a person does it who is signed in at PayPal: without any id of ours. */
async function refundAtPaypal(captureId: string, value: string, currency = 'USD'): Promise<void> {
  const base = `${house.sandboxUrl}/paypal`;
  const token = await fetch(`${base}/v1/oauth2/token`, {
    method: 'POST',
    body: 'grant_type=client_credentials',
    headers: {
      authorization: `Basic ${Buffer.from('sandbox:sandbox').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const answer = await fetch(`${base}/v2/payments/captures/${captureId}/refund`, {
    method: 'POST',
    body: JSON.stringify({ amount: { currency_code: currency, value } }),
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      'paypal-request-id': `dashboard-${captureId}`,
    },
  });
  if (answer.status !== 201) throw new Error(`Not refunded: ${answer.status} ${await answer.text()}`);
}
