import {
  approvalAction,
  approvalStatus,
  approveApproval,
  refuseApproval,
  withdrawApproval,
} from '../../server/billing/approvals/approvals.contract.js';
import type { StaffActor } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { approvalColumns, approvalDetails, waitingFor, waitingForPerson } from '../reads/approval.reads.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';

/** What was asked for above a limit: one person asks, another decides. */
export function approvals(room: Room): ResourceDefinition {
  return {
    id: 'approvals',
    noun: 'approval',
    model: 'ApprovalRequest',
    titleProperty: 'id',
    sortBy: 'createdAt',
    hidden: ['payload', 'requestedBy', 'decidedBy'],
    plainKeys: ['requestedById', 'decidedById'],
    personal: { waitingFor },
    listed: ['action', 'status', 'amount', 'currency', 'accountId', 'subjectId', 'reason', 'createdAt'],
    sortable: ['createdAt'],
    filterable: ['status', 'action', 'accountId', 'subjectId', 'createdAt'],
    searched: ['subjectId', 'reason', 'requestedBy.name'],
    references: {},
    details: 'ApprovalDetails',
    isAccessible: allowed('approvals.read'),
    look: {
      title: 'Approvals',
      search: 'Search subject, reason or who asked',
      empty: 'Nobody has asked for anything above a limit yet.',
      columns: [
        { name: 'createdAt', label: 'Asked', cell: 'when' },
        { name: 'action', label: 'What', cell: 'method' },
        { name: 'amount', label: 'Amount', cell: 'money' },
        { name: 'credits', label: 'Credits', cell: 'number' },
        { name: 'accountName', label: 'Account', cell: 'text' },
        { name: 'askedBy', label: 'Asked by', cell: 'text' },
        { name: 'status', label: 'Status', cell: 'status' },
        { name: 'reason', label: 'Why', cell: 'text' },
      ],
      filters: [
        { name: 'status', label: 'Status', kind: 'choice', choices: approvalStatus.options },
        { name: 'action', label: 'What', kind: 'choice', choices: approvalAction.options },
        { name: 'accountId', label: 'Account id', kind: 'id' },
        { name: 'subjectId', label: 'Subject', kind: 'text' },
        { name: 'createdAt', label: 'Asked', kind: 'dates' },
      ],
      quick: [
        { label: 'Waiting for me', filter: { waitingFor: 'me' }, count: 'waiting' },
        { label: 'Waiting', filter: { status: 'requested' } },
      ],
    },
    counts: async (staff) => ({ waiting: await waitingForPerson(room, staff) }),
    extraColumns: (records) =>
      approvalColumns(
        room,
        records.map((record) => record.id),
      ),
    related: (id) => approvalDetails(room, id),
    actions: { approve: approve(room), refuse: refuse(room), withdraw: withdraw(room) },
  };
}

type Params = Readonly<Record<string, unknown>>;

const isMine = (request: Params, staff: StaffActor): boolean => request['requestedById'] === staff.staffId;
const isForOthers = (request: Params, staff: StaffActor): boolean =>
  request['status'] === 'requested' && !isMine(request, staff);

const approve = ({ services, logger }: Room) =>
  recordAction({
    permission: 'approvals.decide',
    look: {
      label: 'Approve',
      verb: 'Approve request',
      tone: 'primary',
      message: 'It is carried out at once, in the name of the person who asked. You answer for it too.',
      fields: [
        {
          name: 'note',
          label: 'Note',
          kind: 'prose',
          isRequired: false,
          maxLength: 500,
          help: 'For colleagues; it stays with the request.',
        },
      ],
    },
    schema: approveApproval.body,
    logger,
    fits: isForOthers,
    run: async ({ actor, id, input }) => {
      await services.approvals.approve({ actor, requestId: id, note: input.note ?? null });
      return 'The request is approved and carried out.';
    },
  });

const refuse = ({ services, logger }: Room) =>
  recordAction({
    permission: 'approvals.decide',
    look: {
      label: 'Refuse',
      verb: 'Refuse request',
      tone: 'danger',
      message: 'Nothing is done. Your colleague reads why.',
      fields: [{ name: 'reason', label: 'Reason', kind: 'prose', isRequired: true, maxLength: 500 }],
    },
    schema: refuseApproval.body,
    logger,
    fits: isForOthers,
    run: async ({ actor, id, input }) => {
      await services.approvals.refuse({ actor, requestId: id, reason: input.reason });
      return 'The request is refused.';
    },
  });

const withdraw = ({ services, logger }: Room) =>
  recordAction({
    permission: 'approvals.read',
    look: {
      label: 'Withdraw',
      verb: 'Withdraw request',
      tone: 'neutral',
      message: 'Nothing is done. You may ask again.',
      fields: [],
    },
    schema: withdrawApproval.body,
    logger,
    fits: (request, staff) => request['status'] === 'requested' && isMine(request, staff),
    run: async ({ actor, id }) => {
      await services.approvals.withdraw({ actor, requestId: id });
      return 'The request is withdrawn.';
    },
  });
