import type { Action, ActionContext, ActionRequest, ActionResponse, RecordJSON } from 'adminjs';
import type { z } from 'zod';
import type { Permission, StaffActor } from '../../server/kit/actors.js';
import { component } from '../catalogue.js';
import type { BulkLook } from '../kit/look.js';
import type { BackofficeLogger } from '../kit/ports.js';
import { allowed, readForm, refusalOf, splitKey, staffActor } from '../kit/staffAction.js';

/** What became of one of many. */
export interface BulkOutcome {
  readonly id: string;
  /** Null: done. */
  readonly refusal: string | null;
}

interface BulkActionOptions<Schema extends z.ZodType> {
  readonly permission: Permission;
  readonly look: BulkLook;
  readonly schema: Schema;
  readonly logger: BackofficeLogger;
  readonly fits: (params: Readonly<Record<string, unknown>>) => boolean;
  /** Does it to each; what is refused of one leaves the others alone. */
  readonly run: (command: {
    actor: StaffActor;
    ids: readonly string[];
    input: z.output<Schema>;
  }) => Promise<readonly BulkOutcome[]>;
  /** `3 invoices are void.` */
  readonly done: (count: number) => string;
}

/** An action on many records: a form that posts once; says for each what was refused. */
export function bulkAction<Schema extends z.ZodType>(
  options: BulkActionOptions<Schema>,
): Partial<Action<ActionResponse>> {
  return {
    ...offered(options),
    handler: async (request: ActionRequest, _response: unknown, context: ActionContext) => {
      const { records = [], currentAdmin } = context;
      const answer = () => records.map((record) => record.toJSON(currentAdmin));
      if (request.method !== 'post') return { records: answer() };
      const actor = staffActor(currentAdmin);
      // Each of these deeds is done once by itself: a void invoice is not voided again.
      const form = readForm(options.schema, splitKey(actor, request.payload).rest);
      if ('refused' in form) return { records: answer(), ...form.refused };
      const ids = records.map((record) => String(record.id()));
      try {
        const outcomes = await options.run({ actor, ids, input: form.input });
        const shown = answer();
        return { records: shown, ...reported(shown, outcomes, options.done) };
      } catch (error) {
        const refused = refusalOf(error);
        if (refused) return { records: answer(), ...refused };
        options.logger.error({ err: error, action: context.action.name, ids }, 'A staff action failed');
        throw error;
      }
    },
  };
}

/** Files for many records: the browser fetches them from REST; nothing is asked of the back office. */
export const bulkDownload = (
  options: Pick<BulkActionOptions<z.ZodType>, 'permission' | 'look' | 'fits'>,
): Partial<Action<ActionResponse>> => ({
  ...offered(options),
  handler: async (_request: ActionRequest, _response: unknown, { records = [], currentAdmin }) => ({
    records: records.map((record) => record.toJSON(currentAdmin)),
  }),
});

const offered = ({
  permission,
  look,
  fits,
}: Pick<BulkActionOptions<z.ZodType>, 'permission' | 'look' | 'fits'>): Partial<Action<ActionResponse>> => ({
  actionType: 'bulk',
  component: component('ActionForm'),
  isAccessible: allowed(permission),
  isVisible: ({ record }: ActionContext) => record === undefined || fits(record.params),
  custom: { ...look },
});

function reported(
  records: readonly RecordJSON[],
  outcomes: readonly BulkOutcome[],
  done: (count: number) => string,
) {
  const titles = new Map(records.map(({ id, title }) => [id, title]));
  const refused = outcomes.flatMap(({ id, refusal }) =>
    refusal === null ? [] : [{ id, title: titles.get(id) || id, refusal }],
  );
  const count = outcomes.length - refused.length;
  const rest = refused.length === 0 ? '' : ` ${refused.length} refused.`;
  return {
    refused,
    notice: {
      message: `${count === 0 ? 'Nothing was done.' : done(count)}${rest}`,
      type:
        refused.length === 0 ? ('success' as const) : count === 0 ? ('error' as const) : ('info' as const),
    },
  };
}
