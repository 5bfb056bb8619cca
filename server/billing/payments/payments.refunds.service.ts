import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, DomainError, forbidden, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { formatMoney, money } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { PaymentGateway } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import type { RefundBooks } from './payments.refunds.books.service.js';
import {
  createRefundPreviews,
  type RefundPreviewDeps,
  type RefundPreviews,
} from './payments.refunds.preview.service.js';
import { createRefundRecovery, type RefundRecovery } from './payments.refunds.recovery.service.js';
import {
  findRefundByKey,
  findRefundRow,
  insertRefund,
  listRefunds,
  listRefundsOf,
  type Refund,
  type RefundRow,
  type RefundSource,
  sumDisputed,
  sumRefunds,
} from './payments.refunds.store.js';
import type { Reversals } from './payments.reversal.service.js';
import { type GatewayName, SWEEP_AFTER_SECONDS } from './payments.rules.js';
import type { Settlement } from './payments.settlement.service.js';
import { findById, findPayment, type Payment } from './payments.store.js';

export type { RefundPreview } from './payments.refunds.preview.service.js';
export type { Refund, RefundRow };

export interface RefundCommand {
  actor: Actor;
  paymentId: string;
  amountMinor: bigint;
  reason: string;
  /** `sale`: what was sold is taken back by credit notes. `account`: money on account is paid out. */
  source: RefundSource;
  /** Of the transfer that staff made, for payments by hand. */
  bankReference: string | null;
  requestKey: string | null;
}

export interface Refunds extends RefundRecovery, RefundPreviews {
  /**
   * Sends money of a payment back, never more than is captured and not refunded, under way or disputed. Three beats with the refund's
   * id as the gateway's key; a repeated request key finds the same refund. Above the limit a second person must agree. Locks invoices, payment,
   * money on account, wallet. Announces `refund.booked`. Refuses with `payment_not_found`, `payment_not_refundable`, `more_than_refundable`,
   * `bank_reference_required`, `invoice_still_due`, `money_on_account_short`, `second_approval_needed`, `approval_pending`, `gateway_unavailable`,
   * `idempotency_key_reused` (the key was another refund's); a refusal of the gateway is `declined` with its code, and books nothing.
   */
  refund(command: RefundCommand): Promise<Refund>;
  /** What can be refunded of a payment yet, in minor units. Reads only. */
  refundable(paymentId: string): Promise<bigint>;
  refundsOf(actor: Actor, paymentId: string): Promise<Refund[]>;
  getRefund(actor: Actor, refundId: string): Promise<RefundRow>;
  listRefunds(actor: Actor, list: ListQuery): Promise<Page<RefundRow>>;
}

export interface RefundDeps extends Omit<RefundPreviewDeps, 'leftOf'> {
  db: Db;
  clock: Clock;
  approvals: Approvals;
  settlement: Settlement;
  books: RefundBooks;
  reversals: Reversals;
  gatewayOf: (name: GatewayName) => PaymentGateway;
  /** Moves a payment to what its gateway says. False: none of ours. */
  syncPayment: (gateway: GatewayName, gatewayPaymentId: string) => Promise<boolean>;
}

export function createRefunds(deps: RefundDeps): Refunds {
  const { db, clock, approvals, settlement, books, reversals, gatewayOf } = deps;
  const recovery = createRefundRecovery(deps);
  const previews = createRefundPreviews({ ...deps, leftOf: (payment) => leftOf(db, payment) });

  async function leftOf(tx: Pick<Tx, 'prisma'>, payment: Payment): Promise<bigint> {
    const gone = (await sumRefunds(tx.prisma, payment.id)) + (await sumDisputed(tx.prisma, payment.id));
    return gone < payment.amountCaptured ? payment.amountCaptured - gone : 0n;
  }

  async function refuseUnrefundable(
    tx: Pick<Tx, 'prisma'>,
    payment: Payment,
    { amountMinor, bankReference }: RefundCommand,
  ): Promise<void> {
    if (payment.status !== 'succeeded') {
      throw conflict('payment_not_refundable', `The payment is ${payment.status.replaceAll('_', ' ')}.`);
    }
    const left = await leftOf(tx, payment);
    if (amountMinor > left) {
      const most = `At most ${formatMoney(money(left, payment.currency))} can be refunded yet.`;
      throw new DomainError('conflict', 'more_than_refundable', most, { fields: { amount: [most] } });
    }
    if (isManual(payment.method) && bankReference === null) {
      throw invalid('bank_reference_required', 'Say by which transfer the money was sent back.', {
        bankReference: ['Required'],
      });
    }
  }

  /** Beat 1: the refund's row, counted under the payment's lock. What is paid by hand is booked at once. */
  async function begin(tx: Tx, command: RefundCommand): Promise<Refund> {
    const { actor, paymentId, amountMinor, reason, source, bankReference, requestKey } = command;
    const locked = await settlement.lock(tx, paymentId);
    const { payment } = locked;
    await refuseUnrefundable(tx, payment, command);
    // Once the gateway has the refund it must be booked: so whether it can be is asked before.
    await reversals.refuseUncovered(tx, locked, amountMinor, source);
    const refund = await insertRefund(tx, {
      paymentId,
      source,
      currency: payment.currency,
      amount: amountMinor,
      reason,
      requestedById: actor.kind === 'staff' ? actor.staffId : null,
      bankReference: isManual(payment.method) ? bankReference : null,
      requestKey,
    });
    tx.audit({
      actor,
      action: 'payment.refund',
      subject: { type: 'refund', id: refund.id },
      accountId: payment.accountId,
      reason,
      after: { paymentId, amount: String(amountMinor), currency: payment.currency, source },
    });
    if (isManual(payment.method))
      return books.finish(tx, locked, await books.book(tx, locked, refund, { actor, isForced: false }));
    const runAt = addSeconds(clock.now(), SWEEP_AFTER_SECONDS);
    await tx.job('payments.sweepRefunds', {}, { runAt, key: 'refunds:sweep' });
    return refund;
  }

  async function beginApproved(command: RefundCommand): Promise<Refund> {
    const payment = await findById(db.prisma, command.paymentId);
    if (!payment) throw notFound('payment');
    // A gateway that is switched off is known before anything is written.
    if (!isManual(payment.method)) gatewayOf(payment.method);
    await refuseUnrefundable(db, payment, command);
    const { actor, amountMinor, ...rest } = command;
    await approvals.require(actor, {
      action: 'refund',
      amount: money(amountMinor, payment.currency),
      subject: { type: 'payment', id: payment.id },
      accountId: payment.accountId,
      payload: { ...rest, amountMinor: String(amountMinor) },
      reason: command.reason,
    });
    return db.transaction(async (tx) => {
      await approvals.sign(tx);
      return begin(tx, command);
    });
  }

  /** Goes on with a request that was made before: looked for at the gateway first, whose memory of our key is short. */
  async function resume(repeated: Refund, command: RefundCommand): Promise<Refund> {
    if (repeated.paymentId !== command.paymentId || repeated.amount !== command.amountMinor) {
      throw conflict('idempotency_key_reused', 'This Idempotency-Key was used for another refund.');
    }
    if (repeated.status !== 'pending' || repeated.bookedAt !== null) return repeated;
    return recovery.lookAfterRefund(repeated.id);
  }

  function refuseIfDeclined(refund: Refund): Refund {
    if (refund.status !== 'failed' || refund.bookedAt !== null) return refund;
    throw new DomainError(
      'declined',
      refund.failureCode ?? 'refund_failed',
      'The gateway has refused the refund. Nothing was booked.',
    );
  }

  return {
    ...recovery,
    ...previews,

    async refund(command) {
      authorize(command.actor, 'payments.refund');
      const repeated = command.requestKey ? await findRefundByKey(db.prisma, command.requestKey) : null;
      if (repeated) return refuseIfDeclined(await resume(repeated, command));
      return refuseIfDeclined(await recovery.carryOutRefund(await beginApproved(command)));
    },

    async refundable(paymentId) {
      const payment = await findById(db.prisma, paymentId);
      return payment?.status === 'succeeded' ? leftOf(db, payment) : 0n;
    },

    async refundsOf(actor, paymentId) {
      authorize(actor, 'payments.read');
      if (!(await findPayment(db.prisma, paymentId, confinedTo(actor)))) throw notFound('payment');
      return listRefundsOf(db.prisma, paymentId);
    },

    async getRefund(actor, refundId) {
      authorize(actor, 'payments.read');
      const refund = await findRefundRow(db.prisma, refundId);
      const own = confinedTo(actor);
      if (!refund || (own !== null && refund.payment.accountId !== own)) throw notFound('refund');
      return refund;
    },

    async listRefunds(actor, list) {
      authorize(actor, 'payments.read');
      if (confinedTo(actor) !== null) throw forbidden();
      return listRefunds(db, list);
    },
  };
}
