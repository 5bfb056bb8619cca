import type {
  CapturedPayment,
  LinkDescription,
  Order,
  OrdersCapture,
  Refund,
} from '@paypal/paypal-server-sdk';
import type { PaymentIdentity, PaymentOutcome, RefundOutcome } from '../../billing/gateway.js';
import type { Money } from '../../kit/money.js';
import { fromPaypalAmount } from './paypal.amounts.js';

/** How PayPal's states read in the words of the port. Source: https://developer.paypal.com/docs/api/orders/v2/ */

/** `approvalAddress` is where a payer agrees to an order that names no address of its own any more. */
export function orderOutcome(order: Order, approvalAddress: string): PaymentOutcome {
  const identity = identityOf(order);
  const capture = captureOf(order);
  if (capture !== null) return { identity, ...captureState(capture, vaultIdOf(order)) };
  switch (order.status) {
    case 'CREATED':
    case 'SAVED':
    case 'APPROVED':
    case 'PAYER_ACTION_REQUIRED':
      return {
        identity,
        state: 'requires_action',
        action: { type: 'redirect', url: approvalUrl(order, approvalAddress) },
      };
    case 'VOIDED':
      return { identity, state: 'canceled' };
    default:
      // Completed without a capture, or a state that this version of the SDK does not know: nothing may be concluded from it.
      return { identity, state: 'unknown', reason: `status_${order.status ?? 'none'}` };
  }
}

export function identityOf(order: Order): PaymentIdentity {
  if (!order.id) throw new Error('PayPal has named no order');
  return {
    gatewayPaymentId: order.id,
    paymentId: order.purchaseUnits?.[0]?.customId ?? null,
    customerId: null,
  };
}

/** An order of ours has one unit and one final capture. */
export const captureOf = (order: Order): OrdersCapture | null =>
  order.purchaseUnits?.[0]?.payments?.captures?.[0] ?? null;

/** Under which number the account that paid was kept; where PayPal takes its time, it says so later (`VAULT.PAYMENT-TOKEN.CREATED`). */
const vaultIdOf = ({ paymentSource }: Order): string | null => {
  const vault = paymentSource?.paypal?.attributes?.vault;
  return vault?.status === 'VAULTED' ? (vault.id ?? null) : null;
};

function captureState(capture: OrdersCapture, vaultId: string | null) {
  switch (capture.status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return {
        state: 'succeeded' as const,
        chargeId: capture.id ?? null,
        received: amountOf(capture),
        fee: feeOf(capture),
        methodId: null,
        vaultId,
      };
    case 'PENDING':
      return { state: 'processing' as const };
    case 'DECLINED':
    case 'FAILED':
      return {
        state: 'declined' as const,
        code: 'capture_declined',
        declineCode: capture.statusDetails?.reason?.toLowerCase() ?? null,
        message: 'PayPal has denied the payment. Nothing was charged.',
        open: false,
      };
    default:
      return { state: 'unknown' as const, reason: `status_${capture.status ?? 'none'}` };
  }
}

function amountOf({ id, amount }: Pick<OrdersCapture | Refund, 'id' | 'amount'>): Money {
  const received = amount === undefined ? null : fromPaypalAmount(amount);
  // Should PayPal take a part of a coin, somebody has to look: nothing smaller may be booked instead.
  if (received === null) throw new Error(`PayPal’s ${id ?? ''} is no amount of ours`);
  return received;
}

export const capturedAmount = (capture: CapturedPayment): Money => amountOf(capture);

function feeOf({ sellerReceivableBreakdown: breakdown }: OrdersCapture): Money | null {
  return breakdown?.paypalFee === undefined ? null : fromPaypalAmount(breakdown.paypalFee);
}

function approvalUrl({ id, links }: Order, approvalAddress: string): string {
  return linkOf(links, 'payer-action') ?? linkOf(links, 'approve') ?? `${approvalAddress}?token=${id ?? ''}`;
}

export const linkOf = (links: readonly LinkDescription[] | undefined, rel: string): string | null =>
  links?.find((link) => link.rel === rel)?.href ?? null;

/** The capture that a refund or a reversal belongs to: it stands above it. */
export function captureAbove(links: readonly { rel: string; href: string }[] | undefined): string | null {
  const above = links?.find(({ rel, href }) => rel === 'up' && href.includes('/captures/'))?.href ?? '';
  return /\/captures\/([A-Z0-9]{5,40})$/.exec(above)?.[1] ?? null;
}

export const refundedAmount = (refund: Refund): Money => amountOf(refund);

export function refundOutcome(refund: Refund): RefundOutcome {
  const whose = {
    gatewayRefundId: refund.id ?? null,
    refundId: refund.customId ?? null,
    amount: refund.amount === undefined ? null : fromPaypalAmount(refund.amount),
    chargeId: captureAbove(refund.links),
  };
  switch (refund.status) {
    case 'COMPLETED':
      return { ...whose, state: 'succeeded' };
    case 'PENDING':
      return { ...whose, state: 'pending' };
    case 'FAILED':
      return {
        ...whose,
        state: 'failed',
        code: refund.statusDetails?.reason?.toLowerCase() ?? 'refund_failed',
      };
    case 'CANCELLED':
      return { ...whose, state: 'canceled' };
    default:
      return { ...whose, state: 'unknown', reason: `status_${refund.status ?? 'none'}` };
  }
}
