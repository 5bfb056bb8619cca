import type { NextAction, PaymentView } from '../../../server/billing/payments/payments.contract.js';

type Action<T extends NextAction['type']> = Extract<NextAction, { type: T }>;

/** What a payment asks of the customer now. */
export type Stage =
  | { readonly is: 'card'; readonly action: Action<'confirm_card'> }
  | { readonly is: 'redirect'; readonly action: Action<'redirect'> }
  | { readonly is: 'instructions'; readonly action: Action<'instructions'> }
  /** The customer said that it was paid; staff look for the money. */
  | { readonly is: 'declared'; readonly action: Action<'instructions'> | null }
  | { readonly is: 'processing' }
  | { readonly is: 'succeeded' }
  | { readonly is: 'failed' }
  | { readonly is: 'canceled' };

const waitingStage = ({ nextAction }: PaymentView): Stage => {
  switch (nextAction?.type) {
    case undefined:
      return { is: 'processing' };
    case 'confirm_card':
      return { is: 'card', action: nextAction };
    case 'redirect':
      return { is: 'redirect', action: nextAction };
    case 'instructions':
      return { is: 'instructions', action: nextAction };
  }
};

export const stageOf = (payment: PaymentView): Stage => {
  switch (payment.status) {
    case 'pending':
    case 'requires_action':
      return waitingStage(payment);
    case 'pending_approval': {
      const action = payment.nextAction?.type === 'instructions' ? payment.nextAction : null;
      // The reference is what the customer told us with the transfer; without one we still wait for that.
      return action === null || payment.reference !== null
        ? { is: 'declared', action }
        : { is: 'instructions', action };
    }
    case 'processing':
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return { is: payment.status };
  }
};

/** The attempt that is under way, if there is one; there can be only one for an invoice. */
export const openPayment = (payments: readonly PaymentView[]): PaymentView | null =>
  payments.find(({ status }) => status !== 'succeeded' && status !== 'failed' && status !== 'canceled') ??
  null;

/** Whether nothing more will happen to it by itself. */
export const isSettled = ({ status }: PaymentView): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'canceled';
