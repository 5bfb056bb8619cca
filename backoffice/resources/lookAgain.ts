import { lookAgainAtPayment } from '../../server/billing/payments/payments.refunds.contract.js';
import type { Room } from '../kit/ports.js';
import { recordAction } from './recordAction.js';

type Params = Readonly<Record<string, unknown>>;

/** Asks the gateway about a payment, its refunds and its disputes, from the screen of any of them. */
export const lookAgain = (
  { services, logger }: Pick<Room, 'services' | 'logger'>,
  where: { fits: (params: Params) => boolean; paymentOf: (id: string) => Promise<string> },
) =>
  recordAction({
    permission: 'payments.decide',
    look: {
      label: 'Look again',
      verb: 'Look again at the gateway',
      tone: 'neutral',
      message:
        'The gateway is asked what it says about this payment, its refunds and its disputes, and the books follow. Nothing happens twice.',
      fields: [],
    },
    schema: lookAgainAtPayment.body,
    logger,
    fits: where.fits,
    run: async ({ actor, id }) => {
      const paymentId = await where.paymentOf(id);
      const { status } = await services.payments.lookAgain({ actor, paymentId });
      return `The gateway has been asked: the payment is ${status.replaceAll('_', ' ')}.`;
    },
  });
