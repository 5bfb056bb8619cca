import type { PaymentGateway, PaymentRequest } from '../billing/gateway.js';
import { newId } from '../kit/ids.js';
import { money } from '../kit/money.js';
import type { Clock } from '../kit/time.js';
import { expectState, gatewayIdOf, RETURN_URL, refundIdOf } from './gateway.harness.behaviour.js';

/** Means of payment that need no payer in front of a screen, by what they do. */
export type MeansKind = 'good' | 'declined' | 'refundsLate' | 'refundsFail';

/** Any adapter with the gateway behind it: cards, accounts. */
export interface MoneyGatewayUnderTest {
  readonly gateway: PaymentGateway;
  readonly clock: Clock;
  means(kind: MeansKind): Promise<{ customerId: string | null; methodId: string }>;
  /** The call takes effect, but neither it nor its repetition gets an answer. */
  loseAnswers(call: 'createPayment' | 'refund'): Promise<void>;
  /** The call never gets there, nor does its repetition. */
  loseCalls(call: 'fetchPayment'): Promise<void>;
  /** How many payments the gateway has for a request, and how many of them are paid. */
  paymentsOf(request: PaymentRequest): Promise<{ all: number; paid: number }>;
  hasten(): Promise<void>;
}

/** What every gateway has to do, whatever people pay with. `subject` is asked once the suite runs. */
export function takesAndReturnsMoney(subject: () => MoneyGatewayUnderTest): void {
  const gateway = (): PaymentGateway => subject().gateway;

  async function request(kind: MeansKind = 'good', amount = money(2900, 'USD')): Promise<PaymentRequest> {
    const paymentId = newId('pay');
    return {
      key: paymentId,
      paymentId,
      accountId: newId('acc'),
      invoiceId: newId('inv'),
      amount,
      ...(await subject().means(kind)),
      description: 'Invoice',
      returnUrl: RETURN_URL,
    };
  }

  describe('money that comes in', () => {
    test('is told with its charge, its amount, its fee and whose it is', async () => {
      const asked = await request();
      const outcome = expectState(await gateway().createPayment(asked), 'succeeded');
      expect(outcome.received).toEqual(asked.amount);
      expect(outcome.chargeId).not.toBeNull();
      expect(outcome.identity).toMatchObject({ paymentId: asked.paymentId, customerId: asked.customerId });
      const fetched = expectState(await gateway().fetchPayment(gatewayIdOf(outcome)), 'succeeded');
      expect(fetched).toMatchObject({
        identity: outcome.identity,
        received: asked.amount,
        chargeId: outcome.chargeId,
      });
      expect(fetched.fee?.minor).toBeGreaterThan(0n);
    });

    test('of a currency without decimals is received as it was asked for', async () => {
      const asked = await request('good', money(500, 'JPY'));
      expect(await gateway().createPayment(asked)).toMatchObject({ received: asked.amount });
    });

    test('from a means of payment that refuses does not come in', async () => {
      expect(await gateway().createPayment(await request('declined'))).toMatchObject({
        state: 'declined',
        open: false,
      });
    });

    test('of an amount that the gateway cannot express is never asked for', async () => {
      const asked = await request('good', money(1234, 'KWD'));
      expect(await gateway().createPayment(asked)).toMatchObject({ code: 'amount_not_chargeable' });
      expect(await subject().paymentsOf(asked)).toEqual({ all: 0, paid: 0 });
    });
  });

  describe('a key', () => {
    test('twice charges once and answers the same', async () => {
      const asked = await request();
      const first = await gateway().createPayment(asked);
      expect(await gateway().createPayment(asked)).toEqual(first);
      expect(await subject().paymentsOf(asked)).toEqual({ all: 1, paid: 1 });
    });

    test('at the same time charges once', async () => {
      const asked = await request();
      const outcomes = await Promise.all([gateway().createPayment(asked), gateway().createPayment(asked)]);
      expect(await subject().paymentsOf(asked)).toEqual({ all: 1, paid: 1 });
      expect(outcomes.filter(({ state }) => state !== 'succeeded' && state !== 'unknown')).toEqual([]);
    });

    test('for another amount charges nothing more, and what became of the first stays to be asked', async () => {
      const asked = await request();
      await gateway().createPayment(asked);
      const other = await gateway().createPayment({ ...asked, amount: money(5800, 'USD') });
      expect(other).toMatchObject({ state: 'unknown', identity: null });
      expect(await gateway().findPayment(lost(asked))).toMatchObject({
        state: 'succeeded',
        received: money(2900, 'USD'),
      });
    });
  });

  describe('a payment whose answer is lost', () => {
    test('is unknown, and is found by our own id', async () => {
      const asked = await request();
      await subject().loseAnswers('createPayment');
      expect(await gateway().createPayment(asked)).toMatchObject({ state: 'unknown', identity: null });
      for (const again of [asked, null]) {
        expect(await gateway().findPayment({ ...lost(asked), request: again })).toMatchObject({
          state: 'succeeded',
          received: asked.amount,
          identity: { paymentId: asked.paymentId, customerId: asked.customerId },
        });
      }
      expect(await subject().paymentsOf(asked)).toEqual({ all: 1, paid: 1 });
    });

    test('asked for again with its key, is charged once', async () => {
      const asked = await request();
      await subject().loseAnswers('createPayment');
      await gateway().createPayment(asked);
      expect(await gateway().createPayment(asked)).toMatchObject({ state: 'succeeded' });
      expect(await subject().paymentsOf(asked)).toEqual({ all: 1, paid: 1 });
    });
  });

  const lost = ({ paymentId, customerId }: PaymentRequest) => ({
    paymentId,
    customerId,
    since: subject().clock.now(),
  });

  describe('asking and withdrawing', () => {
    test('without an answer is said to be unavailable', async () => {
      const id = gatewayIdOf(await gateway().createPayment(await request()));
      await subject().loseCalls('fetchPayment');
      await expect(gateway().fetchPayment(id)).rejects.toThrow('gave no answer');
    });

    test('what is paid says that it succeeded', async () => {
      const id = gatewayIdOf(await gateway().createPayment(await request()));
      expect(await gateway().cancelPayment(id)).toMatchObject({
        state: 'succeeded',
        received: money(2900, 'USD'),
      });
      const present = await gateway().completePayment({ key: 'again', gatewayPaymentId: id });
      expect(present).toMatchObject({ state: 'succeeded' });
    });

    test('an open one cancels it, and twice is once', async () => {
      const asked = { ...(await request()), methodId: null };
      const id = gatewayIdOf(await gateway().createPayment(asked));
      expect(await gateway().cancelPayment(id)).toMatchObject({ state: 'canceled' });
      expect(await gateway().cancelPayment(id)).toMatchObject({ state: 'canceled' });
    });
  });

  describe('a refund', () => {
    const refund = async (kind: MeansKind, amount = money(1000, 'USD')) => {
      const paid = await gateway().createPayment(await request(kind));
      const asked = {
        key: newId('req'),
        gatewayPaymentId: gatewayIdOf(paid),
        chargeId: paid.state === 'succeeded' ? paid.chargeId : null,
        amount,
        refundId: newId('rfd'),
      };
      return { asked, outcome: await gateway().refund(asked) };
    };

    test('of a part succeeds, under our own id, and leaves the rest to be refunded', async () => {
      const { asked, outcome } = await refund('good');
      expect(outcome).toMatchObject({ state: 'succeeded', refundId: asked.refundId });
      expect(await gateway().fetchRefund(refundIdOf(outcome))).toEqual(outcome);
      const rest = { ...asked, key: newId('req'), refundId: newId('rfd'), amount: money(1900, 'USD') };
      expect(await gateway().refund(rest)).toMatchObject({ state: 'succeeded', refundId: rest.refundId });
      const more = { ...rest, key: newId('req'), refundId: newId('rfd'), amount: money(1, 'USD') };
      expect(await gateway().refund(more)).toMatchObject({
        state: 'failed',
        code: expect.stringMatching(/^(charge_already_refunded|capture_fully_refunded)$/),
      });
    });

    test('finds what was charged by itself, where we do not know', async () => {
      const { asked } = await refund('good');
      const rest = { ...asked, key: newId('req'), refundId: newId('rfd'), chargeId: null };
      expect(await gateway().refund(rest)).toMatchObject({ state: 'succeeded', refundId: rest.refundId });
    });

    test('with the same key is one refund', async () => {
      const { asked, outcome } = await refund('good', money(2000, 'USD'));
      expect(await gateway().refund(asked)).toEqual(outcome);
    });

    test('of more than was paid fails', async () => {
      const { outcome } = await refund('good', money(2901, 'USD'));
      expect(outcome).toMatchObject({ state: 'failed', gatewayRefundId: null });
    });

    test('may take its time', async () => {
      const { outcome } = await refund('refundsLate');
      expect(outcome.state).toBe('pending');
      await subject().hasten();
      expect(await gateway().fetchRefund(refundIdOf(outcome))).toMatchObject({ state: 'succeeded' });
    });

    test('may fail after it had succeeded', async () => {
      const { outcome } = await refund('refundsFail');
      expect(outcome.state).toBe('succeeded');
      await subject().hasten();
      expect(await gateway().fetchRefund(refundIdOf(outcome))).toMatchObject({ state: 'failed' });
    });

    test('whose answer is lost is unknown, and is found by our own id', async () => {
      await subject().loseAnswers('refund');
      const { asked, outcome } = await refund('good');
      expect(outcome).toMatchObject({ state: 'unknown', gatewayRefundId: null });
      expect(await gateway().findRefund(asked)).toMatchObject({
        state: 'succeeded',
        refundId: asked.refundId,
      });
      expect(await gateway().findRefund({ ...asked, refundId: newId('rfd') })).toBeNull();
    });
  });
}
