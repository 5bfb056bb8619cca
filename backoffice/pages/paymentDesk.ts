import type { ActionRequest } from 'adminjs';
import { may } from '../../server/kit/actors.js';
import type { Room } from '../kit/ports.js';
import { staffActor } from '../kit/staffAction.js';
import { waitingTransfers } from '../reads/desk.reads.js';

/** The queue of transfers that wait for a decision. Deciding is an action on the payment; this only reads. */
export function paymentDeskPage(room: Pick<Room, 'db' | 'clock'>) {
  return async (_request: ActionRequest, _response: unknown, context: { currentAdmin?: unknown }) => {
    const actor = staffActor(context.currentAdmin);
    if (!may(actor, 'payments.read')) return { mayRead: false };
    return { mayRead: true, mayRecord: may(actor, 'payments.record'), ...(await waitingTransfers(room)) };
  };
}
