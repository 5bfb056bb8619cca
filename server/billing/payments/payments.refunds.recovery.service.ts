import type { Db } from '../../kit/db.js';
import { money } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import { known, type PaymentGateway, type RefundOutcome } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import { gatewayUnavailable } from '../methods/methods.service.js';
import type { RefundBooks } from './payments.refunds.books.service.js';
import {
  findRefund,
  findRefundAtGateway,
  gatewayRefundIdOf,
  insertRefund,
  listPendingOf,
  listUnfinished,
  type Refund,
  refundIdColumn,
  touchRefund,
  updateRefund,
} from './payments.refunds.store.js';
import { type GatewayName, SWEEP_AFTER_SECONDS } from './payments.rules.js';
import type { Settlement } from './payments.settlement.service.js';
import {
  chargeIdOf,
  closeMismatch,
  findAtGateway,
  findByChargeId,
  findById,
  gatewayIdOf,
  openException,
  type Payment,
  updatePayment,
} from './payments.store.js';

/** How a refund gets home when an answer was lost, when it takes its time, or when it was made elsewhere. */
export interface RefundRecovery {
  /** Beat 2: asks the gateway with the refund's own key, then writes the outcome. */
  carryOutRefund(refund: Refund): Promise<Refund>;
  /** Looks for one refund at the gateway and moves ours to it; one that never got there is asked for again with its key. */
  lookAfterRefund(refundId: string): Promise<Refund>;
  /**
   * Asks the gateway for a refund and moves ours to it. One that was made elsewhere is booked, with an exception for staff; what cannot
   * be booked stands among the exceptions only. False: of no payment of ours.
   */
  syncRefund(gateway: GatewayName, gatewayRefundId: string, gatewayPaymentId?: string): Promise<boolean>;
  /** Something was refunded of this money: our own refunds of it that are under way are looked for. False: no payment of ours. */
  syncRefundsOfCharge(gateway: GatewayName, chargeId: string): Promise<boolean>;
  /** Looks after refunds whose answer was lost or that take their time, each ever more seldom. Harmless at any time. */
  sweepRefunds(): Promise<number>;
}

export interface RefundRecoveryDeps {
  db: Db;
  clock: Clock;
  settlement: Settlement;
  books: RefundBooks;
  gatewayOf: (name: GatewayName) => PaymentGateway;
  syncPayment: (gateway: GatewayName, gatewayPaymentId: string) => Promise<boolean>;
}

export function createRefundRecovery(deps: RefundRecoveryDeps): RefundRecovery {
  const { db, clock, settlement, books, gatewayOf, syncPayment } = deps;

  const apply = (refundId: string, outcome: RefundOutcome): Promise<Refund> =>
    db.transaction((tx) => books.apply(tx, refundId, outcome));

  async function carryOutRefund(refund: Refund): Promise<Refund> {
    const payment = await findById(db.prisma, refund.paymentId);
    if (!payment || isManual(payment.method) || refund.status !== 'pending') return refund;
    const outcome = await gatewayOf(payment.method).refund({
      key: refund.id,
      gatewayPaymentId: gatewayIdOf(payment) ?? '',
      chargeId: chargeIdOf(payment),
      amount: money(refund.amount, refund.currency),
      refundId: refund.id,
    });
    return apply(refund.id, outcome);
  }

  async function lookAfterRefund(refundId: string): Promise<Refund> {
    const refund = await findRefund(db.prisma, refundId);
    const payment = refund ? await findById(db.prisma, refund.paymentId) : null;
    if (!refund || !payment) throw new Error(`No refund ${refundId}`);
    if (isManual(payment.method) || refund.status !== 'pending') return refund;
    const gateway = gatewayOf(payment.method);
    const atGateway = gatewayRefundIdOf(refund);
    const outcome = atGateway
      ? await known(gateway.fetchRefund(atGateway))
      : await gateway.findRefund({
          refundId,
          gatewayPaymentId: gatewayIdOf(payment) ?? '',
          chargeId: chargeIdOf(payment),
        });
    // Never got there: asked again with the same key, so that it happens once at most.
    if (!outcome && !atGateway) return carryOutRefund(refund);
    return outcome ? apply(refundId, outcome) : refund;
  }

  /** Whether the gateway's refund is the one that we asked for, not one that merely carries its id. */
  async function oursOf(gateway: GatewayName, id: string, outcome: RefundOutcome, payment: Payment | null) {
    const known = await findRefundAtGateway(db.prisma, gateway, id);
    if (known) return known;
    const named = outcome.refundId ? await findRefund(db.prisma, outcome.refundId) : null;
    if (!named || gatewayRefundIdOf(named) !== null || named.paymentId !== payment?.id) return null;
    const { amount } = outcome;
    const fits = !amount || (amount.minor === named.amount && amount.currency === named.currency);
    return fits ? named : null;
  }

  /** The payment as its gateway has it: what was paid and refunded at once may be heard of in the other order. */
  async function paymentOf(gateway: GatewayName, outcome: RefundOutcome, gatewayPaymentId: string | null) {
    const ids = {
      gatewayPaymentId: outcome.gatewayPaymentId ?? gatewayPaymentId,
      chargeId: outcome.chargeId ?? null,
    };
    const payment = await findAtGateway(db.prisma, gateway, ids);
    if (payment?.status === 'succeeded' || ids.gatewayPaymentId === null) return payment;
    await syncPayment(gateway, ids.gatewayPaymentId);
    return findAtGateway(db.prisma, gateway, ids);
  }

  /** A refund that somebody made at the gateway itself: the money has left, so the books follow. */
  async function adopt(
    gateway: GatewayName,
    payment: Payment,
    outcome: RefundOutcome,
    id: string,
  ): Promise<void> {
    const amount = outcome.amount ?? null;
    const refundId = await db.transaction(async (tx) => {
      const locked = await settlement.lock(tx, payment.id);
      const there = await findRefundAtGateway(tx.prisma, gateway, id);
      if (there) return there.id;
      const isBookable =
        locked.payment.status === 'succeeded' && amount !== null && amount.currency === payment.currency;
      await openException(tx, {
        kind: 'refund_made_elsewhere',
        objectId: id,
        payment: locked.payment,
        amount: amount?.minor ?? 0n,
        currency: amount?.currency ?? payment.currency,
        detail: isBookable
          ? 'This refund was made at the gateway, not here. It is booked; look whether it should have been.'
          : 'This refund was made at the gateway, of money that is not in our books. Nothing is booked.',
      });
      if (!isBookable || !amount) {
        // Money that was never booked (another amount than asked for) and has gone back: the payment is over.
        if (await closeMismatch(tx, locked.payment, amount)) {
          await updatePayment(tx, payment.id, { status: 'canceled', failureCode: 'refunded_at_gateway' });
        }
        return null;
      }
      const refund = await insertRefund(tx, {
        paymentId: payment.id,
        source: 'sale',
        currency: amount.currency,
        amount: amount.minor,
        reason: 'Refunded at the gateway',
        requestedById: null,
        bankReference: null,
        requestKey: null,
      });
      return (await updateRefund(tx, refund.id, refundIdColumn(gateway, id))).id;
    });
    if (refundId) await apply(refundId, outcome);
  }

  return {
    carryOutRefund,
    lookAfterRefund,

    async syncRefund(gateway, gatewayRefundId, gatewayPaymentId) {
      const outcome = await known(gatewayOf(gateway).fetchRefund(gatewayRefundId));
      if (!outcome) return false;
      if (outcome.state === 'unknown') throw gatewayUnavailable(outcome.reason);
      const payment = await paymentOf(gateway, outcome, gatewayPaymentId ?? null);
      const ours = await oursOf(gateway, gatewayRefundId, outcome, payment);
      if (ours) {
        await apply(ours.id, outcome);
        return true;
      }
      if (!payment) return false;
      // What never left is nobody's business here.
      if (outcome.state === 'succeeded' || outcome.state === 'pending')
        await adopt(gateway, payment, outcome, gatewayRefundId);
      return true;
    },

    async syncRefundsOfCharge(gateway, chargeId) {
      const payment = await findByChargeId(db.prisma, gateway, chargeId);
      if (!payment) return false;
      for (const { id } of await listPendingOf(db.prisma, payment.id)) await lookAfterRefund(id);
      return true;
    },

    async sweepRefunds() {
      const due = await listUnfinished(db.prisma, clock.now(), SWEEP_AFTER_SECONDS);
      const failures: unknown[] = [];
      for (const { id } of due) {
        await touchRefund(db, id, clock.now());
        await lookAfterRefund(id).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} refunds could not be looked after`);
      return due.length;
    },
  };
}
