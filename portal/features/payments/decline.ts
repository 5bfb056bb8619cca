import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import type { ApiError } from '../../api/problem.js';
import { texts } from './payments.texts.js';

const declined = (code: string | null, message: string | null): string =>
  (code === null ? undefined : texts.declines[code]) ?? message ?? texts.declines['card_declined'] ?? '';

/** Why a card was refused, in plain words. A code we don't know speaks through the gateway's own message. */
export const declineText = (error: ApiError): string => declined(error.code, error.message);

/** Staff looked for the money of a transfer and said why they could not accept it. */
export const isRejected = ({ failureCode }: PaymentView): boolean => failureCode === 'rejected';

/** The heading over a payment that failed. */
export const failureTitle = (payment: PaymentView): string =>
  isRejected(payment) ? texts.pay.rejected : texts.pay.declined;

export const failureText = (payment: PaymentView): string =>
  declined(payment.failureCode, payment.failureMessage);
