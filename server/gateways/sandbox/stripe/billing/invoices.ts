import type { Work } from '../../store/work.js';
import { endpoint, type Surroundings } from '../../wire/endpoint.js';
import { invalidRequest, StripeError } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import { expand, flag, oneOf, pagination, shape, text } from '../../wire/params.js';
import { lockInvoice } from './intents.js';
import { subscriptionOf } from './invoices.build.js';
import { finalizeInvoice, moveBalance, paymentsOf, saveInvoice, settleInvoice } from './invoices.finalize.js';
import { attemptPayment } from './invoices.pay.js';
import type { Invoice } from './objects.js';
import { afterGivenUp } from './subscriptions.state.js';
import { enterClock } from './test-clocks.js';

/** Locks the invoice and goes to its time. */
export async function takeInvoice(work: Work, id: string): Promise<Invoice> {
  const invoice = await lockInvoice(work, id);
  await enterClock(work, invoice);
  return invoice;
}

export const stateError = (message: string, code = 'invoice_not_editable'): StripeError =>
  invalidRequest(message, code);

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/invoices/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('invoice', id),
});

const finalize = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id/finalize',
  params: shape({ auto_advance: flag().optional(), expand: expand() }),
  run: async ({ work, params, id }) => {
    const draft = await takeInvoice(work, id);
    return finalizeInvoice(work, { ...draft, auto_advance: params.auto_advance ?? draft.auto_advance });
  },
});

const pay = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id/pay',
  params: shape({
    expand: expand(),
    off_session: flag().optional(),
    paid_out_of_band: flag().optional(),
    payment_method: text().optional(),
  }),
  run: async (call) => {
    const { work, params, id } = call;
    const found = await takeInvoice(work, id);
    const invoice = found.status === 'draft' ? await finalizeInvoice(work, found) : found;
    if (invoice.status === 'paid') {
      if (found.status === 'draft') return invoice; // nothing was due
      throw stateError('Invoice is already paid', 'invoice_already_paid');
    }
    if (!['open', 'uncollectible'].includes(invoice.status))
      throw stateError(`You cannot pay an invoice with a status of ${invoice.status}.`);
    if (params.paid_out_of_band === true) {
      await withdrawPayments(work, invoice.id);
      return settleInvoice(work, invoice, null, true);
    }
    return payNow(work, invoice, params.payment_method, call);
  },
});

async function payNow(
  work: Work,
  invoice: Invoice,
  methodId: string | undefined,
  surroundings: Surroundings,
): Promise<Invoice> {
  const attempt = await attemptPayment(work, invoice, { methodId }, surroundings);
  if (attempt.kind === 'paid') return attempt.invoice;
  if (attempt.kind === 'refused') throw attempt.error;
  throw actionRequired();
}

/** The attempt is kept: the payer confirms the invoice's payment intent in the browser. */
export const actionRequired = (): StripeError =>
  new StripeError(
    'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice. For more details see: https://stripe.com/docs/billing/subscriptions/overview#requires-action',
    {
      status: 402,
      type: 'card_error',
      code: 'invoice_payment_intent_requires_action',
      keepsEffects: true,
    },
  );

async function withdrawPayments(work: Work, invoiceId: string): Promise<void> {
  for (const payment of await paymentsOf(work, invoiceId)) {
    if (payment.status !== 'open') continue;
    work.save({
      ...payment,
      status: 'canceled',
      status_transitions: { ...payment.status_transitions, canceled_at: work.now },
    });
    const intent = await work.lock('payment_intent', payment.payment.payment_intent);
    const canceled = {
      ...intent,
      status: 'canceled' as const,
      canceled_at: work.now,
      cancellation_reason: 'void_invoice' as const,
      next_action: null,
    };
    work.save(canceled);
    work.emit('payment_intent.canceled', canceled);
  }
}

const voidOne = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id/void',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const invoice = await takeInvoice(work, id);
    if (!['open', 'uncollectible'].includes(invoice.status))
      throw stateError(`You can only pass in open invoices. This invoice isn't open.`);
    return voidInvoice(work, invoice);
  },
});

/** It never was: its payment is withdrawn, and what it used of the customer's balance comes back. */
export async function voidInvoice(work: Work, invoice: Invoice): Promise<Invoice> {
  await withdrawPayments(work, invoice.id);
  const used = work.hidden(invoice.id).balanceUsed ?? 0;
  if (used !== 0)
    moveBalance(
      work,
      await work.lock('customer', invoice.customer),
      -used,
      invoice,
      'unapplied_from_invoice',
    );
  const gone: Invoice = {
    ...invoice,
    next_payment_attempt: null,
    status: 'void',
    status_transitions: { ...invoice.status_transitions, voided_at: work.now },
  };
  work.save(gone, { balanceUsed: 0 });
  saveInvoice(work, invoice, gone, 'invoice.voided');
  await afterGivenUp(work, gone);
  return gone;
}

const markUncollectible = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id/mark_uncollectible',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const invoice = await takeInvoice(work, id);
    if (invoice.status !== 'open')
      throw stateError("You can only pass in open invoices. This invoice isn't open.");
    return writeOff(work, invoice);
  },
});

export async function writeOff(work: Work, invoice: Invoice): Promise<Invoice> {
  const lost: Invoice = {
    ...invoice,
    next_payment_attempt: null,
    status: 'uncollectible',
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: work.now },
  };
  saveInvoice(work, invoice, lost, 'invoice.marked_uncollectible');
  await afterGivenUp(work, lost);
  return lost;
}

const send = endpoint({
  method: 'POST',
  path: '/v1/invoices/:id/send',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    const found = await takeInvoice(work, id);
    const invoice = found.status === 'draft' ? await finalizeInvoice(work, found) : found;
    if (invoice.status === 'void') throw stateError('You cannot send a void invoice.');
    work.emit('invoice.sent', invoice);
    return invoice;
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/v1/invoices/:id',
  params: shape({}),
  run: async ({ work, id }) => {
    const invoice = await takeInvoice(work, id);
    if (invoice.status !== 'draft' || subscriptionOf(invoice) !== null)
      throw stateError('You can only delete draft invoices that no subscription has made.');
    work.emit('invoice.deleted', invoice);
    await work.query(
      "update sandbox.objects set data = data - 'invoice' || '{\"invoice\":null}' where type = 'invoiceitem' and data->>'invoice' = $1",
      [id],
    );
    work.schedule('invoice.finalize', invoice, null);
    const stub = { id, object: 'invoice', deleted: true } as const;
    work.save(stub as unknown as Invoice, { isDeleted: true });
    return stub;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/invoices',
  params: shape({
    ...pagination,
    collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
    customer: text().optional(),
    status: oneOf(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
    subscription: text().optional(),
  }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'invoice',
      url: '/v1/invoices',
      page: params,
      equal: {
        collection_method: params.collection_method,
        customer: params.customer,
        status: params.status,
      },
      where: [
        {
          sql: (value) => `data#>>'{parent,subscription_details,subscription}' = ${value}`,
          value: params.subscription,
        },
      ],
    }),
});

const listLines = endpoint({
  method: 'GET',
  path: '/v1/invoices/:id/lines',
  params: shape({ ...pagination }),
  run: async ({ work, params, id }) => {
    await work.get('invoice', id);
    const { created: _, ...page } = params;
    return listObjects(work, {
      type: 'line_item',
      url: `/v1/invoices/${id}/lines`,
      page,
      equal: { invoice: id },
    });
  },
});

export const invoiceEndpoints = [
  listAll,
  retrieve,
  finalize,
  pay,
  voidOne,
  markUncollectible,
  send,
  remove,
  listLines,
];
