import { z } from 'zod';
import { type DisputeOutcome, type PaymentGateway, UnknownAtGateway } from '../../billing/gateway.js';
import { type Money, money } from '../../kit/money.js';
import { fromPaypalAmount } from './paypal.amounts.js';
import type { PaypalCalls } from './paypal.calls.js';
import { capturedAmount } from './paypal.outcomes.js';

/** A dispute's id begins like this; a reversal without a dispute is known by its capture. */
const DISPUTE_ID = /^PP-/;

const wireMoney = z.object({ currency_code: z.string(), value: z.string() });
const wireDispute = z.object({
  dispute_id: z.string(),
  status: z.string(),
  reason: z.string().default('OTHER'),
  dispute_amount: wireMoney,
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().optional() })).default([]),
  dispute_outcome: z.object({ outcome_code: z.string().optional() }).optional(),
  seller_response_due_date: z.string().optional(),
});

/** Resolved in our favour, or taken back. Source: https://developer.paypal.com/docs/api/customer-disputes/v1/ */
const WON = new Set(['RESOLVED_SELLER_FAVOUR', 'CANCELED_BY_BUYER', 'DENIED', 'RESOLVED_WITH_PAYOUT']);

export function createPaypalDisputes(calls: PaypalCalls): Pick<PaymentGateway, 'fetchDispute'> {
  const captureOf = (captureId: string) =>
    calls.ask('fetchDispute', (sdk) => sdk.payments.getCapturedPayment({ captureId }));

  async function dispute(id: string): Promise<DisputeOutcome> {
    const path = `/v1/customer/disputes/${encodeURIComponent(id)}`;
    const told = wireDispute.parse(await calls.askPlainly('fetchDispute', { path }));
    const chargeId = told.disputed_transactions[0]?.seller_transaction_id ?? null;
    const capture = chargeId === null ? null : await captureOf(chargeId);
    const due = told.seller_response_due_date;
    const state = stateOf(told.status, told.dispute_outcome?.outcome_code);
    return {
      gatewayDisputeId: told.dispute_id,
      gatewayPaymentId: capture?.supplementaryData?.relatedIds?.orderId ?? null,
      chargeId,
      state,
      amount: exactly(told.dispute_amount, id),
      reason: told.reason.toLowerCase(),
      evidenceDueBy: due === undefined ? null : new Date(due),
      // PayPal holds the money from the first day on; what was won is given back.
      withdrawn: state !== 'won',
    };
  }

  /**
   * A capture that the payer's bank has taken back. What is gone is what was captured without what we have refunded
   * ourselves: our refunds carry an id of ours, a reversal carries none.
   */
  async function reversal(captureId: string): Promise<DisputeOutcome> {
    const capture = await captureOf(captureId);
    const orderId = capture.supplementaryData?.relatedIds?.orderId ?? null;
    const amount = capturedAmount(capture);
    const refunded = orderId === null ? null : await refundedByUs(orderId, amount.currency);
    const left = refunded === null ? 0n : amount.minor - refunded;
    if (capture.status !== 'REFUNDED' || left <= 0n) {
      throw new UnknownAtGateway(
        `PayPal says that nothing of capture ${captureId} was reversed: ${capture.status ?? ''}`,
      );
    }
    return {
      gatewayDisputeId: captureId,
      gatewayPaymentId: orderId,
      chargeId: captureId,
      state: 'lost',
      amount: money(left, amount.currency),
      reason: capture.statusDetails?.reason?.toLowerCase() ?? 'reversed',
      evidenceDueBy: null,
      withdrawn: true,
    };
  }

  async function refundedByUs(orderId: string, currency: string): Promise<bigint> {
    const order = await calls.ask('fetchDispute', (sdk) => sdk.orders.getOrder({ id: orderId }));
    const refunds = order.purchaseUnits?.[0]?.payments?.refunds ?? [];
    return refunds
      .filter(
        ({ status, customId }) => customId !== undefined && (status === 'COMPLETED' || status === 'PENDING'),
      )
      .reduce((sum, { amount }) => {
        const refunded = amount === undefined ? null : fromPaypalAmount(amount);
        return sum + (refunded?.currency === currency ? refunded.minor : 0n);
      }, 0n);
  }

  return { fetchDispute: (id) => (DISPUTE_ID.test(id) ? dispute(id) : reversal(id)) };
}

function stateOf(status: string, outcome: string | undefined): DisputeOutcome['state'] {
  if (status === 'RESOLVED') return outcome !== undefined && WON.has(outcome) ? 'won' : 'lost';
  return status === 'UNDER_REVIEW' || status === 'WAITING_FOR_BUYER_RESPONSE'
    ? 'under_review'
    : 'needs_response';
}

function exactly({ currency_code: currencyCode, value }: z.infer<typeof wireMoney>, id: string): Money {
  const amount = fromPaypalAmount({ currencyCode, value });
  if (amount === null) throw new Error(`Dispute ${id} is about no amount of ours`);
  return amount;
}
