import { conflict, DomainError } from '../../kit/errors.js';

/** Not a fault: the request is filed and somebody else decides. */
export const secondApprovalNeeded = (requestId: string, why: string): DomainError =>
  new DomainError(
    'conflict',
    'second_approval_needed',
    `${why} The request ${requestId} is filed; somebody else must approve it.`,
    { isPassing: true },
  );

export const approvalPending = (requestId: string, askedBy: string): DomainError =>
  new DomainError(
    'conflict',
    'approval_pending',
    `${askedBy} has asked for this already: the request ${requestId} waits for somebody else to approve it.`,
    { isPassing: true },
  );

export const alreadyDecided = (status: string): DomainError =>
  conflict('approval_already_decided', `The request is ${status} already.`);

export const ownRequest = (): DomainError =>
  new DomainError('forbidden', 'approval_own_request', 'Who asks may not approve: somebody else must.');

export const notYours = (): DomainError =>
  new DomainError('forbidden', 'approval_not_yours', 'Only who asked may withdraw a request.');

export const requesterBarred = (name: string): DomainError =>
  conflict('approval_requester_barred', `${name} may not do this any more. The request can only be refused.`);

export const approverBarred = (): DomainError =>
  new DomainError('forbidden', 'approval_approver_barred', 'You may not approve this any more.');

export const notFitting = (): DomainError =>
  conflict('approval_not_fitting', 'The request no longer fits what it asks for. Ask anew.');

export const failedToCarryOut = (reason: string): DomainError =>
  conflict('approval_failed', `It could not be carried out, so the request has ended: ${reason}`);
