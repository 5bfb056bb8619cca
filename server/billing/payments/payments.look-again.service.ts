import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import { GatewayUnavailable } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import { gatewayUnavailable } from '../methods/methods.service.js';
import type { Disputes } from './payments.disputes.service.js';
import { listDisputesOf } from './payments.disputes.store.js';
import type { PaymentRecovery } from './payments.recovery.service.js';
import type { RefundRecovery } from './payments.refunds.recovery.service.js';
import { listPendingOf } from './payments.refunds.store.js';
import { findById, gatewayIdOf, type Payment } from './payments.store.js';

export interface LookingAgain {
  /**
   * Asks the gateway now what it would be asked later: the payment, its refunds that are under way, its disputes that are not decided.
   * Ours are moved to what it says, as an event would. Harmless at any time. Refuses with `payment_not_found`,
   * `payment_not_at_gateway` (by hand), `gateway_unavailable`.
   */
  lookAgain(command: { actor: Actor; paymentId: string }): Promise<Payment>;
}

export interface LookAgainDeps {
  db: Db;
  recovery: PaymentRecovery;
  lookAfterRefund: RefundRecovery['lookAfterRefund'];
  syncDispute: Disputes['syncDispute'];
}

export function createLookingAgain(deps: LookAgainDeps): LookingAgain {
  const { db, recovery, lookAfterRefund, syncDispute } = deps;

  async function require(paymentId: string): Promise<Payment> {
    const payment = await findById(db.prisma, paymentId);
    if (!payment) throw notFound('payment');
    return payment;
  }

  async function lookAt(payment: Payment): Promise<void> {
    if (isManual(payment.method)) {
      throw conflict('payment_not_at_gateway', 'This payment is made by hand; there is no gateway to ask.');
    }
    const gatewayPaymentId = gatewayIdOf(payment);
    if (gatewayPaymentId) await recovery.syncFromGateway(payment.method, gatewayPaymentId);
    else await recovery.sweep(payment.id);
    for (const { id } of await listPendingOf(db.prisma, payment.id)) await lookAfterRefund(id);
    for (const dispute of await listDisputesOf(db.prisma, payment.id)) {
      const id = dispute.stripeDisputeId ?? dispute.paypalDisputeId;
      if (id && dispute.closedAt === null) await syncDispute(payment.method, id);
    }
  }

  return {
    async lookAgain({ actor, paymentId }) {
      authorize(actor, 'payments.decide');
      const before = await require(paymentId);
      await lookAt(before).catch((error: unknown) => {
        throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
      });
      return db.transaction(async (tx) => {
        const after = await require(paymentId);
        tx.audit({
          actor,
          action: 'payment.look_again',
          subject: { type: 'payment', id: paymentId },
          accountId: after.accountId,
          before: { status: before.status },
          after: { status: after.status },
        });
        return after;
      });
    },
  };
}
