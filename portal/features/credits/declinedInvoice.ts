import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { http } from '../../api/http.js';
import type { ApiError } from '../../api/problem.js';

/**
 * The open invoice that a declined purchase leaves behind: the problem names it, or else the newest payment does. It is
 * paid again instead of ordering a second time.
 */
export const declinedInvoice = async (error: ApiError): Promise<string | null> => {
  if (error.invoiceId !== null) return error.invoiceId;
  try {
    const { data } = await http.get<readonly PaymentView[]>('/v1/billing/payments', {
      params: { _start: 0, _end: 1, _sort: 'createdAt', _order: 'desc' },
    });
    const newest = data[0];
    return newest?.status === 'failed' ? (newest.invoiceIds[0] ?? null) : null;
  } catch {
    return null;
  }
};
