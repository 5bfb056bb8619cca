import { newId } from '../kit/ids.js';
import { savesCards } from './gateway.cards.behaviour.js';
import { type GatewayUnderTest, steps } from './gateway.harness.behaviour.js';
import { takesAndReturnsMoney } from './gateway.money.behaviour.js';
import { chargesCards } from './gateway.payments.behaviour.js';

/** What every card gateway has to do, whatever its wire looks like. `subject` is asked once the suite runs. */
export function behavesLikeACardGateway(subject: () => GatewayUnderTest): void {
  const { gateway, customer } = steps(subject);

  takesAndReturnsMoney(() => {
    const cards = subject();
    return {
      ...cards,
      means: async (kind) => ({ customerId: await customer(), methodId: cards.card(kind) }),
      paymentsOf: ({ customerId }) => cards.paymentsOf(customerId ?? ''),
    };
  });
  chargesCards(subject);
  savesCards(subject);

  describe('a gateway that cannot be reached', () => {
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
