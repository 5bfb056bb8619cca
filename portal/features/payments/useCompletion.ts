import { useEffect, useRef, useState } from 'react';
import type { completePayment } from '../../../server/billing/payments/payments.completion.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useCommand } from '../../api/useCommand.js';
import { stageOf } from './stage.js';

/**
 * Back from PayPal: has the server take what the customer has agreed to there, once. Where this gets lost, PayPal's event and the
 * server's own look do the same. Answers whether it turned out that they have not agreed.
 */
export const useCompletion = (payment: PaymentView | null, cameBack: boolean): boolean => {
  const { run } = useCommand<typeof completePayment>('POST', '/v1/billing/payments/:id/complete', [
    'payments',
    'invoices',
    'credits',
    'payment-methods',
  ]);
  const [isOpen, setIsOpen] = useState(false);
  const hasAsked = useRef(false);
  const id = payment?.id ?? '';
  const isDue =
    cameBack && payment !== null && payment.method === 'paypal' && stageOf(payment).is === 'redirect';
  useEffect(() => {
    if (!isDue || hasAsked.current) return;
    hasAsked.current = true;
    void run({ params: { id }, body: {} }).then((outcome) => {
      if (outcome.ok) setIsOpen(stageOf(outcome.reply).is === 'redirect');
    });
  }, [isDue, id, run]);
  return isOpen;
};
