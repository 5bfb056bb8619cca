import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, DomainError, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Balance } from '../balance/balance.service.js';
import { known, type PaymentGateway, type RefundOutcome } from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import {
  findRefund,
  findRefundAtGateway,
  findRefundByKey,
  findRefundRow,
  gatewayRefundIdOf,
  insertRefund,
  listRefunds,
  listRefundsOf,
  listUnfinished,
  type Refund,
  type RefundRow,
  type RefundSource,
  refundIdColumn,
  sumDisputed,
  sumRefunds,
  updateRefund,
} from './payments.refunds.store.js';
import type { RefundBooks } from './payments.refunds.books.service.js';
import { type GatewayName, SWEEP_AFTER_SECONDS } from './payments.rules.js';
import type { SalesTakenBack } from './payments.reversal.service.js';
import type { Locked, Settlement } from './payments.settlement.service.js';
import {
  chargeIdOf,
  findById,
  findPayment,
  gatewayIdOf,
  findAllocations,
  findAtGateway,
  openException,
  type Payment,
} from './payments.store.js';

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

export interface Refunds {
  /**
   * Sends money of a payment back, never more than is captured and not refunded, under way or disputed. Three beats with the refund's
   * id as the gateway's key; a repeated request key finds the same refund. Locks invoices, payment, money on account, wallet.
   * Announces `refund.booked`. Refuses with `payment_not_found`, `payment_not_refundable`, `more_than_refundable`,
   * `bank_reference_required`, `invoice_still_due`, `money_on_account_short`, `second_approval_needed`, `gateway_unavailable`;
   * a refusal of the gateway is `declined` with its code, and books nothing.
   */
  refund(command: RefundCommand): Promise<Refund>;
  /** What can be refunded of a payment yet, in minor units. */
  refundable(paymentId: string): Promise<bigint>;
  /** Asks the gateway for a refund and moves ours to it; one that was made elsewhere is taken in. False: of no payment of ours. */
  syncRefund(gateway: GatewayName, gatewayRefundId: string, gatewayPaymentId?: string): Promise<boolean>;
  /** Looks after refunds whose answer was lost or that take their time. Harmless at any time. */
  sweepRefunds(): Promise<number>;
  refundsOf(actor: Actor, paymentId: string): Promise<Refund[]>;
  getRefund(actor: Actor, refundId: string): Promise<RefundRow>;
  listRefunds(actor: Actor, list: ListQuery): Promise<Page<RefundRow>>;
}

export interface RefundDeps {
  db: Db;
  clock: Clock;
  approvals: Approvals;
  settlement: Settlement;
  books: RefundBooks;
  balance: Balance;
  creditNotes: Pick<SalesTakenBack, 'creditable'>;
  gatewayOf: (name: GatewayName) => PaymentGateway;
}

export function createRefunds(deps: RefundDeps): Refunds {
  const { db, clock, approvals, settlement, books, balance, creditNotes, gatewayOf } = deps;

  const apply = (refundId: string, outcome: RefundOutcome): Promise<Refund> =>
    db.transaction((tx) => books.apply(tx, refundId, outcome));

  async function leftOf(tx: Pick<Tx, 'prisma'>, payment: Payment): Promise<bigint> {
    const gone = (await sumRefunds(tx.prisma, payment.id)) + (await sumDisputed(tx.prisma, payment.id));
    return payment.amountCaptured - gone;
  }

  /** Once the gateway has the refund it must be booked: so whether it can be is asked before. */
  async function refuseUncovered(
    tx: Tx,
    { payment, invoices }: Locked,
    command: RefundCommand,
  ): Promise<void> {
    const there = await balance.lock(tx, payment.accountId, payment.currency);
    let covered = there.minor;
    if (command.source === 'sale') {
      let open = command.amountMinor;
      for (const { invoiceId, kind } of await findAllocations(tx.prisma, payment.id)) {
        const invoice = invoices.find(({ id }) => id === invoiceId);
        const creditable = kind === 'cash' ? await creditNotes.creditable(tx, invoiceId) : 0n;
        if (open > 0n && creditable > 0n && invoice && invoice.amountDue > 0n) throw stillDue(invoice.number);
        open -= creditable < open ? creditable : open;
        covered += creditable;
      }
    }
    if (covered >= command.amountMinor) return;
    throw conflict('money_on_account_short', 'There is not that much to take back, nor money on account.');
  }

  async function beginApproved(command: RefundCommand): Promise<Refund> {
    const payment = await findById(db.prisma, command.paymentId);
    if (!payment) throw notFound('payment');
    const { actor, paymentId, amountMinor, reason, source, bankReference, requestKey } = command;
    await approvals.require(actor, {
      action: 'refund',
      amount: money(amountMinor, payment.currency),
      subject: { type: 'payment', id: paymentId },
      accountId: payment.accountId,
      payload: { paymentId, amountMinor: String(amountMinor), reason, source, bankReference, requestKey },
      reason,
    });
    return db.transaction(async (tx) => {
      await approvals.sign(tx);
      return begin(tx, command);
    });
  }

  /** Beat 1: the refund's row, counted under the payment's lock. What is paid by hand is booked at once. */
  async function begin(tx: Tx, command: RefundCommand): Promise<Refund> {
    const { actor, paymentId, amountMinor, reason, source, bankReference, requestKey } = command;
    if (!(await findById(tx.prisma, paymentId))) throw notFound('payment');
    const locked = await settlement.lock(tx, paymentId);
    const { payment } = locked;
    if (payment.status !== 'succeeded') {
      throw conflict('payment_not_refundable', `The payment is ${payment.status.replaceAll('_', ' ')}.`);
    }
    const left = await leftOf(tx, payment);
    if (amountMinor > left) {
      throw conflict(
        'more_than_refundable',
        `At most ${left} (minor units of ${payment.currency}) can be refunded yet.`,
      );
    }
    const byHand = isManual(payment.method);
    if (byHand && bankReference === null) {
      throw invalid('bank_reference_required', 'Say by which transfer the money was sent back.', {
        bankReference: ['Required'],
      });
    }
    await refuseUncovered(tx, locked, command);
    const refund = await insertRefund(tx, {
      paymentId,
      source,
      currency: payment.currency,
      amount: amountMinor,
      reason,
      requestedById: actor.kind === 'staff' ? actor.staffId : null,
      bankReference,
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
    if (byHand)
      return books.finish(tx, locked, await books.book(tx, locked, refund, { actor, isForced: false }));
    const runAt = addSeconds(clock.now(), SWEEP_AFTER_SECONDS);
    await tx.job('payments.sweepRefunds', {}, { runAt, key: 'refunds:sweep' });
    return refund;
  }

  /** Beat 2: asks the gateway, with the refund's own key. */
  async function carryOut(refund: Refund): Promise<Refund> {
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

  function refuseIfDeclined(refund: Refund): Refund {
    if (refund.status !== 'failed' || refund.bookedAt !== null) return refund;
    throw new DomainError(
      'declined',
      refund.failureCode ?? 'refund_failed',
      'The gateway has refused the refund. Nothing was booked.',
    );
  }

  async function lookAfter(refundId: string): Promise<void> {
    const refund = await findRefund(db.prisma, refundId);
    const payment = refund ? await findById(db.prisma, refund.paymentId) : null;
    if (!refund || !payment || isManual(payment.method) || refund.status !== 'pending') return;
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
    if (outcome) await apply(refundId, outcome);
    else await carryOut(refund);
  }

  /** A refund that somebody made at the gateway itself: the money has left, so the books follow. */
  async function adopt(
    gateway: GatewayName,
    payment: Payment,
    outcome: RefundOutcome,
    id: string,
  ): Promise<void> {
    const amount = outcome.amount;
    if (!amount || amount.currency !== payment.currency) return;
    const refundId = await db.transaction(async (tx) => {
      const locked = await settlement.lock(tx, payment.id);
      const there = await findRefundAtGateway(tx.prisma, gateway, id);
      if (there) return there.id;
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
      await openException(tx, {
        kind: 'refund_made_elsewhere',
        objectId: id,
        payment: locked.payment,
        amount: amount.minor,
        currency: amount.currency,
        detail:
          'This refund was made at the gateway, not here. It is booked; look whether it should have been.',
      });
      return (await updateRefund(tx, refund.id, refundIdColumn(gateway, id))).id;
    });
    await apply(refundId, outcome);
  }

  return {
    async refund(command) {
      authorize(command.actor, 'payments.refund');
      const repeated = command.requestKey ? await findRefundByKey(db.prisma, command.requestKey) : null;
      const refund = repeated ?? (await beginApproved(command));
      return refuseIfDeclined(await carryOut(refund));
    },

    async refundable(paymentId) {
      const payment = await findById(db.prisma, paymentId);
      return payment?.status === 'succeeded' ? leftOf(db, payment) : 0n;
    },

    async syncRefund(gateway, gatewayRefundId, gatewayPaymentId) {
      const outcome = await known(gatewayOf(gateway).fetchRefund(gatewayRefundId));
      if (!outcome) return false;
      const ours =
        (await findRefundAtGateway(db.prisma, gateway, gatewayRefundId)) ??
        (outcome.refundId ? await findRefund(db.prisma, outcome.refundId) : null);
      if (ours) {
        await apply(ours.id, outcome);
        return true;
      }
      const paymentOf = outcome.gatewayPaymentId ?? gatewayPaymentId ?? null;
      const payment = await findAtGateway(db.prisma, gateway, {
        gatewayPaymentId: paymentOf,
        chargeId: outcome.chargeId ?? null,
      });
      if (!payment) return false;
      await adopt(gateway, payment, outcome, gatewayRefundId);
      return true;
    },

    async sweepRefunds() {
      const due = await listUnfinished(db.prisma, addSeconds(clock.now(), -SWEEP_AFTER_SECONDS));
      const failures: unknown[] = [];
      for (const { id } of due) await lookAfter(id).catch((error: unknown) => failures.push(error));
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} refunds could not be looked after`);
      return due.length;
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
      authorize(actor, 'payments.refund');
      return listRefunds(db, list);
    },
  };
}

const stillDue = (number: string | null) =>
  conflict(
    'invoice_still_due',
    `${number} is paid in part only. Write a credit note first, then refund from money on account.`,
  );
