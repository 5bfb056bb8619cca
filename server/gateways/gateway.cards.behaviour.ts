import { newId } from '../kit/ids.js';
import { money } from '../kit/money.js';
import {
  ACTIONS,
  type CardKind,
  expectState,
  type GatewayUnderTest,
  gatewayIdOf,
  RETURN_URL,
  refundIdOf,
  steps,
} from './gateway.harness.behaviour.js';

/** Cards that are kept for later. */
export function savesCards(subject: () => GatewayUnderTest): void {
  const { gateway, customer, pay, save } = steps(subject);

  describe('a saved card', () => {
    test('belongs to its customer, and pays', async () => {
      const customerId = await customer();
      const outcome = expectState(await save('good', customerId), 'succeeded');
      expect(outcome.customerId).toBe(customerId);
      expect(outcome.method).toMatchObject({ customerId, brand: 'visa', last4: '4242' });
      expect(await gateway().fetchMethod(outcome.method.methodId)).toEqual(outcome.method);
      expect(await gateway().fetchSetup(outcome.setupId ?? '')).toEqual(outcome);
      const paid = await pay({ customerId, methodId: outcome.method.methodId });
      expect(paid).toMatchObject({ state: 'succeeded', methodId: outcome.method.methodId });
    });

    test('that the bank refuses is not saved', async () => {
      expect(await save('declined', await customer())).toMatchObject({
        state: 'declined',
        code: 'card_declined',
        declineCode: 'generic_decline',
      });
    });

    test('waits for the bank where it wants to see the payer', async () => {
      const waiting = expectState(await save('authenticated', await customer()), 'requires_action');
      expect(waiting.action.type).toBe(ACTIONS.redirect);
      await subject().authenticate(waiting.setupId ?? '', 'succeed');
      expect(await gateway().fetchSetup(waiting.setupId ?? '')).toMatchObject({ state: 'succeeded' });
    });

    test('that has been through the bank once pays without it', async () => {
      const customerId = await customer();
      const setupId = (await save('authenticatedOnce', customerId)).setupId ?? '';
      await subject().authenticate(setupId, 'succeed');
      const { method } = expectState(await gateway().fetchSetup(setupId), 'succeeded');
      expect(await pay({ customerId, methodId: method.methodId })).toMatchObject({ state: 'succeeded' });
    });

    test('may be entered in the browser', async () => {
      const customerId = await customer();
      const waiting = expectState(await save(null, customerId), 'requires_action');
      expect(waiting.action).toEqual({ type: 'confirm_card', clientSecret: expect.any(String) });
      await subject().enterCard(waiting.setupId ?? '', 'good');
      expect(await gateway().fetchSetup(waiting.setupId ?? '')).toMatchObject({
        state: 'succeeded',
        customerId,
        method: { customerId, last4: '4242' },
      });
    });

    test('whose answer is lost is unknown, and the same key saves it once', async () => {
      const asked = { key: newId('req'), customerId: await customer(), token: subject().card('good') };
      await subject().loseAnswers('saveMethod');
      const first = await gateway().saveMethod({ ...asked, returnUrl: RETURN_URL });
      expect(first).toMatchObject({ state: 'unknown', setupId: null });
      expect(await gateway().saveMethod({ ...asked, returnUrl: RETURN_URL })).toMatchObject({
        state: 'succeeded',
      });
    });

    test('is let go, and letting go twice is harmless', async () => {
      const { method } = expectState(await save('good', await customer()), 'succeeded');
      await gateway().detachMethod(method.methodId);
      await gateway().detachMethod(method.methodId);
      await gateway().detachMethod('pm_nobody_has_seen');
      expect(await gateway().fetchMethod(method.methodId)).toMatchObject({ customerId: null });
    });

    test('of another customer does not pay', async () => {
      const { method } = expectState(await save('good', await customer()), 'succeeded');
      expect(await pay({ methodId: method.methodId })).toMatchObject({ state: 'declined', open: false });
    });

    test('that does not exist is null', async () => {
      expect(await gateway().fetchMethod('pm_nobody_has_seen')).toBeNull();
    });
  });
}

/** Money given back. */
export function refundsPayments(subject: () => GatewayUnderTest): void {
  const { gateway, payBy } = steps(subject);

  describe('a refund', () => {
    const refund = async (kind: CardKind, amount = money(1000, 'USD')) => {
      const paid = await payBy(kind);
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
        code: 'charge_already_refunded',
      });
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
      expect(await gateway().fetchRefund(refundIdOf(outcome))).toMatchObject({
        state: 'failed',
        code: 'expired_or_canceled_card',
      });
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
