import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, authorize, may, type Permission, type StaffActor } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { DomainError, forbidden, notFound } from '../../kit/errors.js';
import {
  alreadyDecided,
  approverBarred,
  failedToCarryOut,
  notFitting,
  notYours,
  ownRequest,
  requesterBarred,
} from './approvals.errors.js';
import { APPROVAL_ACTIONS, type ApprovalAction } from './approvals.rules.js';
import type { Carrying, CarryOut } from './approvals.service.js';
import {
  type ApprovalRow,
  decideRequest,
  findRequest,
  findStaffMember,
  holdStaff,
  lockRequest,
  type StaffRow,
} from './approvals.store.js';

/** What who asks and who approves must both be allowed to do. */
export const PERMISSION_OF = {
  'payment.approve': 'payments.decide',
  'payment.record': 'payments.record',
  refund: 'payments.refund',
  'credits.adjust': 'credits.adjust',
  'credits.transfer': 'credits.transfer',
  'credit_note.issue': 'invoices.credit',
  'invoice.write_off': 'invoices.writeOff',
  'payment_method.bank_details': 'methods.configure',
  'approval_limit.raise': 'approvals.configure',
} as const satisfies Record<ApprovalAction, Permission>;

/** A higher limit is asked for by admins; who agrees need not be one, or a house with one admin could never raise any. */
const permissionToApprove = (action: ApprovalAction): Permission =>
  action === 'approval_limit.raise' ? 'approvals.decide' : PERMISSION_OF[action];

export interface ApprovalDecisions {
  /**
   * Somebody else agrees, and the command is carried out as the one who asked, in the transaction that marks the request approved. Refuses with
   * `approval_own_request`, `forbidden`, `approval_already_decided`, `approval_requester_barred`, `approval_approver_barred`; with `approval_failed`
   * where the command refuses: then the request has ended as `failed`, and nothing else has happened.
   */
  approve(command: { actor: Actor; requestId: string; note: string | null }): Promise<ApprovalRow>;
  /** Somebody else says no. Refuses with `approval_own_request`, `forbidden`, `approval_already_decided`. */
  refuse(command: { actor: Actor; requestId: string; reason: string }): Promise<ApprovalRow>;
  /** Who asked takes it back. Refuses with `approval_not_yours`, `approval_already_decided`. */
  withdraw(command: { actor: Actor; requestId: string }): Promise<ApprovalRow>;
}

export interface DecisionDeps {
  db: Db;
  carrying: AsyncLocalStorage<Carrying>;
  carryOut: () => CarryOut;
}

const actionOf = (request: { action: string }): ApprovalAction => {
  const action = APPROVAL_ACTIONS.find((known) => known === request.action);
  if (!action) throw notFitting();
  return action;
};

const asActor = ({ id, role, email, name }: StaffRow): StaffActor => ({
  kind: 'staff',
  staffId: id,
  role,
  email,
  name,
});

/** Refusals that say nothing about the command: the request stays open. */
const PASSING = ['unavailable', 'rate_limited', 'unauthenticated'];
const ABOUT_THE_DECISION = [
  'approval_already_decided',
  'approval_requester_barred',
  'approval_approver_barred',
];
const endsTheRequest = (error: unknown): error is DomainError =>
  error instanceof DomainError && !PASSING.includes(error.kind) && !ABOUT_THE_DECISION.includes(error.code);

export function createApprovalDecisions({ db, carrying, carryOut }: DecisionDeps) {
  async function getRequest(id: string): Promise<ApprovalRow> {
    const request = await findRequest(db.prisma, id);
    if (!request) throw notFound('approval');
    return request;
  }

  /** Who may decide about somebody else's request. */
  async function forDecider(
    actor: Actor,
    id: string,
  ): Promise<{ decider: StaffActor; request: ApprovalRow }> {
    authorize(actor, 'approvals.decide');
    if (actor.kind !== 'staff') throw forbidden();
    const request = await getRequest(id);
    authorize(actor, permissionToApprove(actionOf(request)));
    if (request.requestedById === actor.staffId) throw ownRequest();
    if (request.status !== 'requested') throw alreadyDecided(request.status);
    return { decider: actor, request };
  }

  const wasDecided = async (id: string) => alreadyDecided((await getRequest(id)).status);

  function refuseBarred(request: ApprovalRow, staff: readonly StaffRow[], approverId: string): void {
    const action = actionOf(request);
    const requester = staff.find(({ id }) => id === request.requestedById);
    const approver = staff.find(({ id }) => id === approverId);
    if (!requester || requester.deactivatedAt || !may(asActor(requester), PERMISSION_OF[action])) {
      throw requesterBarred(request.requestedBy.name);
    }
    const barred = !approver || approver.deactivatedAt !== null;
    if (
      barred ||
      !may(asActor(approver), 'approvals.decide') ||
      !may(asActor(approver), permissionToApprove(action))
    ) {
      throw approverBarred();
    }
  }

  /** In the command's own transaction: the request is approved if and only if its deed is done. */
  async function signCarried(tx: Tx, carried: Carrying): Promise<void> {
    const { request, approver, note } = carried;
    if (carried.signed) throw new Error(`${request.action} signs twice`);
    // What was asked for needs no approval any more, since its subject has changed: then it is something else.
    if (!carried.passed) throw notFitting();
    const locked = await lockRequest(tx, request.id);
    if (locked?.status !== 'requested') throw alreadyDecided(locked?.status ?? 'gone');
    // As both are now: a session may be older than its person's role.
    refuseBarred(request, await holdStaff(tx, [request.requestedById, approver.staffId]), approver.staffId);
    await decideRequest(tx, request.id, {
      status: 'approved',
      decidedById: approver.staffId,
      decisionReason: note,
    });
    audit(tx, 'approve', approver, request, note);
    carried.signed = true;
  }

  /** Two deciders may both be refused; the first of them ends the request. */
  async function end(
    status: 'failed' | 'refused' | 'withdrawn',
    actor: StaffActor,
    request: ApprovalRow,
    reason: string | null,
  ): Promise<boolean> {
    return db.transaction(async (tx) => {
      const decision = { status, decidedById: actor.staffId, decisionReason: reason };
      if (!(await decideRequest(tx, request.id, decision))) return false;
      audit(tx, WORDS[status], actor, request, reason);
      return true;
    });
  }

  async function carry(requester: StaffActor, carried: Carrying): Promise<void> {
    const { request, approver } = carried;
    try {
      const command = carryOut()[actionOf(request)];
      if (!command) throw new Error(`Nobody carries out ${request.action}`);
      await carrying.run(carried, () => command(requester, request));
    } catch (error) {
      if (endsTheRequest(error) && (await end('failed', approver, request, error.message))) {
        throw failedToCarryOut(error.message);
      }
      throw error; // decided by another meanwhile, or carried out and refused by the gateway afterwards
    }
    if (carried.signed) return;
    await end('failed', approver, request, 'It was not signed. Look into the audit log for what was done.');
    throw new Error(`${request.action} was carried out without signing ${request.id}`);
  }

  const decisions: ApprovalDecisions = {
    async approve({ actor, requestId, note }) {
      const { decider, request } = await forDecider(actor, requestId);
      const requester = await findStaffMember(db.prisma, request.requestedById);
      const approver = await findStaffMember(db.prisma, decider.staffId);
      refuseBarred(
        request,
        [requester, approver].filter((one) => one !== null),
        decider.staffId,
      );
      if (!requester) throw requesterBarred(request.requestedBy.name);
      const carried = {
        request,
        requesterId: requester.id,
        approver: decider,
        note,
        passed: false,
        signed: false,
      };
      await carry(asActor(requester), carried);
      return getRequest(requestId);
    },

    async refuse({ actor, requestId, reason }) {
      const { decider, request } = await forDecider(actor, requestId);
      if (!(await end('refused', decider, request, reason))) throw await wasDecided(requestId);
      return getRequest(requestId);
    },

    async withdraw({ actor, requestId }) {
      authorize(actor, 'approvals.read');
      if (actor.kind !== 'staff') throw forbidden();
      const request = await getRequest(requestId);
      if (request.requestedById !== actor.staffId) throw notYours();
      if (!(await end('withdrawn', actor, request, null))) throw await wasDecided(requestId);
      return getRequest(requestId);
    },
  };
  return { ...decisions, signCarried };
}

const WORDS = { failed: 'fail', refused: 'refuse', withdrawn: 'withdraw' } as const;

/** Beside the deed's own row, which names who asked: this one names who decided, and about what. */
function audit(
  tx: Tx,
  word: 'approve' | (typeof WORDS)[keyof typeof WORDS],
  actor: StaffActor,
  request: ApprovalRow,
  reason: string | null,
): void {
  tx.audit({
    actor,
    action: `approval.${word}`,
    subject: { type: 'approval_request', id: request.id },
    accountId: request.accountId,
    reason,
    before: { status: 'requested' },
    after: { action: request.action, subject: request.subjectId, requestedBy: request.requestedById },
  });
}
