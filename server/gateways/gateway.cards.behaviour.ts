import { newId } from '../kit/ids.js';
import {
  ACTIONS,
  expectState,
  type GatewayUnderTest,
  RETURN_URL,
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
