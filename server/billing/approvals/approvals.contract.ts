import { z } from 'zod';
import {
  amount,
  byId,
  currency,
  empty,
  endpoint,
  idOf,
  instant,
  prose,
} from '../../kit/endpoint.contract.js';

export const approvalAction = z.enum([
  'payment.approve',
  'payment.record',
  'refund',
  'credits.adjust',
  'credits.transfer',
  'credit_note.issue',
  'invoice.write_off',
  'payment_method.bank_details',
  'approval_limit.raise',
]);
export type ApprovalActionWord = z.infer<typeof approvalAction>;

export const approvalStatus = z.enum(['requested', 'approved', 'refused', 'withdrawn', 'failed']);

const person = z.object({ id: z.string(), name: z.string(), email: z.string() });

export const approval = z.object({
  id: z.string(),
  action: approvalAction,
  status: approvalStatus,
  subject: z.object({ type: z.string(), id: z.string() }),
  account: z.object({ id: z.string(), name: z.string() }).nullable(),
  amount: amount.nullable(),
  currency: z.string().nullable(),
  credits: amount.nullable(),
  reason: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  requestedBy: person,
  createdAt: z.string(),
  decidedBy: person.nullable(),
  decidedAt: z.string().nullable(),
  decisionReason: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof approval>;

export const listApprovals = endpoint({
  id: 'adminListApprovals',
  method: 'GET',
  path: '/v1/admin/approvals',
  door: 'staff',
  tag: 'Staff: approvals',
  summary:
    'What was asked for above a limit. `status=requested` waits; `requestedById_ne` with your own id leaves what you may decide.',
  list: {
    sortable: ['createdAt'],
    defaultOrder: 'desc',
    filters: {
      status: approvalStatus,
      action: approvalAction,
      accountId: idOf('acc'),
      subjectId: z.string().max(100),
      requestedById: idOf('stf'),
      createdAt: instant,
    },
    searchable: false,
  },
  reply: z.array(approval),
});

export const getApproval = endpoint({
  id: 'adminGetApproval',
  method: 'GET',
  path: '/v1/admin/approvals/:id',
  door: 'staff',
  tag: 'Staff: approvals',
  summary: 'One request.',
  params: byId('apr'),
  query: empty,
  reply: approval,
});

const decided = ['approval_own_request', 'approval_already_decided'] as const;

export const approveApproval = endpoint({
  id: 'adminApproveApproval',
  method: 'POST',
  path: '/v1/admin/approvals/:id/approve',
  door: 'staff',
  tag: 'Staff: approvals',
  summary:
    'Agree to what somebody else asked for: it is carried out at once. Where it can’t be (409 `approval_failed`), the request ends as failed.',
  params: byId('apr'),
  body: z.strictObject({ note: prose(500).optional() }),
  reply: approval,
  idempotency: 'optional',
  refusals: [...decided, 'approval_failed', 'approval_requester_barred', 'approval_approver_barred'],
});

export const refuseApproval = endpoint({
  id: 'adminRefuseApproval',
  method: 'POST',
  path: '/v1/admin/approvals/:id/refuse',
  door: 'staff',
  tag: 'Staff: approvals',
  summary: 'Say no to what somebody else asked for.',
  params: byId('apr'),
  body: z.strictObject({ reason: prose(500) }),
  reply: approval,
  idempotency: 'optional',
  refusals: decided,
});

export const withdrawApproval = endpoint({
  id: 'adminWithdrawApproval',
  method: 'POST',
  path: '/v1/admin/approvals/:id/withdraw',
  door: 'staff',
  tag: 'Staff: approvals',
  summary: 'Take back what you asked for yourself.',
  params: byId('apr'),
  body: empty,
  reply: approval,
  idempotency: 'optional',
  refusals: ['approval_not_yours', 'approval_already_decided'],
});

export const approvalLimit = z.object({
  action: approvalAction,
  currency: z.string(),
  amount,
  updatedAt: z.string(),
});
export type ApprovalLimitView = z.infer<typeof approvalLimit>;

export const listApprovalLimits = endpoint({
  id: 'adminListApprovalLimits',
  method: 'GET',
  path: '/v1/admin/approval-limits',
  door: 'staff',
  tag: 'Staff: approvals',
  summary:
    'Up to which amount one person may act alone, by action and currency (`*`: credits). What has no row always needs two.',
  query: empty,
  reply: z.array(approvalLimit),
});

export const setApprovalLimit = endpoint({
  id: 'adminSetApprovalLimit',
  method: 'PUT',
  path: '/v1/admin/approval-limits',
  door: 'staff',
  tag: 'Staff: approvals',
  summary:
    'Set one limit, in minor units of the currency or in credits (`*`); null removes it. Lower holds at once, higher needs a second person.',
  body: z.strictObject({
    action: approvalAction,
    currency: z.union([currency, z.literal('*')]),
    amount: z.int().min(0).max(100_000_000_000).nullable(),
  }),
  reply: z.array(approvalLimit),
  refusals: ['limit_not_possible', 'second_approval_needed', 'approval_pending', 'approval_limit_changed'],
});
