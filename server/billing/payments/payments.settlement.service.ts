import type { Tx } from '../../kit/db.js';
import { unreachable } from '../../kit/errors.js';
import { compare, type Money, money, subtract } from '../../kit/money.js';
import type { Announce } from '../events.js';
import type { Balance } from '../balance/balance.service.js';
import type { PaymentOutcome } from '../gateway.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal } from '../journal/journal.service.js';
import { isManual } from '../methods/methods.rules.js';
import { CASH_LEDGER, mayBecome, type PaymentStatus } from './payments.rules.js';
import {
  chargeIdColumn,
  findById,
  gatewayIdColumn,
  gatewayIdOf,
  lockPayment,
  openException,
  type Payment,
  updatePayment,
} from './payments.store.js';

export interface Settlement {
  /**
   * Moves a payment to what the gateway says of it; the same outcome again changes nothing. Locks the invoice, then
   * the payment, then (through the invoice's reactions) the wallet. An amount or currency other than asked for settles
   * nothing and opens an exception.
   */
  apply(tx: Tx, paymentId: string, outcome: PaymentOutcome): Promise<Payment>;
  /** Money is here: books it, uses it for the invoice, keeps what is left as money on account. The caller holds the locks. */
  succeed(tx: Tx, locked: Locked, received: Money, chargeId?: string | null): Promise<Payment>;
  /** Locks invoice and payment in the one order that all settlements use. */
  lock(tx: Tx, paymentId: string): Promise<Locked>;
}

export interface Locked {
  payment: Payment;
  invoice: InvoiceRow | null;
}

export interface SettlementDeps {
  invoices: Invoices;
  journal: Journal;
  balance: Balance;
  announce: Announce;
}

export function createSettlement({ invoices, journal, balance, announce }: SettlementDeps): Settlement {
  async function lock(tx: Tx, paymentId: string): Promise<Locked> {
    const found = await findById(tx.prisma, paymentId);
    if (!found) throw new Error(`No payment ${paymentId}`);
    const invoice = found.invoiceId ? await invoices.lock(tx, found.invoiceId) : null;
    const payment = await lockPayment(tx, paymentId);
    if (!payment) throw new Error(`No payment ${paymentId}`);
    return { payment, invoice };
  }

  const tell = (tx: Tx, payment: Payment) =>
    tx.live({ accountId: payment.accountId, resource: 'payments', ids: [payment.id] });

  async function succeed(
    tx: Tx,
    { payment, invoice }: Locked,
    received: Money,
    chargeId: string | null = null,
  ) {
    const after = await updatePayment(tx, payment.id, {
      ...(isManual(payment.method) ? {} : chargeIdColumn(payment.method, chargeId)),
      status: 'succeeded',
      amountCaptured: received.minor,
      succeededAt: tx.at,
      failureCode: null,
      failureMessage: null,
      declineCode: null,
    });
    const used = invoice
      ? await invoices.receivePayment(tx, invoice, { paymentId: payment.id, amount: received })
      : money(0n, received.currency);
    const left = subtract(received, used);
    await journal.post(tx, {
      kind: 'payment.succeeded',
      sourceId: payment.id,
      accountId: payment.accountId,
      description: `Payment by ${payment.method}`,
      postings: [
        { debit: CASH_LEDGER[payment.method], amount: received },
        { credit: 'receivable', amount: used },
        { credit: 'money_on_account', amount: left },
      ],
    });
    if (left.minor > 0n) {
      await balance.put(tx, {
        accountId: payment.accountId,
        kind: 'overpayment',
        amount: left,
        paymentId: payment.id,
      });
      await openException(tx, {
        kind: 'more_than_due',
        objectId: payment.id,
        payment,
        amount: left.minor,
        currency: left.currency,
        detail: 'More arrived than was due on the invoice. The rest is kept as money on account.',
      });
    }
    tell(tx, payment);
    const { accountId, invoiceId } = payment;
    await announce(tx, { type: 'payment.succeeded', paymentId: payment.id, accountId, invoiceId });
    return after;
  }

  async function refuseMismatch(
    tx: Tx,
    { payment }: Locked,
    received: Money,
    gatewayPaymentId: string,
  ): Promise<Payment> {
    await openException(tx, {
      kind: 'amount_mismatch',
      objectId: gatewayPaymentId,
      payment,
      amount: received.minor,
      currency: received.currency,
      detail: `Asked for ${payment.amount} ${payment.currency}, captured ${received.minor} ${received.currency} (minor units).`,
    });
    tell(tx, payment);
    return mayBecome(payment.status, 'processing')
      ? updatePayment(tx, payment.id, { status: 'processing' })
      : payment;
  }

  async function move(
    tx: Tx,
    payment: Payment,
    status: PaymentStatus,
    data: Parameters<typeof updatePayment>[2] = {},
  ) {
    if (payment.status !== status && !mayBecome(payment.status, status)) return payment;
    tell(tx, payment);
    return updatePayment(tx, payment.id, { ...data, status });
  }

  async function fail(
    tx: Tx,
    locked: Locked,
    status: 'failed' | 'canceled',
    data: Parameters<typeof updatePayment>[2],
  ) {
    const { payment, invoice } = locked;
    if (payment.status === status || !mayBecome(payment.status, status)) return payment;
    const after = await move(tx, payment, status, data);
    if (status === 'failed' && invoice) await invoices.noteFailedPayment(tx, invoice.id);
    if (status === 'failed') {
      const { accountId, invoiceId } = payment;
      await announce(tx, { type: 'payment.failed', paymentId: payment.id, accountId, invoiceId });
    }
    return after;
  }

  return {
    lock,
    succeed,

    async apply(tx, paymentId, outcome) {
      const locked = await lock(tx, paymentId);
      const gatewayId = outcome.identity?.gatewayPaymentId;
      if (gatewayId && !isManual(locked.payment.method) && gatewayIdOf(locked.payment) === null) {
        const column = gatewayIdColumn(locked.payment.method, gatewayId);
        locked.payment = await updatePayment(tx, paymentId, column);
      }
      const { payment } = locked;
      switch (outcome.state) {
        case 'succeeded': {
          if (payment.status === 'succeeded') return payment;
          const asked = money(payment.amount, payment.currency);
          const { received } = outcome;
          if (received.currency !== asked.currency || compare(received, asked) !== 0) {
            return refuseMismatch(tx, locked, received, gatewayId ?? paymentId);
          }
          return succeed(tx, locked, received, outcome.chargeId);
        }
        case 'requires_action':
          return move(tx, payment, 'requires_action', { nextAction: { ...outcome.action } });
        case 'processing':
          return move(tx, payment, 'processing');
        case 'declined': {
          const { code, message, declineCode } = outcome;
          const reason = { failureCode: code, failureMessage: message, declineCode };
          // The payer still has the card form open: the reason is shown, the payment stays alive.
          if (outcome.open) return move(tx, payment, 'requires_action', reason);
          return fail(tx, locked, 'failed', reason);
        }
        case 'canceled':
          return fail(tx, locked, 'canceled', {});
        case 'unknown':
          return payment;
        default:
          return unreachable(outcome);
      }
    },
  };
}
