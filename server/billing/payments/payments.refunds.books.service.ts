import { type Actor, systemActor } from '../../kit/actors.js';
import type { Tx } from '../../kit/db.js';
import { notFound, unreachable } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import type { Announce } from '../events.js';
import type { RefundOutcome } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import { refundMayBecome } from './payments.refunds.rules.js';
import {
  findRefund,
  gatewayRefundIdOf,
  type Refund,
  refundIdColumn,
  updateRefund,
} from './payments.refunds.store.js';
import type { Reversals, ReversedSale } from './payments.reversal.service.js';
import { CASH_LEDGER } from './payments.rules.js';
import type { Locked, Settlement } from './payments.settlement.service.js';
import { openException, type Payment, updatePayment } from './payments.store.js';

export interface RefundBooks {
  /** The money is on its way: papers, credits, money on account and cash. The caller holds the locks. Announces `refund.booked`. */
  book(tx: Tx, locked: Locked, refund: Refund, by: { actor: Actor; isForced: boolean }): Promise<Refund>;
  /** It has arrived. */
  finish(tx: Tx, locked: Locked, refund: Refund): Promise<Refund>;
  /**
   * Moves a refund to what the gateway says; the same outcome again changes nothing. Locks invoices, payment, money on
   * account, wallet. What the gateway has taken on is booked; what fails after that comes back as money on account.
   */
  apply(tx: Tx, refundId: string, outcome: RefundOutcome): Promise<Refund>;
}

export interface RefundBooksDeps {
  settlement: Settlement;
  reversals: Reversals;
  announce: Announce;
}

const GATEWAY = systemActor('gateway');

export function createRefundBooks(deps: RefundBooksDeps): RefundBooks {
  const { settlement, reversals, announce } = deps;

  const saleOf = (payment: Payment, refund: Refund, actor: Actor, isForced: boolean): ReversedSale => ({
    amount: money(refund.amount, refund.currency),
    cause: 'refund',
    reason: refund.reason,
    actor,
    refundId: refund.id,
    from: CASH_LEDGER[payment.method],
    kind: 'refund.booked',
    sourceId: refund.id,
    isForced,
  });

  async function book(
    tx: Tx,
    locked: Locked,
    refund: Refund,
    { actor, isForced }: { actor: Actor; isForced: boolean },
  ): Promise<Refund> {
    const { payment } = locked;
    const sale = saleOf(payment, refund, actor, isForced);
    const uncovered =
      refund.source === 'sale'
        ? await reversals.takeBack(tx, locked, sale)
        : await reversals.payOut(tx, locked, sale);
    // A gateway may have sent back more than our books still know of: then the exception says so, and the sum stops at what came in.
    const most = payment.amountCaptured - payment.amountRefunded - payment.amountChargedBack;
    const counted = refund.amount < most ? refund.amount : most;
    await updatePayment(tx, payment.id, { amountRefunded: payment.amountRefunded + counted });
    if (uncovered.minor > 0n || counted < refund.amount) {
      await openException(tx, {
        kind: 'refund_without_paper',
        objectId: refund.id,
        payment,
        amount: uncovered.minor > 0n ? uncovered.minor : refund.amount - counted,
        currency: refund.currency,
        detail: 'The gateway has refunded more than our invoices and money on account can explain.',
      });
    }
    tx.live({ accountId: payment.accountId, resource: 'payments', ids: [payment.id] });
    await announce(tx, {
      type: 'refund.booked',
      refundId: refund.id,
      paymentId: payment.id,
      accountId: payment.accountId,
    });
    return updateRefund(tx, refund.id, { bookedAt: tx.at });
  }

  const finish = (tx: Tx, { payment }: Locked, refund: Refund): Promise<Refund> => {
    tx.live({ accountId: payment.accountId, resource: 'payments', ids: [payment.id] });
    return updateRefund(tx, refund.id, { status: 'succeeded', succeededAt: tx.at });
  };

  /** It did not go through. What was booked already comes back as money on account: the credit notes stand. */
  async function failed(
    tx: Tx,
    locked: Locked,
    refund: Refund,
    end: { status: 'failed' | 'canceled'; code: string },
  ): Promise<Refund> {
    const { payment } = locked;
    if (refund.bookedAt !== null) {
      await reversals.giveBack(tx, locked, {
        amount: money(refund.amount, refund.currency),
        cause: { refundId: refund.id },
        moneyKind: 'refund_failed',
        to: CASH_LEDGER[payment.method],
        kind: 'refund.failed',
        sourceId: refund.id,
        description: 'A refund came back',
      });
      const left = payment.amountRefunded - refund.amount;
      await updatePayment(tx, payment.id, { amountRefunded: left > 0n ? left : 0n });
      await openException(tx, {
        kind: 'refund_failed',
        objectId: refund.id,
        payment,
        amount: refund.amount,
        currency: refund.currency,
        detail: `The refund failed after it had been booked (${end.code}). The money is on the customer's account: pay it out another way.`,
      });
    }
    tx.live({ accountId: payment.accountId, resource: 'payments', ids: [payment.id] });
    return updateRefund(tx, refund.id, { status: end.status, failureCode: end.code, failedAt: tx.at });
  }

  async function apply(tx: Tx, refundId: string, outcome: RefundOutcome): Promise<Refund> {
    const found = await findRefund(tx.prisma, refundId);
    if (!found) throw notFound('refund');
    const locked = await settlement.lock(tx, found.paymentId);
    let refund = (await findRefund(tx.prisma, refundId)) ?? found;
    const { payment } = locked;
    if (outcome.gatewayRefundId && gatewayRefundIdOf(refund) === null && !isManual(payment.method)) {
      refund = await updateRefund(tx, refundId, refundIdColumn(payment.method, outcome.gatewayRefundId));
    }
    const { status } = refund;
    switch (outcome.state) {
      case 'unknown':
        return refund;
      case 'pending':
      case 'succeeded': {
        if (status !== 'pending') return refund;
        const booked =
          refund.bookedAt === null
            ? await book(tx, locked, refund, { actor: GATEWAY, isForced: true })
            : refund;
        return outcome.state === 'pending' ? booked : finish(tx, locked, booked);
      }
      case 'failed':
      case 'canceled':
        if (!refundMayBecome(status, outcome.state)) return refund;
        return failed(tx, locked, refund, {
          status: outcome.state,
          code: outcome.state === 'failed' ? outcome.code : 'canceled',
        });
      default:
        return unreachable(outcome);
    }
  }

  return { book, finish, apply };
}
