import { refundStatus } from '../../server/billing/payments/payments.refunds.contract.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { refundColumns, refundDetails } from '../reads/refund.reads.js';
import { lookAgain } from './lookAgain.js';
import type { ResourceDefinition } from './resource.js';

/** Money on its way back. */
export const refunds = (room: Room): ResourceDefinition => ({
  id: 'refunds',
  noun: 'refund',
  model: 'Refund',
  titleProperty: 'id',
  sortBy: 'createdAt',
  hidden: ['requestedBy', 'requestKey'],
  plainKeys: ['requestedById'],
  listed: ['amount', 'currency', 'status', 'source', 'reason', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['status', 'source', 'payment', 'createdAt', 'stripeRefundId'],
  searched: ['reason', 'bankReference', 'stripeRefundId', 'payment.reference'],
  references: { payment: 'payments' },
  details: 'RefundDetails',
  isAccessible: allowed('payments.read'),
  look: {
    title: 'Refunds',
    search: 'Search reason or reference',
    empty: 'Nothing has been refunded yet.',
    columns: [
      { name: 'createdAt', label: 'Created', cell: 'when' },
      { name: 'accountName', label: 'Account', cell: 'text' },
      { name: 'amount', label: 'Amount', cell: 'money' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'source', label: 'Of', cell: 'source' },
      { name: 'method', label: 'Method', cell: 'method' },
      { name: 'reason', label: 'Reason', cell: 'text' },
    ],
    filters: [
      { name: 'status', label: 'Status', kind: 'choice', choices: refundStatus.options },
      { name: 'source', label: 'Of', kind: 'choice', choices: ['sale', 'account'] },
      { name: 'payment', label: 'Payment id', kind: 'id' },
      { name: 'createdAt', label: 'Created', kind: 'dates' },
    ],
    quick: [
      { label: 'Under way', filter: { status: 'pending' } },
      { label: 'Failed', filter: { status: 'failed' } },
    ],
  },
  extraColumns: (records) =>
    refundColumns(
      room,
      records.map(({ id }) => id),
    ),
  related: (id, staff) => refundDetails(room, id, staff),
  actions: {
    lookAgain: lookAgain(room, {
      fits: ({ status }) => status === 'pending',
      paymentOf: async (id) =>
        (await room.db.prisma.refund.findUniqueOrThrow({ where: { id }, select: { paymentId: true } }))
          .paymentId,
    }),
  },
});
