import { endpoint } from '../../wire/endpoint.js';
import { listObjects } from '../../wire/lists.js';
import { expand, oneOf, pagination, shape, text } from '../../wire/params.js';

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/invoice_payments/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('invoice_payment', id),
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/invoice_payments',
  params: shape({
    ...pagination,
    invoice: text().optional(),
    payment: shape({ type: oneOf(['payment_intent']), payment_intent: text().optional() }).optional(),
    status: oneOf(['open', 'paid', 'canceled']).optional(),
  }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'invoice_payment',
      url: '/v1/invoice_payments',
      page: params,
      equal: { invoice: params.invoice, status: params.status },
      where: [
        {
          sql: (value) => `data#>>'{payment,payment_intent}' = ${value}`,
          value: params.payment?.payment_intent,
        },
      ],
    }),
});

const listBalance = endpoint({
  method: 'GET',
  path: '/v1/customers/:id/balance_transactions',
  params: shape({ ...pagination, invoice: text().optional() }),
  run: async ({ work, params, id }) => {
    await work.get('customer', id);
    return listObjects(work, {
      type: 'customer_balance_transaction',
      url: `/v1/customers/${id}/balance_transactions`,
      page: params,
      equal: { customer: id, invoice: params.invoice },
    });
  },
});

export const invoicePaymentEndpoints = [listAll, retrieve, listBalance];
