import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money } from '../../kit/money.js';
import {
  findException,
  type GatewayException,
  listExceptions,
  lockException,
  markResolved,
} from './payments.exceptions.store.js';
import type { Settlement } from './payments.settlement.service.js';

export type { GatewayException };

/** What a gateway says that the books cannot explain, and what staff decided about it. */
export interface Exceptions {
  listExceptions(actor: Actor, list: ListQuery): Promise<Page<GatewayException>>;
  getException(actor: Actor, id: string): Promise<GatewayException>;
  /** Staff have looked at it. Refuses with `exception_not_found`, `exception_resolved`. */
  resolveException(command: { actor: Actor; id: string; resolution: string }): Promise<GatewayException>;
  /**
   * Books what a gateway really took, where it was another amount than asked for: the invoice takes what is due, the rest is
   * money on account. Refuses with `exception_not_found`, `exception_resolved`, `exception_not_acceptable`.
   */
  acceptMismatch(command: { actor: Actor; id: string; resolution: string }): Promise<GatewayException>;
}

export function createExceptions({ db, settlement }: { db: Db; settlement: Settlement }): Exceptions {
  const isOpen = ({ status }: GatewayException) => {
    if (status !== 'open') throw conflict('exception_resolved', 'This has been resolved already.');
  };
  const staffOf = (actor: Actor) => (actor.kind === 'staff' ? actor.staffId : null);

  return {
    async listExceptions(actor, list) {
      authorize(actor, 'payments.read');
      return listExceptions(db, list);
    },

    async getException(actor, id) {
      authorize(actor, 'payments.read');
      const exception = await findException(db.prisma, id);
      if (!exception) throw notFound('exception');
      return exception;
    },

    async resolveException({ actor, id, resolution }) {
      authorize(actor, 'exceptions.resolve');
      return db.transaction(async (tx) => {
        const exception = await lockException(tx, id);
        if (!exception) throw notFound('exception');
        isOpen(exception);
        const subject = { type: 'exception', id };
        const { accountId } = exception;
        tx.audit({ actor, action: 'exception.resolve', subject, accountId, reason: resolution });
        return markResolved(tx, id, { staffId: staffOf(actor), resolution });
      });
    },

    async acceptMismatch({ actor, id, resolution }) {
      authorize(actor, 'exceptions.resolve');
      return db.transaction(async (tx) => {
        const found = await findException(tx.prisma, id);
        if (!found) throw notFound('exception');
        // Invoice and payment before the exception: the order of all locks.
        const locked = found.paymentId ? await settlement.lock(tx, found.paymentId) : null;
        const exception = await lockException(tx, id);
        if (!exception) throw notFound('exception');
        isOpen(exception);
        const { amount, currency, accountId } = exception;
        const fits =
          locked !== null &&
          exception.kind === 'amount_mismatch' &&
          amount !== null &&
          currency === locked.payment.currency &&
          locked.payment.status !== 'succeeded';
        if (!fits) {
          throw conflict(
            'exception_not_acceptable',
            'Only another amount in the same currency can be booked as it came. Refund it at the gateway instead.',
          );
        }
        await settlement.succeed(tx, locked, money(amount, locked.payment.currency));
        const subject = { type: 'exception', id };
        tx.audit({ actor, action: 'exception.accept', subject, accountId, reason: resolution });
        return markResolved(tx, id, { staffId: staffOf(actor), resolution });
      });
    },
  };
}
