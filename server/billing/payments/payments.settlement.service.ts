import type { Tx } from '../../kit/db.js';
import { unreachable } from '../../kit/errors.js';
import { compare, type Money, money, subtract } from '../../kit/money.js';
import type { Announce } from '../events.js';
import type { Balance } from '../balance/balance.service.js';
import type { PaymentOutcome } from '../gateway.js';
import { isPayable, type SettlingPart } from '../invoices/invoices.rules.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import { isManual } from '../methods/methods.rules.js';
import { CASH_LEDGER, mayBecome, type PaymentStatus } from './payments.rules.js';
import {
  chargeIdColumn,
  findAllocations,
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
  /**
   * Money is here: books it, settles invoices by the given shares (the payment's own invoice, where none are given), keeps
   * what is left as money on account. The caller holds the locks.
   */
  succeed(
    tx: Tx,
    locked: Locked,
    received: Money,
    how?: { chargeId?: string | null; fee?: Money | null; shares?: readonly Share[] },
  ): Promise<Payment>;
  /**
   * Locks the invoices in the order of their ids, then the payment: the one order that all settlements use. The payment's own
   * invoice and those that it settled already are among them. Refuses with `invoice_not_found`.
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

/** What of a payment settles one locked invoice, and what was kept back on the way and is written off. */
export interface Share {
  invoice: InvoiceRow;
  cash: bigint;
  bankFee: bigint;
  withholding: bigint;
}

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
    await journal.post(tx, {
      kind: 'payment.succeeded',
      sourceId: payment.id,
      accountId,
      description: `Payment by ${payment.method}`,
      postings: [
        { debit: CASH_LEDGER[payment.method], amount: received },
        ...shares.flatMap((share) => postingsOf(share, currency)),
        { credit: 'money_on_account', amount: left },
      ],
    });
    await balance.put(tx, { accountId, kind: 'overpayment', amount: left, paymentId: payment.id });
    if (left.minor > 0n && invoice) {
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

  /** What the gateway kept for itself, where it says so in the payment's own currency. */
  async function bookFee(tx: Tx, payment: Payment, fee: Money | null): Promise<void> {
    if (fee === null || fee.currency !== payment.currency || fee.minor <= 0n) return;
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
          return succeed(tx, locked, received, { chargeId: outcome.chargeId, fee: outcome.fee });
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

/** A payment settles what is due on its own invoice, and no more. */
function ownShare(invoice: InvoiceRow | null, received: Money): Share[] {
  if (!invoice || !isPayable(invoice.status) || invoice.amountDue <= 0n) return [];
  if (invoice.currency !== received.currency)
    throw new Error('A payment in another currency settles nothing');
  const cash = received.minor < invoice.amountDue ? received.minor : invoice.amountDue;
  return [{ invoice, cash, bankFee: 0n, withholding: 0n }];
}

const partsOf = ({ cash, bankFee, withholding }: Omit<Share, 'invoice'>): SettlingPart[] => [
  { kind: 'cash', amount: cash },
  { kind: 'bank_fee', amount: bankFee },
  { kind: 'withholding', amount: withholding },
];

/** What an invoice owes was written off where it had been given up: then the write-off is undone. */
export const owedLedger = (invoice: { status: string }): 'receivable' | 'bad_debt' =>
  invoice.status === 'uncollectible' ? 'bad_debt' : 'receivable';

function postingsOf({ invoice, cash, bankFee, withholding }: Share, currency: string): Posting[] {
  return [
    { debit: 'fees', amount: money(bankFee, currency) },
    { debit: 'withholding_tax', amount: money(withholding, currency) },
    { credit: owedLedger(invoice), amount: money(cash + bankFee + withholding, currency) },
  ];
}
