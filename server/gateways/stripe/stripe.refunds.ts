import type { CardGateway, RefundOutcome } from '../../billing/gateway.js';
import { toStripeAmount } from './stripe.amounts.js';
import type { StripeCalls } from './stripe.calls.js';
import { REFUND_ID, refundOutcome } from './stripe.outcomes.js';

type Refunds = Pick<CardGateway, 'refund' | 'fetchRefund' | 'findRefund'>;

export function createStripeRefunds(calls: StripeCalls): Refunds {
  return {
    async refund({ key, gatewayPaymentId, amount, refundId }) {
      const wire = toStripeAmount(amount);
      if (wire === null) return notRefunded('failed', 'amount_not_refundable');
      const attempt = await calls.attempt('refund', (sdk) =>
        sdk.refunds.create(
          { payment_intent: gatewayPaymentId, amount: wire, metadata: { [REFUND_ID]: refundId } },
          { idempotencyKey: key },
        ),
      );
      if (attempt.ok) return refundOutcome(attempt.value);
      const { failure } = attempt;
      return failure.kind === 'unanswered'
        ? notRefunded('unknown', failure.reason)
        : notRefunded('failed', failure.code);
    },

    async fetchRefund(id) {
      return refundOutcome(await calls.ask('fetchRefund', (sdk) => sdk.refunds.retrieve(id)));
    },

    findRefund: ({ refundId, gatewayPaymentId }) =>
      calls.ask('findRefund', async (sdk) => {
        for await (const refund of sdk.refunds.list({ payment_intent: gatewayPaymentId, limit: 100 })) {
          if (refund.metadata?.[REFUND_ID] === refundId) return refundOutcome(refund);
        }
        return null;
      }),
  };
}

function notRefunded(state: 'failed' | 'unknown', why: string): RefundOutcome {
  const whose = { gatewayRefundId: null, refundId: null };
  return state === 'failed' ? { ...whose, state, code: why } : { ...whose, state, reason: why };
}
