import { newObjectId, type StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { listObjects } from '../wire/lists.js';
import { expand, pagination, shape, text } from '../wire/params.js';

type BalanceTransaction = StoredObjects['balance_transaction'];

const AVAILABLE_AFTER_SECONDS = 2 * 24 * 3600;

/** Writes one line of the gateway's own books. `amount` is signed; the fee is always taken. */
export function recordBalance(
  work: Work,
  entry: {
    readonly type: BalanceTransaction['type'];
    readonly reportingCategory: string;
    readonly amount: number;
    readonly fee: number;
    readonly feeDescription?: string;
    readonly currency: string;
    readonly source: string;
    readonly description: string | null;
  },
): BalanceTransaction {
  const transaction: BalanceTransaction = {
    id: newObjectId('balance_transaction'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: work.now + AVAILABLE_AFTER_SECONDS,
    balance_type: 'payments',
    created: work.now,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: entry.feeDescription ?? 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  };
  work.save(transaction);
  return transaction;
}

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/balance_transactions/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('balance_transaction', id),
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/balance_transactions',
  params: shape({
    ...pagination,
    currency: text(3).optional(),
    payout: text().optional(),
    source: text().optional(),
    type: text().optional(),
  }),
  run: ({ work, params }) => {
    const equal = {
      currency: params.currency,
      payout: params.payout,
      source: params.source,
      type: params.type,
    };
    return listObjects(work, {
      type: 'balance_transaction',
      url: '/v1/balance_transactions',
      page: params,
      equal,
    });
  },
});

export const balanceTransactionEndpoints = [retrieve, listAll];
