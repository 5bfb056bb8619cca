import type { Action, ActionContext, ActionResponse } from 'adminjs';
import type { z } from 'zod';
import type { Permission, StaffActor } from '../../server/kit/actors.js';
import { component } from '../catalogue.js';
import type { ActionLook } from '../kit/look.js';
import type { BackofficeLogger } from '../kit/ports.js';
import { allowed, type Preparing, type StaffCommand, staffAction, staffActor } from '../kit/staffAction.js';

interface RecordActionOptions<Schema extends z.ZodType> {
  readonly permission: Permission;
  readonly look: ActionLook;
  readonly schema: Schema;
  readonly logger: BackofficeLogger;
  /** Whether it makes sense for a record in this state and for this person. The service decides. */
  readonly fits: (params: Readonly<Record<string, unknown>>, staff: StaffActor) => boolean;
  /** What the form needs to know before it is sent, such as what would be done. Reads only. */
  readonly prepare?: (asked: Preparing) => Promise<object>;
  readonly run: (command: StaffCommand<Schema>) => Promise<string>;
}

/** An action on one record: a form that posts, shown to those who may and where it fits. */
export function recordAction<Schema extends z.ZodType>(
  options: RecordActionOptions<Schema>,
): Partial<Action<ActionResponse>> {
  return {
    actionType: 'record',
    component: component('ActionForm'),
    isAccessible: allowed(options.permission),
    isVisible: ({ record, currentAdmin }: ActionContext) =>
      record === undefined || options.fits(record.params, staffActor(currentAdmin)),
    custom: { ...options.look, prepares: options.prepare !== undefined },
    handler: staffAction({
      schema: options.schema,
      logger: options.logger,
      prepare: options.prepare,
      run: options.run,
    }),
  };
}
