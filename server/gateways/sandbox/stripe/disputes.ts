import { newObjectId, type StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  clearableText,
  expand,
  flag,
  ignored,
  mergeMetadata,
  metadata,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { recordBalance } from './balance-transactions.js';
import { disputeFee } from './currencies.js';

type BalanceTransaction = StoredObjects['balance_transaction'];
type Charge = StoredObjects['charge'];
type Dispute = StoredObjects['dispute'];

const ANSWER_WITHIN_SECONDS = 7 * 24 * 3600;
const CLOSED: readonly Dispute['status'][] = ['lost', 'won', 'warning_closed', 'prevented'];

const EVIDENCE = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const;

export interface NewDispute {
  readonly chargeId: string;
  readonly reason: string;
  /** An inquiry asks only: no money is withdrawn yet. */
  readonly isInquiry: boolean;
  /** Null: the whole charge. */
  readonly amount: number | null;
}

/**
 * The cardholder's bank takes the money back until the dispute is decided. Refuses a charge that has none or is disputed
 * already. Announces `charge.dispute.created`, `charge.dispute.funds_withdrawn`, `charge.updated`.
 */
export async function openDispute(work: Work, wanted: NewDispute): Promise<Dispute> {
  const charge = await work.lock('charge', wanted.chargeId, 'charge');
  if (!charge.captured || charge.disputed) {
    throw invalidRequest(
      `Charge ${charge.id} cannot be disputed: it is not captured, or disputed already.`,
      'charge_disputed',
    );
  }
  const amount = wanted.amount ?? charge.amount_captured - charge.amount_refunded;
  if (amount <= 0 || amount > charge.amount_captured) {
    throw invalidRequest(
      `Charge ${charge.id} has ${charge.amount_captured} that could be disputed, not ${amount}.`,
      undefined,
      'amount',
    );
  }
  const dispute = newDispute(work, charge, wanted, amount);
  work.save(dispute);
  work.emit('charge.dispute.created', dispute);
  if (!wanted.isInquiry) withdraw(work, dispute, charge);
  return dispute;
}

/** The bank decides for the seller: the money returns, the fee does not. */
export async function winDispute(work: Work, id: string): Promise<Dispute> {
  const before = await lockOpen(work, id);
  const isInquiry = before.status.startsWith('warning');
  const after: Dispute = { ...before, status: isInquiry ? 'warning_closed' : 'won' };
  work.save(after);
  work.emit('charge.dispute.closed', after);
  if (isInquiry) return after;
  const returned = book(work, after, after.amount, 0);
  const reinstated: Dispute = {
    ...after,
    balance_transactions: [...after.balance_transactions, returned] as Dispute['balance_transactions'],
  };
  work.save(reinstated);
  work.emit('charge.dispute.funds_reinstated', reinstated, {
    balance_transactions: after.balance_transactions,
  });
  return reinstated;
}

export async function loseDispute(work: Work, id: string): Promise<Dispute> {
  const before = await lockOpen(work, id);
  const after: Dispute = {
    ...before,
    status: before.status.startsWith('warning') ? 'warning_closed' : 'lost',
    is_charge_refundable: false,
  };
  work.save(after);
  work.emit('charge.dispute.closed', after);
  return after;
}

async function lockOpen(work: Work, id: string): Promise<Dispute> {
  const dispute = await work.lock('dispute', id);
  if (CLOSED.includes(dispute.status))
    throw invalidRequest('This dispute is already closed', undefined, 'dispute');
  return dispute;
}

function withdraw(work: Work, dispute: Dispute, charge: Charge): void {
  const taken = book(work, dispute, -dispute.amount, disputeFee(dispute.currency));
  dispute.balance_transactions = [taken] as Dispute['balance_transactions'];
  work.save(dispute);
  work.emit('charge.dispute.funds_withdrawn', dispute, { balance_transactions: [] });
  const after: Charge = { ...charge, disputed: true };
  work.save(after);
  work.emit('charge.updated', after, { disputed: false });
}

function book(work: Work, dispute: Dispute, amount: number, fee: number): BalanceTransaction {
  return recordBalance(work, {
    type: 'adjustment',
    reportingCategory: amount < 0 ? 'dispute' : 'dispute_reversal',
    amount,
    fee,
    feeDescription: 'Dispute fee',
    currency: dispute.currency,
    source: dispute.id,
    description:
      amount < 0
        ? `Chargeback withdrawal for ${dispute.charge}`
        : `Chargeback reversal for ${dispute.charge}`,
  });
}

function newDispute(work: Work, charge: Charge, wanted: NewDispute, amount: number): Dispute {
  return {
    id: newObjectId('dispute'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: work.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...Object.fromEntries(EVIDENCE.map((name) => [name, null])),
      customer_email_address: charge.billing_details.email,
      customer_name: charge.billing_details.name,
      enhanced_evidence: {},
    } as unknown as Dispute['evidence'],
    evidence_details: {
      due_by: work.now + ANSWER_WITHIN_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: wanted.isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: wanted.isInquiry ? 'inquiry' : 'chargeback',
        network: charge.payment_method_details?.card?.brand ?? 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: wanted.reason,
    status: wanted.isInquiry ? 'warning_needs_response' : 'needs_response',
  };
}

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/disputes/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('dispute', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/disputes/:id',
  params: shape({
    evidence: shape({
      ...Object.fromEntries(EVIDENCE.map((name) => [name, clearableText(20_000).optional()])),
      enhanced_evidence: ignored().optional(),
    }).optional(),
    expand: expand(),
    metadata: metadata().optional(),
    submit: flag().optional(),
  }),
  run: async ({ work, params, id }) => {
    const before = await lockOpen(work, id);
    const { enhanced_evidence: _, ...evidence } = (params.evidence ?? {}) as Record<string, string | null>;
    const submits = params.submit ?? params.evidence !== undefined;
    const after: Dispute = {
      ...before,
      evidence: { ...before.evidence, ...evidence },
      evidence_details: {
        ...before.evidence_details,
        has_evidence: before.evidence_details.has_evidence || params.evidence !== undefined,
        submission_count: before.evidence_details.submission_count + (submits ? 1 : 0),
      },
      metadata: mergeMetadata(before.metadata, params.metadata),
      status: submits
        ? before.status.startsWith('warning')
          ? 'warning_under_review'
          : 'under_review'
        : before.status,
    };
    work.save(after);
    work.emit('charge.dispute.updated', after, previousAttributes(before, after));
    // Stripe's test mode decides by these words. Source: docs.stripe.com/testing#evidence
    if (submits && after.evidence.uncategorized_text === 'winning_evidence') return winDispute(work, id);
    if (submits && after.evidence.uncategorized_text === 'losing_evidence') return loseDispute(work, id);
    return after;
  },
});

const close = endpoint({
  method: 'POST',
  path: '/v1/disputes/:id/close',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => loseDispute(work, id),
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/disputes',
  params: shape({ ...pagination, charge: text().optional(), payment_intent: text().optional() }),
  run: ({ work, params }) => {
    const equal = { charge: params.charge, payment_intent: params.payment_intent };
    return listObjects(work, { type: 'dispute', url: '/v1/disputes', page: params, equal });
  },
});

export const disputeEndpoints = [listAll, retrieve, update, close];
