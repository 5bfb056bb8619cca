import type { Tx } from '../../kit/db.js';
import { conflict, unreachable } from '../../kit/errors.js';
import { compare, formatMoney, type Money, money, subtract } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import type { Announce } from '../events.js';
import type { PaymentOutcome } from '../gateway.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import { isManual } from '../methods/methods.rules.js';
import { CASH_LEDGER, mayBecome, type PaymentStatus } from './payments.rules.js';
import { owedLedger, ownShare, partsOf, type SettlingShare } from './payments.shares.rules.js';
import {
  chargeIdColumn,
  findAllocations,
  findById,
  findOpenOfInvoice,
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
  /**
   * Money is here: books it, settles invoices by the given shares (the payment's own invoice, where none are given), keeps
   * what is left as money on account. Transfers that wait undeclared for an invoice that is paid now are withdrawn. The caller holds the locks.
   */
  succeed(
    tx: Tx,
    locked: Locked,
    received: Money,
    how?: { chargeId?: string | null; fee?: Money | null; shares?: readonly Share[] },
  ): Promise<Payment>;
  /**
   * Locks the invoices in the order of their ids, then the payment: the one order that all settlements use. The payment's own
   * invoice and those that it settled already are among them. Refuses with `invoice_not_found`, and with `payment_in_progress` where
   * it was being used for further ones this very moment.
   */
  lock(tx: Tx, paymentId: string, moreInvoices?: readonly string[]): Promise<Locked>;
}

export interface Locked {
  payment: Payment;
  /** The invoice that the payment was made for. */
  invoice: InvoiceRow | null;
  /** Every locked invoice. */
  invoices: readonly InvoiceRow[];
}

export type Share = SettlingShare<InvoiceRow>;

export interface SettlementDeps {
  invoices: Invoices;
  journal: Journal;
  balance: Balance;
  announce: Announce;
}

export function createSettlement({ invoices, journal, balance, announce }: SettlementDeps): Settlement {
  async function lock(tx: Tx, paymentId: string, more: readonly string[] = []): Promise<Locked> {
    const found = await findById(tx.prisma, paymentId);
    if (!found) throw new Error(`No payment ${paymentId}`);
    const settled = await findAllocations(tx.prisma, paymentId);
    const own = found.invoiceId ? [found.invoiceId] : [];
    const ids = [...new Set([...own, ...settled.map(({ invoiceId }) => invoiceId), ...more])].sort();
    const locked: InvoiceRow[] = [];
    for (const id of ids) locked.push(await invoices.lock(tx, id));
    const payment = await lockPayment(tx, paymentId);
    if (!payment) throw new Error(`No payment ${paymentId}`);
    const now = await findAllocations(tx.prisma, paymentId);
    if (now.some(({ invoiceId }) => !ids.includes(invoiceId))) {
      throw conflict('payment_in_progress', 'The payment was being decided this very moment. Try again.');
    }
    const invoice = locked.find(({ id }) => id === payment.invoiceId) ?? null;
    return { payment, invoice, invoices: locked };
  }

  const tell = (tx: Tx, payment: Payment) =>
    tx.live({ accountId: payment.accountId, resource: 'payments', ids: [payment.id] });

  async function succeed(
    tx: Tx,
    { payment, invoice }: Locked,
    received: Money,
    how: { chargeId?: string | null; fee?: Money | null; shares?: readonly Share[] } = {},
  ) {
    const { accountId, invoiceId, currency } = payment;
    const after = await updatePayment(tx, payment.id, {
      ...(isManual(payment.method) ? {} : chargeIdColumn(payment.method, how.chargeId ?? null)),
      status: 'succeeded',
      amountCaptured: received.minor,
      succeededAt: tx.at,
      failureCode: null,
      failureMessage: null,
      declineCode: null,
    });
    const shares = how.shares ?? ownShare(invoice, received);
    const used = shares.reduce((sum, { cash }) => sum + cash, 0n);
    const left = subtract(received, money(used, currency));
    for (const share of shares) await giveWay(tx, payment, share);
    await journal.post(tx, {
      kind: 'payment.succeeded',
      sourceId: payment.id,
      accountId,
      description: `Payment by ${payment.method.replaceAll('_', ' ')}`,
      postings: [
        { debit: CASH_LEDGER[payment.method], amount: received },
        ...shares.flatMap((share) => postingsOf(share, currency)),
        { credit: 'money_on_account', amount: left },
      ],
    });
    await balance.put(tx, { accountId, kind: 'overpayment', amount: left, paymentId: payment.id });
    // What staff decided about needs no second look; what a gateway took for an invoice that was settled otherwise does.
    if (left.minor > 0n && invoice && !isManual(payment.method)) {
      await openException(tx, {
        kind: 'more_than_due',
        objectId: payment.id,
        payment,
        amount: left.minor,
        currency: left.currency,
        detail: 'More arrived than was due on the invoice. The rest is kept as money on account.',
      });
    }
    await bookFee(tx, payment, how.fee ?? null);
    // Credits follow from what is paid: last, since they come behind money on account in the order of locks.
    for (const { invoice: settled, ...amounts } of shares)
      await invoices.receive(tx, settled, { paymentId: payment.id, parts: partsOf(amounts) });
    tell(tx, payment);
    await announce(tx, { type: 'payment.succeeded', paymentId: payment.id, accountId, invoiceId });
    return after;
  }

  /** Nobody needs to make the transfer any more that still waits for an invoice which this share pays. */
  async function giveWay(tx: Tx, { id }: Payment, share: Share): Promise<void> {
    const { invoice, cash, bankFee, withholding } = share;
    if (cash + bankFee + withholding < invoice.amountDue) return;
    for (const waiting of await findOpenOfInvoice(tx.prisma, invoice.id)) {
      if (waiting.id === id || waiting.status !== 'pending_approval') continue;
      const locked = await lockPayment(tx, waiting.id);
      if (locked?.status !== 'pending_approval' || locked.declaredAt !== null) continue;
      await move(tx, locked, 'canceled');
    }
  }

  /**
   * What the gateway kept for itself, where it says so in the payment's own currency: once, also where it says so later only.
   * The caller holds the payment.
   */
  async function bookFee(tx: Tx, payment: Payment, fee: Money | null): Promise<void> {
    if (fee === null || fee.currency !== payment.currency || fee.minor <= 0n) return;
    if (payment.gatewayFee > 0n) return;
    await updatePayment(tx, payment.id, { gatewayFee: fee.minor });
    await journal.post(tx, {
      kind: 'payment.fee',
      sourceId: payment.id,
      accountId: payment.accountId,
      description: `Fee of ${payment.method}`,
      postings: [
        { debit: 'fees', amount: fee },
        { credit: CASH_LEDGER[payment.method], amount: fee },
      ],
    });
  }

  async function noteKept(tx: Tx, { id, accountId, savesAccount }: Payment, vaultId: string | null) {
    if (vaultId === null || !savesAccount) return;
    await announce(tx, { type: 'payment.account_kept', paymentId: id, accountId, vaultId });
  }

  async function refuseMismatch(
    tx: Tx,
    { payment }: Locked,
    received: Money,
    ids: { gatewayPaymentId: string; chargeId: string | null },
  ): Promise<Payment> {
    const isNews = await openException(tx, {
      kind: 'amount_mismatch',
      objectId: ids.gatewayPaymentId,
      payment,
      amount: received.minor,
      currency: received.currency,
      detail: `Asked for ${formatMoney(money(payment.amount, payment.currency))}, captured ${formatMoney(received)}.`,
    });
    // Staff have decided about it: the gateway's word, told again, changes nothing.
    if (!isNews) return payment;
    tell(tx, payment);
    // The capture is known by its payment, though nothing of it is booked.
    return updatePayment(tx, payment.id, {
      ...(isManual(payment.method) ? {} : chargeIdColumn(payment.method, ids.chargeId)),
      ...(mayBecome(payment.status, 'processing') ? { status: 'processing' } : {}),
    });
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
          if (payment.status === 'succeeded') {
            await bookFee(tx, payment, outcome.fee);
            return payment;
          }
          const asked = money(payment.amount, payment.currency);
          const { received } = outcome;
          if (received.currency !== asked.currency || compare(received, asked) !== 0) {
            const { chargeId } = outcome;
            return refuseMismatch(tx, locked, received, {
              gatewayPaymentId: gatewayId ?? paymentId,
              chargeId,
            });
          }
          const after = await succeed(tx, locked, received, { chargeId: outcome.chargeId, fee: outcome.fee });
          await noteKept(tx, payment, outcome.vaultId ?? null);
          return after;
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

function postingsOf({ invoice, cash, bankFee, withholding }: Share, currency: string): Posting[] {
  return [
    { debit: 'fees', amount: money(bankFee, currency) },
    { debit: 'withholding_tax', amount: money(withholding, currency) },
    { credit: owedLedger(invoice), amount: money(cash + bankFee + withholding, currency) },
  ];
}
