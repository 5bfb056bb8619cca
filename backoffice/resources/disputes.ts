import { disputeStatus } from '../../server/billing/payments/payments.refunds.contract.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { disputeColumns, disputeDetails } from '../reads/refund.reads.js';
import { lookAgain } from './lookAgain.js';
import type { ResourceDefinition } from './resource.js';

/** Payments whose payer wants the money back through their bank. */
export const disputes = (room: Room): ResourceDefinition => ({
  id: 'disputes',
  noun: 'dispute',
  model: 'Dispute',
  titleProperty: 'id',
  sortBy: 'createdAt',
  hidden: [],
  listed: ['amount', 'currency', 'status', 'reason', 'evidenceDueBy', 'withdrawnAt', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['status', 'payment', 'createdAt', 'stripeDisputeId'],
  searched: ['reason', 'stripeDisputeId', 'payment.reference'],
  references: { payment: 'payments' },
  details: 'DisputeDetails',
  isAccessible: allowed('payments.read'),
  look: {
    title: 'Disputes',
    search: 'Search reason or the gateway’s id',
    empty: 'No payer has disputed a payment yet.',
    columns: [
      { name: 'createdAt', label: 'Opened', cell: 'when' },
      { name: 'accountName', label: 'Account', cell: 'text' },
      { name: 'amount', label: 'Amount', cell: 'money' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'evidenceDueBy', label: 'Answer by', cell: 'when' },
      { name: 'withdrawnAt', label: 'Money withdrawn', cell: 'when' },
      { name: 'reason', label: 'Reason', cell: 'method' },
    ],
    filters: [
      { name: 'status', label: 'Status', kind: 'choice', choices: disputeStatus.options },
      { name: 'payment', label: 'Payment id', kind: 'id' },
      { name: 'createdAt', label: 'Opened', kind: 'dates' },
    ],
    quick: [
      { label: 'To be answered', filter: { status: 'needs_response' }, count: 'open' },
      { label: 'Lost', filter: { status: 'lost' } },
    ],
  },
  counts: async () => ({
    open: await room.db.prisma.dispute.count({ where: { status: 'needs_response' } }),
  }),
  extraColumns: (records) =>
    disputeColumns(
      room,
      records.map(({ id }) => id),
    ),
  related: (id, staff) => disputeDetails(room, id, staff),
  actions: {
    lookAgain: lookAgain(room, {
      fits: ({ status }) => status === 'needs_response' || status === 'under_review',
      paymentOf: async (id) =>
        (await room.db.prisma.dispute.findUniqueOrThrow({ where: { id }, select: { paymentId: true } }))
          .paymentId,
    }),
  },
});
