import type { Action, ActionContext, ActionRequest, ActionResponse } from 'adminjs';
import type { z } from 'zod';
import type { Permission, StaffActor } from '../../server/kit/actors.js';
import { type ComponentName, component } from '../catalogue.js';
import type { ActionLook } from '../kit/look.js';
import type { BackofficeLogger } from '../kit/ports.js';
import { allowed, readForm, refusalOf, splitKey, staffActor } from '../kit/staffAction.js';

interface ResourceActionOptions<Schema extends z.ZodType> {
  readonly permission: Permission;
  /** A primary one has its button above the list. */
  readonly look: Partial<ActionLook> & Pick<ActionLook, 'label'>;
  /** A page of its own instead of the form that the look describes. */
  readonly page?: ComponentName;
  readonly schema: Schema;
  readonly logger: BackofficeLogger;
  /** What the form needs to know before it is sent, by what the address asks. Reads only. */
  readonly prepare?: (query: Readonly<Record<string, unknown>>) => Promise<object>;
  readonly run: (command: {
    actor: StaffActor;
    input: z.output<Schema>;
    /** The same for every sending of one form. */
    requestKey: string;
  }) => Promise<{ message: string; redirectUrl: string }>;
}

/** Something new: a form that posts. GET says who may, and what the form needs to know; POST calls the service and leads to what it made. */
export function resourceAction<Schema extends z.ZodType>(
  options: ResourceActionOptions<Schema>,
): Partial<Action<ActionResponse>> {
  return {
    actionType: 'resource',
    component: component(options.page ?? 'NewRecord'),
    isAccessible: allowed(options.permission),
    custom: { ...options.look },
    handler: async (
      request: ActionRequest,
      _response: unknown,
      { currentAdmin, action }: ActionContext,
    ): Promise<ActionResponse> => {
      if (request.method !== 'post') return (await options.prepare?.(request.query ?? {})) ?? {};
      const actor = staffActor(currentAdmin);
      const { requestKey, rest } = splitKey(actor, request.payload);
      const form = readForm(options.schema, rest);
      if ('refused' in form) return form.refused;
      try {
        const { message, redirectUrl } = await options.run({
          actor,
          input: form.input,
          requestKey,
        });
        return { redirectUrl, notice: { message, type: 'success' } };
      } catch (error) {
        const refused = refusalOf(error);
        if (refused) return refused;
        options.logger.error({ err: error, action: action.name }, 'A staff action failed');
        throw error;
      }
    },
  };
}
