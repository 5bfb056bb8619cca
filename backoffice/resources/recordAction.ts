import type { Action, ActionContext, ActionResponse } from 'adminjs';
import type { z } from 'zod';
import type { Permission, StaffActor } from '../../server/kit/actors.js';
import { type ComponentName, component } from '../catalogue.js';
import type { ActionLook } from '../kit/look.js';
import type { BackofficeLogger } from '../kit/ports.js';
import {
  allowed,
  type Outcome,
  type Preparing,
  type StaffCommand,
  staffAction,
  staffActor,
} from '../kit/staffAction.js';

interface RecordActionOptions<Schema extends z.ZodType> {
  readonly permission: Permission;
  readonly look: ActionLook;
  readonly schema: Schema;
  readonly logger: BackofficeLogger;
  /** Whether it makes sense for a record in this state and for this person. The service decides. */
  readonly fits: (params: Readonly<Record<string, unknown>>, staff: StaffActor) => boolean;
  /** What the form needs to know before it is sent, such as what would be done. Reads only. */
  readonly prepare?: (asked: Preparing) => Promise<object>;
  readonly run: (command: StaffCommand<Schema>) => Promise<Outcome>;
  /** A page of its own instead of the form that the look describes. */
  readonly page?: ComponentName;
  /** What that page shows beside the record's own row. */
  readonly related?: (asked: { actor: StaffActor; id: string }) => Promise<object>;
}

/** An action on one record: a form that posts, shown to those who may and where it fits. */
export function recordAction<Schema extends z.ZodType>(
  options: RecordActionOptions<Schema>,
): Partial<Action<ActionResponse>> {
  return {
    actionType: 'record',
    component: component(options.page ?? 'ActionForm'),
    isAccessible: allowed(options.permission),
    isVisible: ({ record, currentAdmin }: ActionContext) =>
      record === undefined || options.fits(record.params, staffActor(currentAdmin)),
    custom: {
      ...options.look,
      prepares: options.prepare !== undefined,
      ...(options.page ? { isPage: true } : {}),
    },
    handler: staffAction({
      schema: options.schema,
      logger: options.logger,
      prepare: options.prepare,
      related: options.related,
      run: options.run,
    }),
  };
}
