import { newObjectId, type StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  emailAddress,
  expand,
  flag,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { recordBalance } from './balance-transactions.js';
import { getCardByName } from './cards.js';
import { spokenAmount } from './currencies.js';
import { unexpectedState } from './payment-intents.confirm.js';

type Charge = StoredObjects['charge'];
type Refund = StoredObjects['refund'];

const create = endpoint({
  method: 'POST',
  path: '/v1/refunds',
  params: shape({
    amount: integer({ min: 1 }).optional(),
    charge: text().optional(),
    expand: expand(),
    instructions_email: emailAddress().optional(),
    metadata: metadata().optional(),
    payment_intent: text().optional(),
    reason: oneOf(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    refund_application_fee: flag().optional(),
    reverse_transfer: flag().optional(),
  }),
  run: async ({ work, params, effectDelayMs }) => {
    const charge = await work.lock('charge', await chargeToRefund(work, params), 'charge');
    const amount = params.amount ?? charge.amount_captured - charge.amount_refunded;
    assertRefundable(charge, amount);
    const behaviour = await refundBehaviour(work, charge);
    const refund: Refund = {
      id: newObjectId('refund'),
      object: 'refund',
      amount,
      balance_transaction: null,
      charge: charge.id,
      created: work.now,
      currency: charge.currency,
      customer: charge.customer,
      customer_account: null,
      destination_details: {
        card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
        type: 'card',
      },
      metadata: mergeMetadata({}, params.metadata),
      payment_intent: charge.payment_intent,
      payment_method: charge.payment_method,
      reason: params.reason ?? null,
      receipt_number: null,
      source_transfer_reversal: null,
      status: behaviour === 'succeeds_late' ? 'pending' : 'succeeded',
      transfer_reversal: null,
    };
    refund.balance_transaction = book(work, refund, -amount, 'refund').id;
    work.save(refund);
    work.emit('refund.created', refund);
    changeRefunded(work, charge, amount);
    if (behaviour === 'succeeds_late') work.later('finish_refund', refund.id, effectDelayMs);
    if (behaviour === 'fails_late') work.later('fail_refund', refund.id, effectDelayMs);
    return refund;
  },
});

/** The bank did pay it out after all. Announces `refund.updated`. */
export async function finishRefund(work: Work, id: string): Promise<void> {
  const before = await work.lock('refund', id);
  if (before.status !== 'pending') return;
  const after: Refund = { ...before, status: 'succeeded' };
  work.save(after);
  work.emit('refund.updated', after, previousAttributes(before, after));
}

/** The card could not take the money back. It returns to the balance. Announces `refund.failed`, `refund.updated` and `charge.updated`. */
export async function failRefund(work: Work, id: string): Promise<void> {
  const unlocked = await work.get('refund', id);
  const charge = unlocked.charge === null ? null : await work.lock('charge', unlocked.charge);
  const before = await work.lock('refund', id);
  if (before.status === 'failed' || before.status === 'canceled') return;
  const after: Refund = {
    ...before,
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: book(work, before, before.amount, 'refund_failure').id,
  };
  work.save(after);
  work.emit('refund.failed', after);
  work.emit('refund.updated', after, previousAttributes(before, after));
  if (charge !== null) takeBack(work, charge, before.amount);
}

function book(work: Work, refund: Refund, amount: number, type: 'refund' | 'refund_failure') {
  return recordBalance(work, {
    type,
    reportingCategory: type,
    amount,
    fee: 0,
    currency: refund.currency,
    source: refund.id,
    description: type === 'refund' ? 'REFUND FOR CHARGE' : 'REFUND FAILURE',
  });
}

function changeRefunded(work: Work, before: Charge, amount: number): void {
  const refunded = before.amount_refunded + amount;
  const after: Charge = { ...before, amount_refunded: refunded, refunded: refunded >= before.amount };
  work.save(after);
  work.emit('charge.refunded', after, previousAttributes(before, after));
}

function takeBack(work: Work, before: Charge, amount: number): void {
  const after: Charge = { ...before, amount_refunded: before.amount_refunded - amount, refunded: false };
  work.save(after);
  work.emit('charge.updated', after, previousAttributes(before, after));
}

async function chargeToRefund(
  work: Work,
  params: { charge?: string | undefined; payment_intent?: string | undefined },
): Promise<string> {
  if (params.charge !== undefined) return params.charge;
  if (params.payment_intent === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'parameter_missing',
      'payment_intent',
    );
  }
  const intent = await work.get('payment_intent', params.payment_intent, 'payment_intent');
  if (intent.status !== 'succeeded' || intent.latest_charge === null) {
    throw unexpectedState(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      intent,
    );
  }
  return intent.latest_charge;
}

/** Refunds under way count as refunded: two at once cannot give back more than was taken. */
function assertRefundable(charge: Charge, amount: number): void {
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw invalidRequest(
      `Charge ${charge.id} has not been captured or did not succeed; there is nothing to refund.`,
      'charge_not_refundable',
    );
  }
  if (charge.disputed)
    throw invalidRequest(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
    );
  const rest = charge.amount_captured - charge.amount_refunded;
  if (rest <= 0)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  if (amount > rest) {
    const [asked, left] = [spokenAmount(amount, charge.currency), spokenAmount(rest, charge.currency)];
    throw invalidRequest(
      `Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`,
      undefined,
      'amount',
    );
  }
}

async function refundBehaviour(work: Work, charge: Charge) {
  if (charge.payment_method === null) return undefined;
  const method = await work.find('payment_method', charge.payment_method);
  return method === null ? undefined : getCardByName(work.hidden(method.id).testCard).refund;
}

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/refunds/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('refund', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/refunds/:id',
  params: shape({ expand: expand(), metadata: metadata().optional() }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('refund', id);
    const after: Refund = { ...before, metadata: mergeMetadata(before.metadata ?? {}, params.metadata) };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) {
      work.emit('refund.updated', after, previous);
      work.emit('charge.refund.updated', after, previous);
    }
    return after;
  },
});

const cancel = endpoint({
  method: 'POST',
  path: '/v1/refunds/:id/cancel',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const unlocked = await work.get('refund', id);
    const charge = unlocked.charge === null ? null : await work.lock('charge', unlocked.charge);
    const before = await work.lock('refund', id);
    if (before.status !== 'pending' && before.status !== 'requires_action') {
      throw invalidRequest(
        `The refund ${id} cannot be canceled because its status is ${before.status}.`,
        'charge_not_refundable',
      );
    }
    const after: Refund = {
      ...before,
      status: 'canceled',
      failure_balance_transaction: book(work, before, before.amount, 'refund_failure').id,
    };
    work.save(after);
    work.emit('refund.updated', after, previousAttributes(before, after));
    if (charge !== null) takeBack(work, charge, before.amount);
    return after;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/refunds',
  params: shape({ ...pagination, charge: text().optional(), payment_intent: text().optional() }),
  run: ({ work, params }) => {
    const equal = { charge: params.charge, payment_intent: params.payment_intent };
    return listObjects(work, { type: 'refund', url: '/v1/refunds', page: params, equal });
  },
});

export const refundEndpoints = [create, listAll, retrieve, update, cancel];
