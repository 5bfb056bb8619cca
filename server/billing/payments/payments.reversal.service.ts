import type { Actor } from '../../kit/actors.js';
import type { Tx } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import type { InvoiceRow } from '../invoices/invoices.service.js';
import type { Journal, LedgerCode } from '../journal/journal.service.js';
import { creditPlan } from './payments.refunds.rules.js';
import type { Locked } from './payments.settlement.service.js';
import { findAllocations, sumCreditedFor } from './payments.store.js';

/** What payments need of credit notes. */
export interface SalesTakenBack {
  issue(
    tx: Tx,
    command: {
      invoice: InvoiceRow;
      what: { amount: bigint };
      cause: 'refund' | 'chargeback';
      reason: string;
      actor: Actor;
      refundId?: string | null;
      disputeId?: string | null;
    },
  ): Promise<{ total: bigint; toAccount: bigint }>;
  creditable(tx: Pick<Tx, 'prisma'>, invoiceId: string): Promise<bigint>;
  /** The credits of each line that a credit note of this amount would take back. */
  preview(
    tx: Pick<Tx, 'prisma'>,
    invoiceId: string,
    amount: bigint,
  ): Promise<{ invoiceLineId: string; credits: bigint }[]>;
}

export interface ReversedSale {
  amount: Money;
  cause: 'refund' | 'chargeback';
  reason: string;
  actor: Actor;
  refundId?: string;
  disputeId?: string;
  /** Where the money leaves from: the gateway's cash, or what a dispute holds back. */
  from: LedgerCode;
  kind: string;
  sourceId: string;
  /** Money has left us already, whatever our papers say: what no paper covers is booked against revenue. */
  isForced: boolean;
}

/** Money that came back to us after it had been booked as gone. */
export interface ReturnedMoney {
  amount: Money;
  cause: { refundId: string } | { disputeId: string };
  moneyKind: 'refund_failed' | 'chargeback';
  to: LedgerCode;
  kind: string;
  sourceId: string;
  description: string;
}

export interface Reversals {
  /**
   * Money goes back. The invoices that the payment settled are credited, each as far as this payment settled it; what is not covered
   * by that comes out of the customer's money on account. The caller holds the locks of the invoices and the payment. Answers
   * what was covered by neither (only where forced). Refuses with `invoice_still_due`, `money_on_account_short`.
   */
  takeBack(tx: Tx, locked: Locked, sale: ReversedSale): Promise<Money>;
  /** Pays money on account out; where forced as far as it goes. Answers what was not covered. Refuses with `money_on_account_short`. */
  payOut(tx: Tx, locked: Locked, sale: ReversedSale): Promise<Money>;
  /**
   * The same amount came back: what had been taken from the customer's money on account is there again (credit notes stand), what no
   * paper had covered is revenue again. The caller holds the payment's lock.
   */
  giveBack(tx: Tx, locked: Locked, returned: ReturnedMoney): Promise<void>;
  /** Money on account, then the wallet: a story that comes to both, and to the number series, takes them in this order. */
  lockAccount(tx: Tx, of: { accountId: string; currency: string }): Promise<void>;
  /** Which invoices a refund of the sale would credit by how much, as they are now. Reads only. */
  plan(
    tx: Pick<Tx, 'prisma'>,
    payment: { id: string },
    amount: bigint,
  ): Promise<{ invoiceId: string; amount: bigint }[]>;
  /** Refuses as `takeBack` would, and changes nothing. Locks money on account. */
  refuseUncovered(tx: Tx, locked: Locked, amount: bigint, source: 'sale' | 'account'): Promise<void>;
}

export function createReversals(deps: {
  balance: Balance;
  journal: Journal;
  creditNotes: SalesTakenBack;
  credits: { lock(tx: Tx, accountId: string): Promise<void> };
}): Reversals {
  const { balance, journal, creditNotes, credits } = deps;

  async function lockAccount(tx: Tx, { accountId, currency }: { accountId: string; currency: string }) {
    await balance.lock(tx, accountId, currency);
    await credits.lock(tx, accountId);
  }

  /** Which invoices are to be credited by how much, as they are now. */
  async function planOf(tx: Pick<Tx, 'prisma'>, { id }: { id: string }, amount: bigint) {
    const shares = [];
    for (const { invoiceId, kind, amount: cash } of await findAllocations(tx.prisma, id)) {
      if (kind !== 'cash') continue;
      const takenBack = await sumCreditedFor(tx.prisma, id, invoiceId);
      shares.push({ invoiceId, cash, takenBack, creditable: await creditNotes.creditable(tx, invoiceId) });
    }
    return creditPlan(amount, shares);
  }

  async function credit(tx: Tx, locked: Locked, sale: ReversedSale): Promise<void> {
    for (const { invoiceId, amount } of await planOf(tx, locked.payment, sale.amount.minor)) {
      const invoice = locked.invoices.find(({ id }) => id === invoiceId);
      if (!invoice) throw new Error(`Invoice ${invoiceId} is not locked`);
      if (invoice.amountDue > 0n) {
        if (sale.isForced) continue;
        throw stillDue(invoice);
      }
      await creditNotes.issue(tx, {
        invoice,
        what: { amount },
        cause: sale.cause,
        reason: sale.reason,
        actor: sale.actor,
        refundId: sale.refundId ?? null,
        disputeId: sale.disputeId ?? null,
      });
    }
  }

  /** Out of money on account, as far as it goes; the rest is answered. */
  async function leave(tx: Tx, { payment }: Locked, sale: ReversedSale): Promise<Money> {
    const { accountId, currency } = payment;
    const there = await balance.lock(tx, accountId, currency);
    const isShort = there.minor < sale.amount.minor;
    if (isShort && !sale.isForced) throw short();
    const covered = money(isShort ? there.minor : sale.amount.minor, currency);
    const uncovered = money(sale.amount.minor - covered.minor, currency);
    await balance.take(tx, {
      accountId,
      kind: sale.cause,
      amount: covered,
      paymentId: payment.id,
      refundId: sale.refundId ?? null,
      disputeId: sale.disputeId ?? null,
    });
    const { kind, sourceId } = sale;
    await journal.post(tx, {
      kind,
      sourceId,
      accountId,
      description: sale.reason.slice(0, 200),
      postings: [
        { debit: 'money_on_account', amount: covered },
        { debit: 'refunds', amount: uncovered },
        { credit: sale.from, amount: sale.amount },
      ],
    });
    return uncovered;
  }

  return {
    lockAccount,
    plan: planOf,

    async takeBack(tx, locked, sale) {
      await lockAccount(tx, locked.payment);
      await credit(tx, locked, sale);
      return leave(tx, locked, sale);
    },

    payOut: (tx, locked, sale) => leave(tx, locked, sale),

    async giveBack(tx, { payment }, { amount, cause, moneyKind, to, ...entry }) {
      const { accountId, currency } = payment;
      const taken = await balance.takenFor(tx, cause);
      const toAccount = money(taken < amount.minor ? taken : amount.minor, currency);
      await balance.put(tx, {
        accountId,
        kind: moneyKind,
        amount: toAccount,
        paymentId: payment.id,
        ...cause,
      });
      await journal.post(tx, {
        ...entry,
        accountId,
        postings: [
          { debit: to, amount },
          { credit: 'money_on_account', amount: toAccount },
          { credit: 'refunds', amount: money(amount.minor - toAccount.minor, currency) },
        ],
      });
    },

    async refuseUncovered(tx, locked, amount, source) {
      const { payment, invoices } = locked;
      const plan = source === 'sale' ? await planOf(tx, payment, amount) : [];
      for (const { invoiceId } of plan) {
        const invoice = invoices.find(({ id }) => id === invoiceId);
        if (invoice && invoice.amountDue > 0n) throw stillDue(invoice);
      }
      const credited = plan.reduce((sum, part) => sum + part.amount, 0n);
      const there = await balance.lock(tx, payment.accountId, payment.currency);
      if (there.minor + credited < amount) throw short();
    },
  };
}

const stillDue = ({ number }: InvoiceRow) =>
  conflict(
    'invoice_still_due',
    `${number} is paid in part only. Write a credit note first, then refund from money on account.`,
  );

const short = () =>
  conflict('money_on_account_short', 'There is not that much to take back, nor money on account.');
