import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import type { Tone } from '../../components/StatusTag.js';

/** Something that happened to an invoice; `at` is an instant or, for what only has a day, a date. */
export type Moment = { readonly key: string; readonly at: string | null; readonly tone: Tone } & (
  | { readonly is: 'issued' | 'paid' | 'void' | 'uncollectible' }
  | {
      readonly is: 'started' | 'awaited' | 'declared' | 'succeeded' | 'failed' | 'canceled';
      readonly payment: PaymentView;
    }
);

const momentOf = (payment: PaymentView): Moment => {
  const base = { key: payment.id, at: payment.createdAt, payment };
  switch (payment.status) {
    case 'pending':
    case 'requires_action':
    case 'processing':
      return { ...base, is: 'started', tone: 'waiting' };
    case 'pending_approval':
      return { ...base, is: payment.reference === null ? 'awaited' : 'declared', tone: 'waiting' };
    case 'succeeded':
      return { ...base, is: 'succeeded', tone: 'good' };
    case 'failed':
      return { ...base, is: 'failed', tone: 'bad' };
    case 'canceled':
      return { ...base, is: 'canceled', tone: 'neutral' };
  }
};

/** What happened to an invoice, newest first. */
export const timelineOf = (invoice: InvoiceView, payments: readonly PaymentView[]): readonly Moment[] => {
  const end: Moment[] = [];
  if (invoice.status === 'paid') end.push({ key: 'paid', is: 'paid', at: invoice.paidAt, tone: 'good' });
  if (invoice.status === 'void') end.push({ key: 'void', is: 'void', at: null, tone: 'neutral' });
  if (invoice.status === 'uncollectible') {
    end.push({ key: 'uncollectible', is: 'uncollectible', at: null, tone: 'waiting' });
  }
  const attempts = [...payments]
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
    .map(momentOf);
  const issued: Moment[] =
    invoice.issueDate === null ? [] : [{ key: 'issued', is: 'issued', at: invoice.issueDate, tone: 'info' }];
  return [...end, ...attempts, ...issued];
};
