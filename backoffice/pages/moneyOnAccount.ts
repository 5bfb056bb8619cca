import type { ActionRequest } from 'adminjs';
import { may } from '../../server/kit/actors.js';
import { idOf } from '../../server/kit/endpoint.contract.js';
import type { Room } from '../kit/ports.js';
import { staffActor } from '../kit/staffAction.js';
import { accountMoney, moneyOnAccount } from '../reads/balance.reads.js';

const LONGEST_SEARCH = 100;
const LAST_PAGE = 10_000;

/** Money that is used for no invoice yet: all accounts that have some, or one account with every movement. Reads only. */
export function moneyOnAccountPage({ db }: Pick<Room, 'db'>) {
  return async (request: ActionRequest, _response: unknown, context: { currentAdmin?: unknown }) => {
    const actor = staffActor(context.currentAdmin);
    if (!may(actor, 'payments.read')) return { mayRead: false };
    const query = request.query ?? {};
    const accountId = idOf('acc').safeParse(query['account']);
    if (query['account'] === undefined) {
      const search = typeof query['q'] === 'string' ? query['q'].slice(0, LONGEST_SEARCH).trim() : '';
      return { mayRead: true, list: await moneyOnAccount({ db }, search.replace(/[\u0000-\u001f]/g, '')) };
    }
    const page = /^[1-9]\d{0,4}$/.test(String(query['page'])) ? Number(query['page']) : 1;
    const one = accountId.success
      ? await accountMoney({ db }, accountId.data, Math.min(page, LAST_PAGE))
      : null;
    return { mayRead: true, one };
  };
}
