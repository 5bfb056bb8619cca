import type { CapturedPayment, Refund } from '@paypal/paypal-server-sdk';
import { z } from 'zod';
import { type DisputeOutcome, known, type PaymentGateway, UnknownAtGateway } from '../../billing/gateway.js';
import { type Money, money } from '../../kit/money.js';
import { fromPaypalAmount } from './paypal.amounts.js';
import type { PaypalCalls } from './paypal.calls.js';
import { captureAbove, capturedAmount, refundedAmount } from './paypal.outcomes.js';

/** A dispute's id begins like this; a reversal is known by a number of its own. */
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
      gatewayPaymentId: capture === null ? null : orderOf(capture),
      chargeId,
      state,
      amount: exactly(told.dispute_amount, id),
      reason: told.reason.toLowerCase(),
      evidenceDueBy: due === undefined ? null : new Date(due),
      // PayPal holds the money from the first day on; what was won is given back.
      withdrawn: state !== 'won',
    };
  }

  /** Money that was taken back without asking us: by the number that PayPal has given that, or by its capture where it names no other. */
  async function reversal(id: string): Promise<DisputeOutcome> {
    const refund = await known(calls.ask('fetchDispute', (sdk) => sdk.payments.getRefund({ refundId: id })));
    return refund === null ? reversalOfCapture(id) : reversalByNumber(id, refund);
  }

  async function reversalByNumber(id: string, refund: Refund): Promise<DisputeOutcome> {
    const chargeId = captureAbove(refund.links);
    // What we asked for ourselves carries an id of ours.
    if (refund.customId !== undefined || !hasLeft(refund) || chargeId === null) throw nothingReversed(id);
    const capture = await captureOf(chargeId);
    return lost(id, capture, refundedAmount(refund));
  }

  async function reversalOfCapture(captureId: string): Promise<DisputeOutcome> {
    const capture = await captureOf(captureId);
    const amount = capturedAmount(capture);
    const refunds = await refundsOf(capture);
    const left =
      amount.minor -
      sumOf(
        refunds.filter(({ customId }) => customId !== undefined),
        amount.currency,
      );
    if (capture.status !== 'REFUNDED' || left <= 0n) throw nothingReversed(captureId);
    return lost(captureId, capture, money(left, amount.currency));
  }

  async function lost(id: string, capture: CapturedPayment, amount: Money): Promise<DisputeOutcome> {
    const whole = capturedAmount(capture);
    const listed = money(sumOf(await refundsOf(capture), whole.currency), whole.currency);
    return {
      gatewayDisputeId: id,
      gatewayPaymentId: orderOf(capture),
      chargeId: capture.id ?? null,
      state: 'lost',
      amount,
      reason: capture.statusDetails?.reason?.toLowerCase() ?? 'reversed',
      evidenceDueBy: null,
      withdrawn: true,
      goneInAll: capture.status === 'REFUNDED' ? whole : listed,
    };
  }

  async function refundsOf(capture: CapturedPayment): Promise<readonly Refund[]> {
    const id = orderOf(capture);
    if (id === null) return [];
    const order = await calls.ask('fetchDispute', (sdk) => sdk.orders.getOrder({ id }));
    return order.purchaseUnits?.[0]?.payments?.refunds ?? [];
  }

  return { fetchDispute: (id) => (DISPUTE_ID.test(id) ? dispute(id) : reversal(id)) };
}

const orderOf = (capture: CapturedPayment): string | null =>
  capture.supplementaryData?.relatedIds?.orderId ?? null;

/** Done or under way. */
const hasLeft = ({ status }: Refund): boolean => status === 'COMPLETED' || status === 'PENDING';

const sumOf = (refunds: readonly Refund[], currency: string): bigint =>
  refunds.filter(hasLeft).reduce((sum, refund) => {
    const amount = refundedAmount(refund);
    return sum + (amount.currency === currency ? amount.minor : 0n);
  }, 0n);

const nothingReversed = (id: string) =>
  new UnknownAtGateway(`PayPal names nothing that was reversed by ${id}`);

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
