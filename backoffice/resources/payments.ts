import type { Room } from '../kit/ports.js';
import { paymentAges, paymentDetails, waitingPayments } from '../reads/payment.reads.js';
import { paymentActions } from './payment.actions.js';
import type { ResourceDefinition } from './resource.js';

export function payments(room: Room): ResourceDefinition {
  return {
    id: 'payments',
    noun: 'payment',
    model: 'Payment',
    titleProperty: 'id',
    sortBy: 'createdAt',
    hidden: ['savedPaymentMethod', 'decidedBy', 'nextAction', 'requestKey'],
    listed: [
      'method',
      'status',
      'currency',
      'amount',
      'amountCaptured',
      'amountRefunded',
      'reference',
      'declaredAmount',
      'declaredAt',
      'createdAt',
    ],
    sortable: ['createdAt', 'amount'],
    filterable: [
      'account',
      'invoice',
      'status',
      'method',
      'currency',
      'createdAt',
      'reference',
      'stripePaymentIntentId',
      'paypalOrderId',
    ],
    searched: ['reference', 'stripePaymentIntentId', 'invoice.number', 'account.name'],
    references: { account: 'accounts', invoice: 'invoices' },
    details: 'PaymentDetails',
    look: {
      title: 'Payments',
      search: 'Search reference, invoice number or account',
      empty: 'Nobody has paid anything yet.',
      columns: [
        { name: 'createdAt', label: 'Created', cell: 'when' },
        { name: 'account', label: 'Account', cell: 'account' },
        { name: 'invoice', label: 'Invoice', cell: 'invoice' },
        { name: 'amount', label: 'Amount', cell: 'money' },
        { name: 'status', label: 'Status', cell: 'status' },
        { name: 'age', label: 'Age', cell: 'age' },
        { name: 'method', label: 'Method', cell: 'method' },
        { name: 'amountRefunded', label: 'Refunded', cell: 'money' },
        { name: 'reference', label: 'Reference', cell: 'code' },
      ],
      filters: [
        {
          name: 'status',
          label: 'Status',
          kind: 'choice',
          choices: [
            'pending',
            'requires_action',
            'pending_approval',
            'processing',
            'succeeded',
            'failed',
            'canceled',
          ],
        },
        {
          name: 'method',
          label: 'Method',
          kind: 'choice',
          choices: ['stripe', 'paypal', 'bank_transfer', 'local_wallet'],
        },
        { name: 'reference', label: 'Reference', kind: 'text' },
        { name: 'currency', label: 'Currency', kind: 'text' },
        { name: 'createdAt', label: 'Created', kind: 'dates' },
        { name: 'stripePaymentIntentId', label: 'Stripe payment intent', kind: 'text' },
        { name: 'account', label: 'Account id', kind: 'id' },
        { name: 'invoice', label: 'Invoice id', kind: 'id' },
      ],
      quick: [
        { label: 'Waiting for approval', filter: { status: 'pending_approval' }, count: 'waiting' },
        { label: 'Failed', filter: { status: 'failed' } },
        { label: 'Succeeded', filter: { status: 'succeeded' } },
      ],
    },
    counts: async () => ({ waiting: (await waitingPayments(room)).count }),
    extraColumns: async (records) => {
      const rows = records.map(({ id, params }) => ({
        id,
        declaredAt: params['declaredAt'] ?? null,
        createdAt: params['createdAt'],
      }));
      const ages = paymentAges(room, rows);
      return new Map(rows.map(({ id }) => [id, { age: ages.get(id) ?? null }]));
    },
    related: (id, staff) => paymentDetails(room, id, staff),
    actions: paymentActions(room),
  };
}
