import type { Refund } from '@paypal/paypal-server-sdk';
import type { PaymentGateway, RefundOutcome } from '../../billing/gateway.js';
import { toPaypalAmount } from './paypal.amounts.js';
import type { PaypalCalls } from './paypal.calls.js';
import { captureOf, refundOutcome } from './paypal.outcomes.js';

type Refunds = Pick<PaymentGateway, 'refund' | 'fetchRefund' | 'findRefund'>;

export function createPaypalRefunds(calls: PaypalCalls): Refunds {
  /** What is to be refunded; or why it cannot be. */
  async function captureIdOf(gatewayPaymentId: string): Promise<string | RefundOutcome> {
    const found = await calls.attempt('refund', (sdk) => sdk.orders.getOrder({ id: gatewayPaymentId }));
    if (found.ok) return captureOf(found.value)?.id ?? notRefunded('failed', 'nothing_captured');
    return found.failure.kind === 'unanswered'
      ? notRefunded('unknown', found.failure.reason)
      : notRefunded('failed', found.failure.code);
  }

  /** A refund names its capture only. */
  async function orderOfCapture(captureId: string | null): Promise<string | null> {
    if (captureId === null) return null;
    const capture = await calls.ask('fetchRefund', (sdk) => sdk.payments.getCapturedPayment({ captureId }));
    return capture.supplementaryData?.relatedIds?.orderId ?? null;
  }

  return {
    async refund({ key, gatewayPaymentId, chargeId, amount, refundId }) {
      const wire = toPaypalAmount(amount);
      if (wire === null) return notRefunded('failed', 'amount_not_refundable');
      const captureId = chargeId ?? (await captureIdOf(gatewayPaymentId));
      if (typeof captureId !== 'string') return captureId;
      const attempt = await calls.attempt('refund', (sdk) =>
        sdk.payments.refundCapturedPayment({
          captureId,
          paypalRequestId: key,
          prefer: 'return=representation',
          // Without an invoice number of its own PayPal would take the capture's, and that once only.
          body: { amount: wire, customId: refundId, invoiceId: refundId },
        }),
      );
      if (attempt.ok) return { ...refundOutcome(attempt.value), gatewayPaymentId };
      const { failure } = attempt;
      return failure.kind === 'unanswered'
        ? notRefunded('unknown', failure.reason)
        : notRefunded('failed', failure.code);
    },

    async fetchRefund(refundId) {
      const refund = await calls.ask('fetchRefund', (sdk) => sdk.payments.getRefund({ refundId }));
      const outcome = refundOutcome(refund);
      return { ...outcome, gatewayPaymentId: await orderOfCapture(outcome.chargeId ?? null) };
    },

    async findRefund({ refundId, gatewayPaymentId }) {
      const order = await calls.ask('findRefund', (sdk) => sdk.orders.getOrder({ id: gatewayPaymentId }));
      const refunds: readonly Refund[] = order.purchaseUnits?.[0]?.payments?.refunds ?? [];
      const found = refunds.find(({ customId }) => customId === refundId);
      return found === undefined ? null : { ...refundOutcome(found), gatewayPaymentId };
    },
  };
}

function notRefunded(state: 'failed' | 'unknown', why: string): RefundOutcome {
  const whose = { gatewayRefundId: null, refundId: null };
  return state === 'failed' ? { ...whose, state, code: why } : { ...whose, state, reason: why };
}
