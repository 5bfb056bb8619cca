import type { ActionRequest } from 'adminjs';
import { period } from '../../server/billing/journal/journal.contract.js';
import { may } from '../../server/kit/actors.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { type FieldProblems, type Notice, readForm, refusalOf, staffActor } from '../kit/staffAction.js';

interface Answer {
  balances: unknown[];
  mayRead: boolean;
  notice: Notice | null;
  errors: FieldProblems | null;
}

/** The trial balance of a period. A page has no `isAccessible`: who may read is asked here and in the service. */
export function booksPage({ services }: Pick<Room, 'services'>) {
  return async (
    request: ActionRequest,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const nothing = { balances: [], mayRead: may(actor, 'books.read'), notice: null, errors: null };
    if (!nothing.mayRead) return nothing;
    const form = readForm(period, request.payload);
    if ('refused' in form) return { ...nothing, ...form.refused };
    const { from = null, to = null, currency = null } = form.input;
    try {
      const balances = await services.books.trialBalance(actor, { from, to }, currency);
      return { ...nothing, balances: plain([...balances]) };
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused) throw error;
      return { ...nothing, ...refused };
    }
  };
}
