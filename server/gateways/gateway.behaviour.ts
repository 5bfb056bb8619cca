import { newId } from '../kit/ids.js';
import { refundsPayments, savesCards } from './gateway.cards.behaviour.js';
import { type GatewayUnderTest, gatewayIdOf, steps } from './gateway.harness.behaviour.js';
import { chargesCards } from './gateway.payments.behaviour.js';

/** What every card gateway has to do, whatever its wire looks like. `subject` is asked once the suite runs. */
export function behavesLikeACardGateway(subject: () => GatewayUnderTest): void {
  const { gateway, pay } = steps(subject);

  chargesCards(subject);
  savesCards(subject);
  refundsPayments(subject);

  describe('a gateway that cannot be reached', () => {
    test('while it is only asked, is said to be unavailable', async () => {
      const id = gatewayIdOf(await pay());
      await subject().loseCalls('fetchPayment');
      await expect(gateway().fetchPayment(id)).rejects.toThrow('gave no answer');
    });

    test('makes no second customer when it is asked again', async () => {
      const asked = {
        key: newId('req'),
        accountId: newId('acc'),
        email: 'alice@acme.test',
        name: 'Acme Inc.',
      };
      await subject().loseAnswers('createCustomer');
      await expect(gateway().createCustomer(asked)).rejects.toThrow('gave no answer');
      const { customerId } = await gateway().createCustomer(asked);
      expect(await gateway().createCustomer(asked)).toEqual({ customerId });
    });
  });
}
