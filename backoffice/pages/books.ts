import type { ActionRequest } from 'adminjs';
import type { ChartAccountView, TrialBalanceView } from '../../server/billing/journal/journal.contract.js';
import { period } from '../../server/billing/journal/journal.contract.js';
import { may } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { type FieldProblems, type Notice, readForm, refusalOf, staffActor } from '../kit/staffAction.js';

interface Answer {
  chart: readonly ChartAccountView[];
  balances: TrialBalanceView['currencies'];
  mayRead: boolean;
  notice: Notice | null;
  errors: FieldProblems | null;
}

/**
 * The chart of accounts at the end of a period and its trial balance. A page has no `isAccessible`: who may read is asked here
 * and in the service.
 */
export function booksPage({ services }: Pick<Room, 'services'>) {
  return async (
    request: ActionRequest,
    _response: unknown,
    context: { currentAdmin?: unknown },
  ): Promise<Answer> => {
    const actor = staffActor(context.currentAdmin);
    const mayRead = may(actor, 'books.read');
    const nothing = { chart: [], balances: [], mayRead, notice: null, errors: null };
    if (!mayRead) return nothing;
    const form = readForm(period, request.payload);
    if ('refused' in form) return { ...nothing, ...form.refused };
    const { from = null, to = null, currency = null } = form.input;
    try {
      const [chart, balance] = await Promise.all([
        services.books.chart(actor, to),
        services.books.trialBalance(actor, { from, to }, currency),
      ]);
      return { ...nothing, chart, balances: balance.currencies };
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused) throw error;
      return { ...nothing, ...refused };
    }
  };
}
