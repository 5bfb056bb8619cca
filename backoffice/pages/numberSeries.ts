import type { NumberSeriesView } from '../../server/billing/invoices/invoices.numbers.contract.js';
import { may } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { staffActor } from '../kit/staffAction.js';

interface Answer {
  series: readonly NumberSeriesView[];
  mayRead: boolean;
}

/** The gap report. A page has no `isAccessible`: who may read is asked here and in the service. */
export function numberSeriesPage({ services }: Pick<Room, 'services'>) {
  return async (
    _request: unknown,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const mayRead = may(actor, 'books.read');
    return { series: mayRead ? await services.numbers.report(actor) : [], mayRead };
  };
}
