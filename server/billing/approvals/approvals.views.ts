import type { BodyOf } from '../../kit/endpoint.contract.js';
import { toWire } from '../../kit/money.js';
import {
  type ApprovalLimitView,
  type ApprovalView,
  approvalAction,
  type setApprovalLimit,
} from './approvals.contract.js';
import type { LimitRow } from './approvals.limits.service.js';
import type { ApprovalRow } from './approvals.store.js';

/** An amount without a currency counts credits. The request key is the door's own affair. */
export function approvalView(row: ApprovalRow): ApprovalView {
  const figure = row.amount === null ? null : toWire(row.amount);
  const { requestKey: _key, ...payload } = row.payload as Record<string, unknown>;
  return {
    id: row.id,
    action: approvalAction.parse(row.action),
    status: row.status,
    subject: { type: row.subjectType, id: row.subjectId },
    account: row.account,
    amount: row.currency === null ? null : figure,
    currency: row.currency,
    credits: row.currency === null ? figure : null,
    reason: row.reason,
    payload,
    requestedBy: row.requestedBy,
    createdAt: row.createdAt.toISOString(),
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionReason: row.decisionReason,
  };
}

/** A limit as it is set on the wire. */
export type ApprovalLimitWire = BodyOf<typeof setApprovalLimit>;

export const limitView = (row: LimitRow): ApprovalLimitView => ({
  action: approvalAction.parse(row.action),
  currency: row.currency,
  amount: toWire(row.amount),
  updatedAt: row.updatedAt.toISOString(),
});
