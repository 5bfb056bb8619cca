import type { ActionRequest } from 'adminjs';
import { z } from 'zod';
import {
  adminCreateMethodConfig,
  adminUpdateMethodConfig,
} from '../../server/billing/methods/methods.contract.js';
import { may } from '../../server/kit/actors.js';
import { idOf } from '../../server/kit/endpoint.contract.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { type FieldProblems, type Notice, readForm, refusalOf, staffActor } from '../kit/staffAction.js';

const change = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('create'), config: adminCreateMethodConfig.body }),
  z.strictObject({ do: z.literal('update'), id: idOf('pmc'), change: adminUpdateMethodConfig.body }),
  z.strictObject({ do: z.literal('delete'), id: idOf('pmc') }),
]);
type Change = z.output<typeof change>;

interface Answer {
  configs: unknown[];
  mayChange: boolean;
  notice: Notice | null;
  errors: FieldProblems | null;
}

/** Which methods customers may use, by country. A page has no `isAccessible`: who may change is asked here and in the service. */
export function paymentMethodsPage({ services, logger }: Room) {
  return async (
    request: ActionRequest,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const answer = async (notice: Notice | null, errors: FieldProblems | null): Promise<Answer> => ({
      configs: plain([...(await services.methods.listConfigs(actor))]),
      mayChange: may(actor, 'methods.configure'),
      notice,
      errors,
    });
    if (request.method !== 'post') return answer(null, null);
    const form = readForm(change, request.payload);
    if ('refused' in form) return answer(form.refused.notice, form.refused.errors);
    try {
      return await answer({ message: await apply(form.input), type: 'success' }, null);
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return answer(refused.notice, refused.errors);
      logger.error({ err: error, page: 'payment-methods' }, 'A staff action failed');
      throw error;
    }

    async function apply(command: Change): Promise<string> {
      switch (command.do) {
        case 'create':
          await services.methods.createConfig({ actor, config: command.config });
          return 'The payment method is set up.';
        case 'update':
          await services.methods.updateConfig({ actor, configId: command.id, change: command.change });
          return 'The payment method is changed.';
        case 'delete':
          await services.methods.deleteConfig({ actor, configId: command.id });
          return 'The payment method is removed.';
      }
    }
  };
}
