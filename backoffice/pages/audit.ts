import type { ActionRequest } from 'adminjs';
import { type AuditRunView, startAudit } from '../../server/audit/audit.contract.js';
import { may } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { type Notice, readForm, refusalOf, staffActor } from '../kit/staffAction.js';

interface Answer {
  /** The newest first; the first may be under way. */
  runs: readonly AuditRunView[];
  mayRead: boolean;
  mayRun: boolean;
  notice: Notice | null;
}

/**
 * What the last audits found, and the button that has one run. A page has no `isAccessible`: who may is asked here and in the
 * service.
 */
export function auditPage({ services, logger }: Pick<Room, 'services' | 'logger'>) {
  return async (
    request: ActionRequest,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const mayRead = may(actor, 'audit.read');
    const answer = async (notice: Notice | null): Promise<Answer> => ({
      runs: mayRead ? await services.audit.newest(actor) : [],
      mayRead,
      mayRun: may(actor, 'audit.run'),
      notice,
    });
    if (request.method !== 'post') return answer(null);
    const form = readForm(startAudit.body, request.payload);
    if ('refused' in form) return answer(form.refused.notice);
    try {
      await services.audit.start(actor);
      return await answer({ message: 'The audit is under way.', type: 'success' });
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return answer(refused.notice);
      logger.error({ err: error, page: 'audit' }, 'A staff action failed');
      throw error;
    }
  };
}
