import type { Work } from '../store/work.js';
import { isPaid } from './captures.wire.js';
import { instantOf, MERCHANT, type StoredCapture, type StoredRefund } from './objects.js';
import { feeOf, minorOf, moneyOf } from './wire/amounts.js';
import { paypalEndpoint } from './wire/endpoint.js';
import { PaypalError } from './wire/errors.js';
import { nothing } from './wire/params.js';

/**
 * The search over booked transactions. PayPal's own lags up to three hours behind; this one does not.
 * Source: https://developer.paypal.com/docs/api/transaction-search/v1/
 */

const RANGE_MAX_DAYS = 31;
const PAGE_DEFAULT = 100;
const PAGE_MAX = 500;

const search = paypalEndpoint({
  method: 'GET',
  path: '/v1/reporting/transactions',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, query, publicUrl }) => {
    const from = instantIn(query['start_date'], 'start_date');
    const until = instantIn(query['end_date'], 'end_date');
    if (until < from || until - from > RANGE_MAX_DAYS * 86_400)
      throw new PaypalError(400, 'INVALID_PARAMETER_VALUE', 'end_date');
    const size = Math.min(Math.max(Number(query['page_size'] ?? PAGE_DEFAULT) || PAGE_DEFAULT, 1), PAGE_MAX);
    const page = Math.max(Number(query['page'] ?? 1) || 1, 1);
    const found = await booked(work, { from, until, id: query['transaction_id'] ?? null });
    const shown = found.slice((page - 1) * size, page * size);
    const self = `${publicUrl}/paypal/v1/reporting/transactions`;
    const body = {
      ...(shown.length > 0 ? { transaction_details: shown.map(detailOf) } : {}),
      account_number: MERCHANT.merchant_id,
      start_date: instantOf(from),
      end_date: instantOf(until),
      last_refreshed_datetime: instantOf(work.now),
      page,
      total_items: found.length,
      total_pages: Math.ceil(found.length / size),
      links: [{ href: self, rel: 'self', method: 'GET' }],
    };
    return { status: 200, body };
  },
});

type Booked = StoredCapture | StoredRefund;

async function booked(
  work: Work,
  wanted: { from: number; until: number; id: string | null },
): Promise<Booked[]> {
  const { rows } = await work.query<{ data: Booked }>(
    `select data from sandbox.objects where type in ('paypal.capture', 'paypal.refund')
       and created between $1 and $2 and ($3::text is null or id = $3) order by seq`,
    [wanted.from, wanted.until, wanted.id],
  );
  return rows.map(({ data }) => data);
}

function detailOf(item: Booked) {
  const currency = item.amount.currency_code;
  const minor = minorOf(item.amount);
  const isCapture = item.object === 'paypal.capture';
  const fee = isCapture && isPaid(item) ? { fee_amount: negative(moneyOf(feeOf(minor), currency)) } : {};
  return {
    transaction_info: {
      transaction_id: item.id,
      paypal_reference_id: isCapture ? item.orderId : item.captureId,
      paypal_reference_id_type: isCapture ? 'ODR' : 'TXN',
      transaction_event_code: isCapture ? 'T0006' : item.isReversal ? 'T1106' : 'T1107',
      transaction_initiation_date: instantOf(item.created),
      transaction_updated_date: instantOf(item.updated),
      transaction_amount: isCapture ? item.amount : negative(item.amount),
      ...fee,
      transaction_status: STATUS[item.status],
      ...(item.invoiceId === null ? {} : { invoice_id: item.invoiceId }),
      ...(item.customId === null ? {} : { custom_field: item.customId }),
    },
  };
}

/** S: done, P: pending, D: denied, V: taken back. */
const STATUS = {
  COMPLETED: 'S',
  PARTIALLY_REFUNDED: 'S',
  REFUNDED: 'S',
  PENDING: 'P',
  DECLINED: 'D',
  FAILED: 'D',
  CANCELLED: 'V',
} as const satisfies Record<Booked['status'], string>;

const negative = <M extends { value: string }>(money: M): M => ({ ...money, value: `-${money.value}` });

function instantIn(written: string | undefined, field: string): number {
  if (written === undefined) throw new PaypalError(400, 'MISSING_REQUIRED_PARAMETER', field);
  const instant = Date.parse(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant)) throw new PaypalError(400, 'INVALID_PARAMETER_SYNTAX', field);
  return Math.floor(instant / 1000);
}

export const transactionEndpoints = [search];
