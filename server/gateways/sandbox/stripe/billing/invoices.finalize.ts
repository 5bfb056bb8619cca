import type { StoredObjects } from '../../store/objects.js';
import { newObjectId } from '../../store/objects.js';
import { previousAttributes, type Work } from '../../store/work.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import { assertChargeable, smallestCharge } from '../currencies.js';
import { newIntent } from '../payment-intents.build.js';
import { subscriptionOf } from './invoices.build.js';
import type { CustomerBalanceTransaction, Invoice, InvoicePayment } from './objects.js';
import { afterPaid } from './subscriptions.state.js';
import { settleBalance } from './sums.js';

type PaymentIntent = StoredObjects['payment_intent'];

/** Saves an invoice that changed and tells of it. */
export function saveInvoice(work: Work, before: Invoice, after: Invoice, event: string | null): Invoice {
  work.save(after);
  if (event === 'invoice.updated') {
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit(event, after, previous);
  } else if (event !== null) work.emit(event, after);
  work.schedule(
    'invoice.finalize',
    after,
    after.status === 'draft' ? after.automatically_finalizes_at : null,
  );
  work.schedule('invoice.retry', after, after.status === 'open' ? after.next_payment_attempt : null);
  const isOwed = after.status === 'open' && after.collection_method === 'send_invoice';
  work.schedule('invoice.overdue', after, isOwed && (after.due_date ?? 0) > work.now ? after.due_date : null);
  return after;
}

/** The number, the customer's balance and the payment come in now; from here on its lines are fixed. Nothing due is paid at once. */
export async function finalizeInvoice(work: Work, draft: Invoice): Promise<Invoice> {
  if (draft.status !== 'draft')
    throw invalidRequest(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      'invoice_not_editable',
    );
  const customer = await work.lock('customer', draft.customer);
  const sequence = customer.next_invoice_sequence ?? 1;
  const { amountDue, endingBalance } = settleBalance(
    draft.total,
    customer.balance,
    smallestCharge(draft.currency),
  );
  if (amountDue > 0) assertChargeable(amountDue, draft.currency);
  const open: Invoice = {
    ...draft,
    amount_due: amountDue,
    amount_remaining: amountDue,
    automatically_finalizes_at: null,
    effective_at: work.now,
    ending_balance: endingBalance,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    starting_balance: customer.balance,
    status: 'open',
    status_transitions: { ...draft.status_transitions, finalized_at: work.now },
  };
  const after = { ...customer, next_invoice_sequence: sequence + 1, currency: draft.currency };
  moveBalance(work, after, endingBalance - customer.balance, open, 'applied_to_invoice');
  work.save(open, { balanceUsed: endingBalance - customer.balance });
  if (amountDue > 0) await openPayment(work, open);
  saveInvoice(work, draft, open, 'invoice.finalized');
  return amountDue > 0 ? open : settleInvoice(work, open, null);
}

export function moveBalance(
  work: Work,
  customer: StoredObjects['customer'],
  amount: number,
  invoice: Invoice,
  type: CustomerBalanceTransaction['type'],
): void {
  const after = { ...customer, balance: customer.balance + amount };
  work.save(after);
  if (amount === 0) return;
  const entry: CustomerBalanceTransaction = {
    id: newObjectId('customer_balance_transaction'),
    object: 'customer_balance_transaction',
    amount,
    checkout_session: null,
    created: work.now,
    credit_note: null,
    currency: invoice.currency,
    customer: customer.id,
    customer_account: null,
    description: null,
    ending_balance: after.balance,
    invoice: invoice.id,
    livemode: false,
    metadata: {},
    type,
  };
  work.save(entry);
  work.emit('customer.updated', after, { balance: customer.balance });
}

async function openPayment(work: Work, invoice: Invoice): Promise<void> {
  const intent = newIntent(
    work,
    {
      amount: invoice.amount_due,
      currency: invoice.currency,
      customer: invoice.customer,
      description: spoken(invoice),
      allowed_payment_method_types: ['card'],
      setup_future_usage: subscriptionOf(invoice) === null ? '' : 'off_session',
    },
    invoice.currency,
  );
  work.save(intent, { invoice: invoice.id });
  work.emit('payment_intent.created', intent);
  const payment: InvoicePayment = {
    id: newObjectId('invoice_payment'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: work.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  work.save(payment);
}

const spoken = ({ billing_reason: reason, number }: Invoice): string =>
  ({
    subscription_create: 'Subscription creation',
    subscription_cycle: 'Subscription update',
    subscription_update: 'Subscription update',
    upcoming: 'Invoice',
    manual: `Invoice ${number ?? ''}`,
  })[reason];

/** The payments of an invoice; one made by this very work is not in the table yet. */
export async function paymentsOf(work: Work, invoiceId: string): Promise<InvoicePayment[]> {
  const { data } = await listObjects(work, {
    type: 'invoice_payment',
    url: '',
    page: { limit: 100 },
    equal: { invoice: invoiceId },
  });
  const mine = [...work.pending.objects.values()].flatMap(({ object }) =>
    object.object === 'invoice_payment' && object.invoice === invoiceId ? [object] : [],
  );
  return [...mine, ...data.filter((row) => !mine.some(({ id }) => id === row.id))];
}

export const defaultPaymentOf = async (work: Work, invoiceId: string): Promise<InvoicePayment | null> =>
  (await paymentsOf(work, invoiceId)).find((payment) => payment.is_default) ?? null;

/** Paid: by a payment, by the customer's balance, or outside Stripe (`intent` null). */
export async function settleInvoice(
  work: Work,
  invoice: Invoice,
  intent: PaymentIntent | null,
  isOutside = false,
): Promise<Invoice> {
  const received = intent?.amount_received ?? 0;
  const paid: Invoice = {
    ...invoice,
    amount_paid: isOutside ? invoice.amount_due : received,
    amount_remaining: 0,
    ...(isOutside ? { amount_paid_off_stripe: invoice.amount_due } : {}),
    attempt_count: invoice.attempt_count + (intent !== null && !invoice.attempted ? 1 : 0),
    attempted: true,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: work.now },
  };
  if (intent !== null) {
    const payment = await defaultPaymentOf(work, invoice.id);
    if (payment !== null) {
      const settled: InvoicePayment = {
        ...payment,
        amount_paid: received,
        status: 'paid',
        status_transitions: { ...payment.status_transitions, paid_at: work.now },
      };
      work.save(settled);
      work.emit('invoice_payment.paid', settled);
    }
  }
  saveInvoice(work, invoice, paid, 'invoice.updated');
  work.emit('invoice.paid', paid);
  work.emit('invoice.payment_succeeded', paid);
  await afterPaid(work, paid, intent?.payment_method ?? null);
  return paid;
}
