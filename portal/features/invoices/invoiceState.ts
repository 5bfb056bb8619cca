import type { InvoiceStatusWord, InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { Tone } from '../../components/StatusTag.js';

export type ShownStatus = InvoiceStatusWord | 'overdue';

/** An open invoice is overdue from the day after its due date, in the account's time zone. */
export const shownStatus = (
  { status, dueDate }: Pick<InvoiceView, 'status' | 'dueDate'>,
  today: string,
): ShownStatus => (status === 'pending' && dueDate !== null && dueDate < today ? 'overdue' : status);

export const tones: Readonly<Record<ShownStatus, Tone>> = {
  draft: 'neutral',
  pending: 'info',
  overdue: 'bad',
  paid: 'good',
  void: 'neutral',
  uncollectible: 'waiting',
};
