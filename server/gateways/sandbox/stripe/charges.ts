import { newObjectId, type StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { listObjects } from '../wire/lists.js';
import {
  clearableText,
  emailAddress,
  expand,
  ignored,
  mergeMetadata,
  metadata,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { recordBalance } from './balance-transactions.js';
import type { Decline } from './cards.js';
import { processingFee } from './currencies.js';

type Charge = StoredObjects['charge'];
type PaymentIntent = StoredObjects['payment_intent'];
type PaymentMethod = StoredObjects['payment_method'];

export interface Attempt {
  readonly intent: PaymentIntent;
  readonly method: PaymentMethod;
  /** The customer has proved by 3-D Secure that the card is theirs. */
  readonly isAuthenticated: boolean;
}

/** Takes the money, or reserves it where the intent is captured by hand. Announces `charge.succeeded`. */
export function recordCharge(work: Work, attempt: Attempt): Charge {
  const charge = newCharge(work, attempt, null);
  work.save(charge);
  if (attempt.intent.capture_method !== 'manual') settleCharge(work, charge, charge.amount);
  work.emit('charge.succeeded', charge);
  return charge;
}

/** The trace of an attempt that the bank refused. Announces `charge.failed`. */
export function recordFailedCharge(work: Work, attempt: Attempt, decline: Decline): Charge {
  const charge = newCharge(work, attempt, decline);
  work.save(charge);
  work.emit('charge.failed', charge);
  return charge;
}

/** Marks the charge as captured and books the money, less the fee. `amount` may be a part of what was reserved. */
export function settleCharge(work: Work, charge: Charge, amount: number): void {
  const transaction = recordBalance(work, {
    type: 'charge',
    reportingCategory: 'charge',
    amount,
    fee: processingFee(amount, charge.currency),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
  });
  charge.captured = true;
  charge.amount_captured = amount;
  charge.balance_transaction = transaction.id;
  work.save(charge);
}

function newCharge(
  work: Work,
  { intent, method, isAuthenticated }: Attempt,
  decline: Decline | null,
): Charge {
  return {
    id: newObjectId('charge'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: intent.statement_descriptor ?? 'COUNTINGHOUSE',
    captured: false,
    created: work.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: decline === null ? AUTHORISED : refusedOutcome(decline),
    paid: decline === null,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardDetails(intent, method, isAuthenticated), type: 'card' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline === null ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

const AUTHORISED: NonNullable<Charge['outcome']> = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  risk_score: 20,
  seller_message: 'Payment complete.',
  type: 'authorized',
};

function refusedOutcome(decline: Decline): NonNullable<Charge['outcome']> {
  return {
    ...AUTHORISED,
    advice_code: decline.advice,
    network_status: 'declined_by_network',
    reason: decline.declineCode ?? decline.code,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}

function cardDetails(
  intent: PaymentIntent,
  method: PaymentMethod,
  isAuthenticated: boolean,
): NonNullable<NonNullable<Charge['payment_method_details']>['card']> {
  const { card } = method;
  if (card === undefined) throw new Error(`Payment method ${method.id} is not a card`);
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: isAuthenticated ? '05' : null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    regulated_status: card.regulated_status,
    three_d_secure: isAuthenticated ? AUTHENTICATED : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const AUTHENTICATED = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
} as const;

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/charges/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('charge', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/charges/:id',
  params: shape({
    description: clearableText().optional(),
    expand: expand(),
    fraud_details: ignored().optional(),
    metadata: metadata().optional(),
    receipt_email: emailAddress().optional(),
  }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('charge', id);
    const after: Charge = {
      ...before,
      description: params.description === undefined ? before.description : params.description,
      metadata: mergeMetadata(before.metadata, params.metadata),
      receipt_email: params.receipt_email === undefined ? before.receipt_email : params.receipt_email,
    };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('charge.updated', after, previous);
    return after;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/charges',
  params: shape({
    ...pagination,
    customer: text().optional(),
    payment_intent: text().optional(),
    transfer_group: text().optional(),
  }),
  run: ({ work, params }) => {
    const equal = {
      customer: params.customer,
      payment_intent: params.payment_intent,
      transfer_group: params.transfer_group,
    };
    return listObjects(work, { type: 'charge', url: '/v1/charges', page: params, equal });
  },
});

const listRefunds = endpoint({
  method: 'GET',
  path: '/v1/charges/:id/refunds',
  params: shape({ ...pagination }),
  run: async ({ work, params, id }) => {
    await work.get('charge', id);
    return listObjects(work, {
      type: 'refund',
      url: `/v1/charges/${id}/refunds`,
      page: params,
      equal: { charge: id },
    });
  },
});

export const chargeEndpoints = [listAll, retrieve, update, listRefunds];
