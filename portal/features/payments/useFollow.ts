import { useNavigate } from 'react-router';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useAccount } from '../../app/account.js';
import { donePath, hostedPage } from './hostedPage.js';
import { stageOf } from './stage.js';

const absolute = (path: string): string => `${window.location.origin}${path}`;

/**
 * Goes where a payment leads next: to the bank's or the gateway's page, to the confirmation, or (card form,
 * instructions, a refusal) to a place of the caller's.
 */
export const useFollow = (stay: (payment: PaymentView) => void): ((payment: PaymentView) => void) => {
  const navigate = useNavigate();
  const { config } = useAccount();
  return (payment) => {
    const stage = stageOf(payment);
    switch (stage.is) {
      case 'redirect':
        window.location.assign(stage.action.url);
        return;
      case 'card': {
        const { publicKey, hostedUrl } = config.stripe ?? { publicKey: null, hostedUrl: null };
        const page =
          publicKey === null && hostedUrl !== null
            ? hostedPage(hostedUrl, stage.action.clientSecret, absolute(donePath(payment.id)))
            : null;
        if (page === null) stay(payment);
        else window.location.assign(page);
        return;
      }
      case 'processing':
      case 'succeeded':
        void navigate(donePath(payment.id));
        return;
      case 'instructions':
      case 'declared':
      case 'failed':
      case 'canceled':
        stay(payment);
    }
  };
};
