import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, forbidden, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { GatewayUnavailable, known, type PaymentGateway } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import { gatewayUnavailable } from '../methods/methods.service.js';
import {
  findException,
  type GatewayException,
  listExceptions,
  lockException,
  markResolved,
} from './payments.exceptions.store.js';
import type { GatewayName } from './payments.rules.js';
import type { Settlement } from './payments.settlement.service.js';
import { findById, gatewayIdOf } from './payments.store.js';

export type { GatewayException };

/** What a gateway says that the books cannot explain, and what staff decided about it. */
export interface Exceptions {
  listExceptions(actor: Actor, list: ListQuery): Promise<Page<GatewayException>>;
  getException(actor: Actor, id: string): Promise<GatewayException>;
  /** Staff have looked at it. Refuses with `exception_not_found`, `exception_resolved`. */
  resolveException(command: { actor: Actor; id: string; resolution: string }): Promise<GatewayException>;
  /**
   * Books what a gateway really took, where it was another amount than asked for: the invoice takes what is due, the rest is
   * money on account. The gateway is asked once more before. Locks invoice, payment, the exception, money on account, wallet. Refuses with
   * `exception_not_found`, `exception_resolved`, `exception_not_acceptable` (another currency, another kind, or the gateway says something else now), `gateway_unavailable`.
   */
  acceptMismatch(command: { actor: Actor; id: string; resolution: string }): Promise<GatewayException>;
}

export interface ExceptionDeps {
  db: Db;
  settlement: Settlement;
  gatewayOf: (name: GatewayName) => PaymentGateway;
}

export function createExceptions({ db, settlement, gatewayOf }: ExceptionDeps): Exceptions {
  const isOpen = ({ status }: GatewayException) => {
    if (status !== 'open') throw conflict('exception_resolved', 'This has been resolved already.');
  };
  const staffOnly = (actor: Actor) => {
    authorize(actor, 'payments.read');
    if (confinedTo(actor) !== null) throw forbidden();
  };

  /** What the gateway says now, where it is what the exception speaks of and can be booked. */
  async function acceptable(exception: GatewayException) {
    const payment = exception.paymentId ? await findById(db.prisma, exception.paymentId) : null;
    const gatewayPaymentId = payment ? gatewayIdOf(payment) : null;
    if (!payment || isManual(payment.method) || !gatewayPaymentId) throw notAcceptable();
    if (exception.kind !== 'amount_mismatch' || payment.status === 'succeeded') throw notAcceptable();
    const outcome = await known(gatewayOf(payment.method).fetchPayment(gatewayPaymentId)).catch(
      (error: unknown) => {
        throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
      },
    );
    if (outcome?.state !== 'succeeded') throw notAcceptable();
    const { received, chargeId, fee } = outcome;
    const isTheSame = received.minor === exception.amount && received.currency === exception.currency;
    if (!isTheSame || received.currency !== payment.currency) throw notAcceptable();
    return { paymentId: payment.id, received, chargeId, fee };
  }

  const staffOf = (actor: Actor) => (actor.kind === 'staff' ? actor.staffId : null);

  return {
    async listExceptions(actor, list) {
      staffOnly(actor);
      return listExceptions(db, list);
    },

    async getException(actor, id) {
      staffOnly(actor);
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
      const found = await findException(db.prisma, id);
      if (!found) throw notFound('exception');
      isOpen(found);
      const { paymentId, received, chargeId, fee } = await acceptable(found);
      return db.transaction(async (tx) => {
        // Invoice and payment before the exception: the order of all locks.
        const locked = await settlement.lock(tx, paymentId);
        const exception = await lockException(tx, id);
        if (!exception) throw notFound('exception');
        isOpen(exception);
        if (locked.payment.status === 'succeeded') throw notAcceptable();
        await settlement.succeed(tx, locked, received, { chargeId, fee });
        const subject = { type: 'exception', id };
        const { accountId } = exception;
        tx.audit({ actor, action: 'exception.accept', subject, accountId, reason: resolution });
        return markResolved(tx, id, { staffId: staffOf(actor), resolution });
      });
    },
  };
}

const notAcceptable = () =>
  conflict(
    'exception_not_acceptable',
    'Only another amount in the same currency can be booked as it came. Refund it at the gateway instead.',
  );
