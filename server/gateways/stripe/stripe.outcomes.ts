import type Stripe from 'stripe';
import type {
  GatewayMethod,
  PaymentIdentity,
  PaymentOutcome,
  RefundOutcome,
  SetupOutcome,
} from '../../billing/gateway.js';
import type { Money } from '../../kit/money.js';
import { fromStripeAmount } from './stripe.amounts.js';

/** How Stripe's states read in the words of the port. Source: https://docs.stripe.com/payments/paymentintents/lifecycle */

/** What we write into an object's metadata, to know it again. */
export const PAYMENT_ID = 'payment_id';
export const REFUND_ID = 'refund_id';
/** `yes`: the payer enters the card in the browser, so that a refused card may be followed by another. */
export const INTERACTIVE = 'interactive';

/** What the outcomes below need to see in one piece. */
export const PAYMENT_EXPAND = ['latest_charge.balance_transaction'];
export const SETUP_EXPAND = ['payment_method'];

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent;
type Action = Extract<PaymentOutcome, { state: 'requires_action' }>['action'];

export function paymentOutcome(intent: Stripe.PaymentIntent): PaymentOutcome {
  const identity = identityOf(intent);
  switch (intent.status) {
    case 'succeeded':
      return { identity, ...receiptOf(intent) };
    case 'processing':
    case 'requires_capture':
      return { identity, state: 'processing' };
    case 'requires_action':
      return { identity, state: 'requires_action', action: actionOf(intent) };
    case 'requires_payment_method':
    case 'requires_confirmation':
      return { identity, ...unpaid(intent) };
    case 'canceled':
      return { identity, state: 'canceled' };
    default:
      // A state that this version of the API does not know: nothing may be concluded from it.
      return { identity, state: 'unknown', reason: `status_${intent.status}` };
  }
}

export const identityOf = (intent: Stripe.PaymentIntent): PaymentIdentity => ({
  gatewayPaymentId: intent.id,
  paymentId: intent.metadata[PAYMENT_ID] ?? null,
  customerId: idOf(intent.customer),
});

function receiptOf(intent: Stripe.PaymentIntent) {
  const received = fromStripeAmount(intent.amount_received, intent.currency);
  // Stripe takes no part of a coin. Should it do so, somebody has to look: nothing smaller may be booked instead.
  if (received === null) throw new Error(`Payment ${intent.id} is paid with a part of a coin`);
  return {
    state: 'succeeded' as const,
    chargeId: idOf(intent.latest_charge),
    received,
    fee: feeOf(intent.latest_charge),
    methodId: idOf(intent.payment_method),
  };
}

/**
 * In the currency of the balance, which need not be that of the payment. Null until Stripe has booked it, and where
 * it is a part of a coin.
 */
function feeOf(charge: Stripe.PaymentIntent['latest_charge']): Money | null {
  if (charge === null || typeof charge === 'string') return null;
  const booked = charge.balance_transaction;
  return booked === null || typeof booked === 'string' ? null : fromStripeAmount(booked.fee, booked.currency);
}

/** No money has moved: the last card was refused, none was entered yet, or nobody is left to enter one. */
function unpaid(intent: Stripe.PaymentIntent) {
  const error = intent.last_payment_error;
  if (error !== null) {
    return {
      state: 'declined' as const,
      code: error.code ?? 'card_declined',
      declineCode: error.decline_code ?? null,
      message: error.message ?? 'The card was declined.',
      open: isInteractive(intent),
    };
  }
  if (isInteractive(intent)) return { state: 'requires_action' as const, action: confirmCard(intent) };
  return {
    state: 'declined' as const,
    code: 'payment_not_completed',
    declineCode: null,
    message: 'The payment was not completed. Nothing was charged.',
    open: false,
  };
}

export function setupOutcome(intent: Stripe.SetupIntent, method: GatewayMethod | null): SetupOutcome {
  const whose = { setupId: intent.id, customerId: idOf(intent.customer) };
  switch (intent.status) {
    case 'succeeded':
      if (method === null) throw new Error(`Setup ${intent.id} has succeeded without a payment method`);
      return { ...whose, state: 'succeeded', method };
    case 'processing':
      return { ...whose, state: 'processing' };
    case 'requires_action':
      return { ...whose, state: 'requires_action', action: actionOf(intent) };
    case 'requires_payment_method':
    case 'requires_confirmation':
      return { ...whose, ...unsaved(intent) };
    case 'canceled':
      return { ...whose, state: 'canceled' };
    default:
      return { ...whose, state: 'unknown', reason: `status_${intent.status}` };
  }
}

function unsaved(intent: Stripe.SetupIntent) {
  const error = intent.last_setup_error;
  if (error === null && isInteractive(intent)) {
    return { state: 'requires_action' as const, action: confirmCard(intent) };
  }
  return {
    state: 'declined' as const,
    code: error?.code ?? 'setup_not_completed',
    declineCode: error?.decline_code ?? null,
    message: error?.message ?? 'The card was not saved.',
  };
}

/** A payer who entered the card in the browser is led on there; everybody else is sent to the bank's page. */
function actionOf(intent: Intent): Action {
  const url = intent.next_action?.redirect_to_url?.url;
  return url && !isInteractive(intent) ? { type: 'redirect', url } : confirmCard(intent);
}

function confirmCard(intent: Intent): Action {
  if (intent.client_secret === null) throw new Error(`Stripe kept the client secret of ${intent.id} back`);
  return { type: 'confirm_card', clientSecret: intent.client_secret };
}

const isInteractive = (intent: Intent): boolean => intent.metadata?.[INTERACTIVE] === 'yes';

export const gatewayMethod = (method: Stripe.PaymentMethod): GatewayMethod => ({
  methodId: method.id,
  customerId: idOf(method.customer),
  brand: method.card?.brand ?? null,
  last4: method.card?.last4 ?? null,
  expMonth: method.card?.exp_month ?? null,
  expYear: method.card?.exp_year ?? null,
});

export function refundOutcome(refund: Stripe.Refund): RefundOutcome {
  const whose = {
    gatewayRefundId: refund.id,
    refundId: refund.metadata?.[REFUND_ID] ?? null,
    amount: fromStripeAmount(refund.amount, refund.currency),
    gatewayPaymentId: idOf(refund.payment_intent),
    chargeId: idOf(refund.charge),
  };
  switch (refund.status) {
    case 'succeeded':
      return { ...whose, state: 'succeeded' };
    case 'pending':
    case 'requires_action':
      return { ...whose, state: 'pending' };
    case 'failed':
      return { ...whose, state: 'failed', code: refund.failure_reason ?? 'refund_failed' };
    case 'canceled':
      return { ...whose, state: 'canceled' };
    default:
      return { ...whose, state: 'unknown', reason: `status_${refund.status ?? 'none'}` };
  }
}

/** A reference is an id, or the object itself where it was asked for. */
export function idOf(reference: string | { id: string } | null): string | null {
  return reference === null || typeof reference === 'string' ? reference : reference.id;
}
