import type { ActionRequest } from 'adminjs';
import {
  type ApprovalLimitView,
  setApprovalLimit,
} from '../../server/billing/approvals/approvals.contract.js';
import { may } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { type FieldProblems, type Notice, readForm, refusalOf, staffActor } from '../kit/staffAction.js';

interface Answer {
  limits: readonly ApprovalLimitView[];
  mayChange: boolean;
  notice: Notice | null;
  errors: FieldProblems | null;
}

/** Up to which amount one person may act alone. A page has no `isAccessible`: who may see it is asked here and in the service. */
export function approvalLimitsPage({ services, logger }: Room) {
  return async (
    request: ActionRequest,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const mayChange = may(actor, 'approvals.configure');
    const answer = async (notice: Notice | null, errors: FieldProblems | null): Promise<Answer> => ({
      limits: mayChange ? await services.approvals.limits(actor) : [],
      mayChange,
      notice,
      errors,
    });
    if (request.method !== 'post') return answer(null, null);
    const form = readForm(setApprovalLimit.body, request.payload);
    if ('refused' in form) return answer(form.refused.notice, form.refused.errors);
    try {
      await services.approvals.setLimit({ actor, ...form.input });
      return await answer({ message: 'The limit is set.', type: 'success' }, null);
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return answer(refused.notice, refused.errors);
      logger.error({ err: error, page: 'approval-limits' }, 'A staff action failed');
      throw error;
    }
  };
}
