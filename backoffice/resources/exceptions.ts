import {
  adminAcceptException,
  adminResolveException,
} from '../../server/billing/payments/payments.refunds.contract.js';
import type { FormField } from '../kit/look.js';
import type { Room } from '../kit/ports.js';
import { exceptionDetails } from '../reads/exception.reads.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';

/** What a gateway or the nightly audit says that the books cannot explain. */
export const exceptions = (room: Room): ResourceDefinition => ({
  id: 'exceptions',
  noun: 'exception',
  model: 'GatewayException',
  titleProperty: 'kind',
  sortBy: 'createdAt',
  hidden: [],
  listed: ['gateway', 'kind', 'objectId', 'currency', 'amount', 'detail', 'status', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['gateway', 'kind', 'status', 'objectId', 'createdAt'],
  searched: ['objectId', 'detail', 'kind'],
  references: {},
  details: 'ExceptionDetails',
  look: {
    title: 'Exceptions',
    search: 'Search object, kind or detail',
    empty: 'The gateways and our books agree.',
    columns: [
      { name: 'createdAt', label: 'Found', cell: 'when' },
      { name: 'kind', label: 'What', cell: 'exception' },
      { name: 'gateway', label: 'Gateway', cell: 'method' },
      { name: 'detail', label: 'What is wrong', cell: 'text' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'amount', label: 'Amount', cell: 'money' },
    ],
    filters: [
      { name: 'status', label: 'Status', kind: 'choice', choices: ['open', 'resolved'] },
      { name: 'gateway', label: 'Gateway', kind: 'text' },
      { name: 'kind', label: 'Kind', kind: 'text' },
      { name: 'createdAt', label: 'Found', kind: 'dates' },
    ],
    quick: [{ label: 'Open', filter: { status: 'open' }, count: 'open' }],
  },
  counts: async () => ({ open: await room.db.prisma.gatewayException.count({ where: { status: 'open' } }) }),
  related: (id) => exceptionDetails(room, id),
  actions: { accept: accept(room), resolve: resolve(room) },
});

const resolution: FormField = {
  name: 'resolution',
  label: 'What was done',
  kind: 'prose',
  isRequired: true,
  maxLength: 500,
  help: 'It stays with the exception and in the audit log.',
};

const resolve = ({ services, logger }: Room) =>
  recordAction({
    permission: 'exceptions.resolve',
    look: {
      label: 'Resolve',
      verb: 'Resolve exception',
      tone: 'primary',
      message: 'Say what was done about it. Nothing is booked by this.',
      fields: [resolution],
    },
    schema: adminResolveException.body,
    logger,
    fits: ({ status }) => status === 'open',
    run: async ({ actor, id, input }) => {
      await services.payments.resolveException({ actor, id, resolution: input.resolution });
      return 'The exception is resolved.';
    },
  });

const accept = ({ services, logger }: Room) =>
  recordAction({
    permission: 'exceptions.resolve',
    look: {
      label: 'Accept the amount',
      verb: 'Accept the amount',
      tone: 'danger',
      message:
        'The gateway is asked once more, then what really came is booked: the invoice takes what is due, the rest is money on account.',
      fields: [{ ...resolution, label: 'Why it is right' }],
    },
    schema: adminAcceptException.body,
    logger,
    fits: ({ status, kind }) => status === 'open' && kind === 'amount_mismatch',
    run: async ({ actor, id, input }) => {
      await services.payments.acceptMismatch({ actor, id, resolution: input.resolution });
      return 'The amount is booked as it came.';
    },
  });
