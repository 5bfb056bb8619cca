import type Stripe from 'stripe';
import type { CardGateway, DisputeOutcome } from '../../billing/gateway.js';
import type { Money } from '../../kit/money.js';
import { fromStripeAmount } from './stripe.amounts.js';
import type { StripeCalls } from './stripe.calls.js';
import { idOf } from './stripe.outcomes.js';

export function createStripeDisputes(calls: StripeCalls): Pick<CardGateway, 'fetchDispute'> {
  return {
    fetchDispute: async (id) =>
      disputeOutcome(await calls.ask('fetchDispute', (sdk) => sdk.disputes.retrieve(id))),
  };
}

/** Source: https://docs.stripe.com/api/disputes/object; an inquiry (`warning_…`) withdraws nothing yet. */
function disputeOutcome(dispute: Stripe.Dispute): DisputeOutcome {
  const amount = fromStripeAmount(dispute.amount, dispute.currency);
  if (amount === null) throw new Error(`Dispute ${dispute.id} is about a part of a coin`);
  const { due_by: dueBy } = dispute.evidence_details;
  return {
    gatewayDisputeId: dispute.id,
    gatewayPaymentId: idOf(dispute.payment_intent),
    chargeId: idOf(dispute.charge),
    state: stateOf(dispute.status),
    amount,
    reason: dispute.reason,
    evidenceDueBy: dueBy === null ? null : new Date(dueBy * 1000),
    withdrawn: dispute.balance_transactions.some((booked) => booked.amount < 0),
    fee: feeOf(dispute),
  };
}

/** In the currency of the balance, which need not be that of the payment. */
function feeOf({ balance_transactions: booked }: Stripe.Dispute): Money | null {
  const [first] = booked;
  if (!first) return null;
  return fromStripeAmount(
    booked.reduce((sum, { fee }) => sum + fee, 0),
    first.currency,
  );
}

function stateOf(status: Stripe.Dispute['status']): DisputeOutcome['state'] {
  switch (status) {
    case 'won':
    case 'warning_closed':
    case 'prevented':
      return 'won';
    case 'lost':
      return 'lost';
    case 'under_review':
    case 'warning_under_review':
      return 'under_review';
    default:
      return 'needs_response';
  }
}
