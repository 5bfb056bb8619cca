import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor, confinedTo } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import {
  type GatewayName,
  GatewayUnavailable,
  type PaymentGateway,
  type PaymentOutcome,
  UnknownAtGateway,
} from '../gateway.js';
import { gatewayUnavailable } from '../methods/methods.errors.js';
import { isManual } from '../methods/methods.rules.js';
import { isOpen } from './payments.rules.js';
import type { Settlement } from './payments.settlement.service.js';
import { findPayment, gatewayIdOf, type Payment } from './payments.store.js';

/** Taking what a payer has agreed to at the gateway, and letting go of what nobody is to take any more. */
export interface PaymentCompletion {
  /**
   * The payer has come back: takes what they agreed to and moves the payment to what the gateway says. Done already, by the
   * gateway's event or the sweep, it changes nothing. Refuses with `payment_not_found`, `gateway_unavailable`.
   */
  complete(command: { actor: CustomerActor; paymentId: string }): Promise<void>;
  /** The same without a person: for the gateway's event and the sweep. Throws as the gateway does. */
  take(payment: Payment): Promise<Payment>;
  /** Moves a payment to what was seen at its gateway, unless its money is being taken this very moment. */
  note(paymentId: string, outcome: PaymentOutcome): Promise<Payment>;
  /**
   * Withdraws a payment at its gateway; one that was quicker is settled instead. PayPal knows no withdrawing: there, what is
   * being taken this very moment is left alone, and what is canceled here is never taken.
   */
  withdraw(payment: Payment): Promise<Payment>;
}

export interface CompletionDeps {
  db: Db;
  accounts: Accounts;
  settlement: Settlement;
  gatewayOf: (name: GatewayName) => PaymentGateway;
}

export function createCompletion(deps: CompletionDeps): PaymentCompletion {
  const { db, accounts, settlement, gatewayOf } = deps;

  /**
   * Asked right before money is taken. Marks the payment as being taken, under its lock, so that it cannot be withdrawn
   * meanwhile; a withdrawn one, or one of an account that is not active, is not taken.
   */
  async function mayTake({ id, accountId }: Payment): Promise<boolean> {
    if ((await accounts.getBuyer(accountId)).status !== 'active') return false;
    return db.transaction(async (tx) => {
      const { payment } = await settlement.lock(tx, id);
      if (!isOpen(payment.status)) return false;
      if (payment.status !== 'processing') {
        await settlement.apply(tx, id, { identity: null, state: 'processing' });
      }
      return true;
    });
  }

  /**
   * An order that its payer never finished is gone at PayPal after some hours. Then what is booked is looked through: nothing there
   * means that nothing was taken, and nothing can be any more.
   */
  async function orGone(payment: Payment, asked: Promise<PaymentOutcome>): Promise<PaymentOutcome> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof UnknownAtGateway) || payment.method !== 'paypal') throw error;
      const { id: paymentId, createdAt: since } = payment;
      const found = await gatewayOf('paypal').findPayment({
        paymentId,
        customerId: null,
        since,
        request: null,
      });
      return found ?? { identity: null, state: 'canceled' };
    }
  }

  async function take(payment: Payment): Promise<Payment> {
    const gatewayPaymentId = gatewayIdOf(payment);
    if (isManual(payment.method) || gatewayPaymentId === null) return payment;
    let isClaimed = false;
    const outcome = await orGone(
      payment,
      gatewayOf(payment.method).completePayment({
        key: payment.id,
        gatewayPaymentId,
        mayTake: async () => {
          isClaimed = await mayTake(payment);
          return isClaimed;
        },
      }),
    );
    return outcome.state === 'requires_action' && !isClaimed
      ? note(payment.id, outcome)
      : db.transaction((tx) => settlement.apply(tx, payment.id, outcome));
  }

  /** What was seen at PayPal before somebody began to take the money is old: their answer decides. */
  const note = (paymentId: string, outcome: PaymentOutcome): Promise<Payment> =>
    db.transaction(async (tx) => {
      const { payment } = await settlement.lock(tx, paymentId);
      const isBeingTaken = payment.method === 'paypal' && payment.status === 'processing';
      const isOld = outcome.state === 'requires_action' || outcome.state === 'canceled';
      return isBeingTaken && isOld ? payment : settlement.apply(tx, paymentId, outcome);
    });

  return {
    take,
    note,

    async complete({ actor, paymentId }) {
      authorize(actor, 'payments.start');
      const payment = await findPayment(db.prisma, paymentId, confinedTo(actor));
      if (!payment) throw notFound('payment');
      if (!isOpen(payment.status)) return;
      try {
        await take(payment);
      } catch (error) {
        throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
      }
    },

    async withdraw(payment) {
      const gatewayPaymentId = gatewayIdOf(payment);
      if (isManual(payment.method) || gatewayPaymentId === null) return payment;
      const gateway = gatewayOf(payment.method);
      return note(payment.id, await orGone(payment, gateway.cancelPayment(gatewayPaymentId)));
    },
  };
}
