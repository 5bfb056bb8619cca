import { addSeconds } from '../../kit/time.js';
import type { PaypalCalls } from './paypal.calls.js';

/** PayPal searches a month at a time, and its clock need not agree with ours. */
const RANGE_MAX_SECONDS = 30 * 86_400;
const CLOCK_SKEW_SECONDS = 300;
const PAGE_SIZE = 500;
const PAGES_MAX = 40;

/**
 * The order of a capture that carries our own id. Null: none is booked. PayPal's search shows what was booked up to
 * three hours ago, and finds no order to which nobody has agreed.
 * Source: https://developer.paypal.com/docs/api/transaction-search/v1/
 */
export async function findCaptureOf(
  calls: PaypalCalls,
  { customId, since, until }: { customId: string; since: Date; until: Date },
): Promise<string | null> {
  const from = addSeconds(since, -CLOCK_SKEW_SECONDS);
  const last = addSeconds(from, RANGE_MAX_SECONDS);
  const to = until < last ? addSeconds(until, CLOCK_SKEW_SECONDS) : last;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const found = await calls.ask('findPayment', (sdk) =>
      sdk.transactions.searchTransactions({
        startDate: from.toISOString(),
        endDate: to.toISOString(),
        fields: 'transaction_info',
        pageSize: PAGE_SIZE,
        page,
      }),
    );
    for (const { transactionInfo: info } of found.transactionDetails ?? []) {
      const isOrder = info?.paypalReferenceIdType === 'ODR' && info.customField === customId;
      if (isOrder && info.paypalReferenceId) return info.paypalReferenceId;
    }
    if (page >= (found.totalPages ?? 1)) return null;
  }
  return null;
}
