import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { addDays, calendarDate, dateToInstant } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Announce } from '../events.js';
import { isPayable } from '../invoices/invoices.rules.js';
import { isManual } from '../methods/methods.rules.js';
import { applicationText } from './payments.application.rules.js';
import { type Application, type CashApplication, decision } from './payments.application.service.js';
import type { Settlement } from './payments.settlement.service.js';
import { findById, findStaffName, type Payment, updatePayment } from './payments.store.js';

export interface ManualPayments {
  /** The customer says that a transfer was made. Refuses with `payment_not_waiting`, `paid_on_in_future`. */
  declare(command: {
    actor: CustomerActor;
    paymentId: string;
    reference: string;
    paidOn: string;
    amountMinor: bigint;
  }): Promise<Payment>;
  /**
   * The money has arrived: in full, or with an amount in part or more than asked for (the rest is money on account). It settles
   * the payment's invoice, or those that are named. One conditional change of state, so the second decider gets
   * `payment_already_decided`. Above the limit a second person must agree. Also refuses with `account_suspended`, `invoice_not_payable`,
   * `invoice_not_found`, `allocated_above_received`, `allocated_above_due`, `difference_above_tolerance`, `second_approval_needed`,
   * `approval_pending`.
   */
  approve(command: {
    actor: Actor;
    paymentId: string;
    amountMinor: bigint | null;
    note: string | null;
    application?: Application;
  }): Promise<Payment>;
  /** The money has not arrived. Refuses with `payment_already_decided`. */
  reject(command: { actor: Actor; paymentId: string; reason: string }): Promise<Payment>;
}

export interface ManualDeps {
  db: Db;
  accounts: Accounts;
  approvals: Approvals;
  settlement: Settlement;
  sharesOf: CashApplication['sharesOf'];
  announce: Announce;
}

export function createManualPayments(deps: ManualDeps): ManualPayments {
  const { db, accounts, approvals, settlement, sharesOf, announce } = deps;

  /** Another person was faster: the refusal says who, and what they decided. */
  async function refuseDecided(reader: Reader, payment: Payment): Promise<void> {
    const { status, decidedById, failureCode } = payment;
    if (status === 'pending_approval') return;
    const deed = status === 'succeeded' ? 'approved' : failureCode === 'rejected' ? 'rejected' : null;
    const who = deed && decidedById ? await findStaffName(reader, decidedById) : null;
    throw conflict(
      'payment_already_decided',
      who
        ? `${who} has ${deed} this payment already.`
        : `The payment is ${status.replaceAll('_', ' ')} already.`,
    );
  }

  async function getManual(reader: Reader, paymentId: string): Promise<Payment> {
    const found = await findById(reader, paymentId);
    if (!found || !isManual(found.method)) throw notFound('payment');
    return found;
  }

  async function lockWaiting(tx: Tx, paymentId: string, more: readonly string[] = []) {
    await getManual(tx.prisma, paymentId);
    const locked = await settlement.lock(tx, paymentId, more);
    await refuseDecided(tx.prisma, locked.payment);
    return locked;
  }

  return {
    async declare({ actor, paymentId, reference, paidOn, amountMinor }) {
      authorize(actor, 'payments.start');
      return db.transaction(async (tx) => {
        const found = await findById(tx.prisma, paymentId);
        if (!found || found.accountId !== actor.accountId) throw notFound('payment');
        const { payment } = await settlement.lock(tx, paymentId);
        if (payment.status !== 'pending_approval') {
          throw conflict('payment_not_waiting', 'This payment is not waiting for a transfer.');
        }
        // A day's grace: it may be tomorrow already where the payer's bank is.
        if (paidOn > addDays(calendarDate(tx.at), 1)) {
          throw invalid('paid_on_in_future', 'The day of the transfer lies in the future.', {
            paidOn: ['In the future'],
          });
        }
        tx.live({ accountId: actor.accountId, resource: 'payments', ids: [paymentId] });
        tx.audit({
          actor,
          action: 'payment.declare',
          subject: { type: 'payment', id: paymentId },
          accountId: actor.accountId,
          after: { reference, paidOn, amount: String(amountMinor) },
        });
        return updatePayment(tx, paymentId, {
          reference,
          declaredPaidOn: dateToInstant(paidOn),
          declaredAmount: amountMinor,
          declaredAt: tx.at,
        });
      });
    },

    async approve({ actor, paymentId, amountMinor, note, application = {} }) {
      authorize(actor, 'payments.decide');
      const waiting = await getManual(db.prisma, paymentId);
      await refuseDecided(db.prisma, waiting);
      const received = amountMinor ?? waiting.amount;
      await approvals.require(actor, {
        action: 'payment.approve',
        // What is written off beside the money is given away just as well.
        amount: money(
          received + (application.bankFeeMinor ?? 0n) + (application.withholdingMinor ?? 0n),
          waiting.currency,
        ),
        subject: { type: 'payment', id: paymentId },
        accountId: waiting.accountId,
        payload: {
          paymentId,
          amountMinor: String(received),
          note,
          application: { ...applicationText(application) },
        },
        reason: note,
      });
      return db.transaction(async (tx) => {
        await approvals.sign(tx);
        const named = application.allocations?.map(({ invoiceId }) => invoiceId) ?? [];
        const locked = await lockWaiting(tx, paymentId, named);
        const { payment, invoice } = locked;
        const { status } = await accounts.getBuyer(payment.accountId, tx.prisma);
        if (status !== 'active') throw conflict('account_suspended', `The account is ${status}.`);
        if (!application.allocations && (!invoice || !isPayable(invoice.status))) {
          throw conflict('invoice_not_payable', 'Nothing is due on the invoice of this payment any more.');
        }
        const own = locked.invoices.filter(({ accountId: of }) => of === payment.accountId);
        const open = application.allocations ? own : own.filter(({ id }) => id === payment.invoiceId);
        const shares = sharesOf(money(received, payment.currency), open, application);
        await updatePayment(tx, paymentId, decision(actor, tx, note));
        const after = await settlement.succeed(tx, locked, money(received, payment.currency), { shares });
        const { accountId, invoiceId } = payment;
        await announce(tx, { type: 'payment.approved', paymentId, accountId, invoiceId });
        tx.audit({
          actor,
          action: 'payment.approve',
          subject: { type: 'payment', id: paymentId },
          accountId,
          reason: note,
          before: { status: 'pending_approval', amount: String(payment.amount) },
          after: { status: 'succeeded', amount: String(received), currency: payment.currency },
        });
        return after;
      });
    },

    async reject({ actor, paymentId, reason }) {
      authorize(actor, 'payments.decide');
      return db.transaction(async (tx) => {
        const { payment } = await lockWaiting(tx, paymentId);
        const after = await updatePayment(tx, paymentId, {
          ...decision(actor, tx, reason),
          status: 'failed',
          failureCode: 'rejected',
          failureMessage: reason,
        });
        const { accountId, invoiceId } = payment;
        tx.live({ accountId, resource: 'payments', ids: [paymentId] });
        await announce(tx, { type: 'payment.rejected', paymentId, accountId, invoiceId, reason });
        tx.audit({
          actor,
          action: 'payment.reject',
          subject: { type: 'payment', id: paymentId },
          accountId,
          reason,
          before: { status: 'pending_approval' },
          after: { status: 'failed' },
        });
        return after;
      });
    },
  };
}
