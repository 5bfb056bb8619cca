import { money } from '../kit/money.js';
import {
  ACTIONS,
  expectState,
  type GatewayUnderTest,
  gatewayIdOf,
  steps,
} from './gateway.harness.behaviour.js';

/** Charging: what a payment becomes, its key, and what is known when its answer is lost. */
export function chargesCards(subject: () => GatewayUnderTest): void {
  const { gateway, customer, request, pay, payBy, lost } = steps(subject);

  describe('a payment', () => {
    test('by a good card succeeds, with what was received and whose it is', async () => {
      const asked = await request();
      const outcome = expectState(await gateway().createPayment(asked), 'succeeded');
      expect(outcome.received).toEqual(asked.amount);
      expect(outcome.chargeId).not.toBeNull();
      expect(outcome.methodId).not.toBeNull();
      expect(outcome.identity).toMatchObject({ paymentId: asked.paymentId, customerId: asked.customerId });
      expect(await gateway().fetchPayment(gatewayIdOf(outcome))).toMatchObject({
        state: 'succeeded',
        identity: outcome.identity,
        received: asked.amount,
      });
    });

    test('tells the fee once the gateway has booked it', async () => {
      const { identity } = await pay();
      const fetched = expectState(
        await gateway().fetchPayment(identity?.gatewayPaymentId ?? ''),
        'succeeded',
      );
      expect(fetched.fee?.currency).toBe('USD');
      expect(fetched.fee?.minor).toBeGreaterThan(0n);
    });

    test.each([
      ['declined', 'card_declined', 'generic_decline'],
      ['insufficientFunds', 'card_declined', 'insufficient_funds'],
      ['lost', 'card_declined', 'lost_card'],
      ['stolen', 'card_declined', 'stolen_card'],
      ['expired', 'expired_card', null],
      ['wrongSecurityCode', 'incorrect_cvc', null],
      ['processingError', 'processing_error', null],
      ['refusesCharges', 'card_declined', 'generic_decline'],
    ] as const)(
      'by a card that is %s is declined, with its reason and its id',
      async (kind, code, declineCode) => {
        const outcome = expectState(await payBy(kind), 'declined');
        expect(outcome).toMatchObject({ code, declineCode, open: false });
        expect(outcome.message).toMatch(/card/i);
        const fetched = await gateway().fetchPayment(gatewayIdOf(outcome));
        expect(fetched).toMatchObject({ state: 'declined', code, declineCode, open: false });
      },
    );

    test('by a payment method that does not exist is declined, and nothing is charged', async () => {
      const asked = await request({ methodId: 'pm_nobody_has_seen' });
      const outcome = expectState(await gateway().createPayment(asked), 'declined');
      expect(outcome).toMatchObject({ identity: null, code: 'resource_missing', open: false });
      expect(outcome.message).not.toContain('pm_nobody');
      expect(await subject().paymentsOf(asked.customerId)).toEqual({ all: 0, paid: 0 });
    });

    test.each([
      ['a yen has no decimals', money(500, 'JPY')],
      ['a Kuwaiti dinar has three', money(1230, 'KWD')],
      ['an Icelandic crown is whole', money(500, 'ISK')],
    ])('is received as it was asked for: %s', async (_why, amount) => {
      const asked = await request({ amount });
      const outcome = expectState(await gateway().createPayment(asked), 'succeeded');
      expect(outcome.received).toEqual(amount);
    });

    test('of an amount that cards cannot express is declined and never sent', async () => {
      const asked = await request({ amount: money(1234, 'KWD') });
      const outcome = expectState(await gateway().createPayment(asked), 'declined');
      expect(outcome.code).toBe('amount_not_chargeable');
      expect(await subject().paymentsOf(asked.customerId)).toEqual({ all: 0, paid: 0 });
    });

    test('too small for the gateway is declined with the gateway’s code', async () => {
      expect(await pay({ amount: money(1, 'USD') })).toMatchObject({
        state: 'declined',
        code: 'amount_too_small',
      });
    });
  });

  describe('a bank that wants to see the payer', () => {
    test('gives a page to be sent to, and the payment succeeds behind it', async () => {
      const waiting = expectState(await payBy('authenticated'), 'requires_action');
      expect(waiting.action.type).toBe(ACTIONS.redirect);
      const id = gatewayIdOf(waiting);
      expect(await gateway().fetchPayment(id)).toEqual(waiting);
      await subject().authenticate(id, 'succeed');
      expect(await gateway().fetchPayment(id)).toMatchObject({
        state: 'succeeded',
        received: money(2900, 'USD'),
      });
    });

    test('declines when the payer fails there', async () => {
      const id = gatewayIdOf(await payBy('authenticated'));
      await subject().authenticate(id, 'fail');
      expect(await gateway().fetchPayment(id)).toMatchObject({
        state: 'declined',
        code: 'payment_intent_authentication_failure',
        open: false,
      });
    });
  });

  describe('a payer who enters the card in the browser', () => {
    const open = async () => {
      const outcome = expectState(await pay({ methodId: null }), 'requires_action');
      expect(outcome.action).toEqual({ type: 'confirm_card', clientSecret: expect.any(String) });
      return gatewayIdOf(outcome);
    };

    test('pays there', async () => {
      const id = await open();
      await subject().enterCard(id, 'good');
      expect(await gateway().fetchPayment(id)).toMatchObject({
        state: 'succeeded',
        received: money(2900, 'USD'),
      });
    });

    test('may try another card after a decline', async () => {
      const id = await open();
      await subject().enterCard(id, 'insufficientFunds');
      expect(await gateway().fetchPayment(id)).toMatchObject({
        state: 'declined',
        declineCode: 'insufficient_funds',
        open: true,
      });
      await subject().enterCard(id, 'good');
      expect(await gateway().fetchPayment(id)).toMatchObject({ state: 'succeeded' });
    });

    test('goes on there while the bank asks', async () => {
      const id = await open();
      await subject().enterCard(id, 'authenticated');
      expect(await gateway().fetchPayment(id)).toMatchObject({
        state: 'requires_action',
        action: { type: ACTIONS.browser },
      });
      await subject().authenticate(id, 'succeed');
      expect(await gateway().fetchPayment(id)).toMatchObject({ state: 'succeeded' });
    });
  });

  describe('a payment that is looked for', () => {
    test('that never got there is unknown too, and is not found', async () => {
      const asked = await request();
      await subject().loseCalls('createPayment');
      expect(await gateway().createPayment(asked)).toMatchObject({ state: 'unknown', identity: null });
      expect(await gateway().findPayment(lost(asked))).toBeNull();
    });

    test('is not mistaken for another payment of the same customer', async () => {
      const customerId = await customer();
      await pay({ customerId });
      expect(await gateway().findPayment(lost(await request({ customerId })))).toBeNull();
    });
  });

  describe('withdrawing a payment', () => {
    test('that is open cancels it, and twice is once', async () => {
      const id = gatewayIdOf(await pay({ methodId: null }));
      expect(await gateway().cancelPayment(id)).toMatchObject({ state: 'canceled' });
      expect(await gateway().cancelPayment(id)).toMatchObject({ state: 'canceled' });
      expect(await gateway().fetchPayment(id)).toMatchObject({ state: 'canceled' });
    });
  });
}
