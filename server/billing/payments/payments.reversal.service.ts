import type { Actor } from '../../kit/actors.js';
import type { Tx } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import type { InvoiceRow } from '../invoices/invoices.service.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import type { LedgerCode } from '../journal/journal.store.js';
import type { Locked } from './payments.settlement.service.js';
import { findAllocations } from './payments.store.js';

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

export interface Reversals {
  /**
   * Money goes back. The invoices that the payment settled are credited as far as they can be, oldest first; what is not covered by
   * that comes out of the customer's money on account. The caller holds the locks of the invoices and the payment. Answers
   * what was covered by neither (only where forced). Refuses with `invoice_still_due`, `money_on_account_short`.
   */
  takeBack(tx: Tx, locked: Locked, sale: ReversedSale): Promise<Money>;
  /** Pays money on account out. Refuses with `money_on_account_short`. */
  payOut(tx: Tx, locked: Locked, sale: ReversedSale): Promise<void>;
}

export function createReversals(deps: {
  balance: Balance;
  journal: Journal;
  creditNotes: SalesTakenBack;
}): Reversals {
  const { balance, journal, creditNotes } = deps;

  /** Credits the payment's invoices; answers what went to money on account. */
  async function credit(tx: Tx, { payment, invoices }: Locked, sale: ReversedSale): Promise<bigint> {
    let open = sale.amount.minor;
    let toAccount = 0n;
    for (const { invoiceId, kind } of await findAllocations(tx.prisma, payment.id)) {
      const invoice = invoices.find(({ id }) => id === invoiceId);
      if (!invoice || kind !== 'cash' || open === 0n) continue;
      const creditable = await creditNotes.creditable(tx, invoiceId);
      const amount = open < creditable ? open : creditable;
      if (amount === 0n) continue;
      if (invoice.amountDue > 0n) {
        if (sale.isForced) continue;
        throw conflict(
          'invoice_still_due',
          `${invoice.number} is paid in part only. Write a credit note first, then refund from money on account.`,
        );
      }
      const note = await creditNotes.issue(tx, {
        invoice,
        what: { amount },
        cause: sale.cause,
        reason: sale.reason,
        actor: sale.actor,
        refundId: sale.refundId ?? null,
        disputeId: sale.disputeId ?? null,
      });
      toAccount += note.toAccount;
      open -= amount;
    }
    return toAccount;
  }

  async function leave(tx: Tx, { payment }: Locked, sale: ReversedSale, fromAccount: bigint): Promise<void> {
    const { accountId, currency } = payment;
    const uncovered = sale.amount.minor - fromAccount;
    await balance.take(tx, {
      accountId,
      kind: sale.cause,
      amount: money(fromAccount, currency),
      paymentId: payment.id,
      refundId: sale.refundId ?? null,
      disputeId: sale.disputeId ?? null,
    });
    const postings: Posting[] = [
      { debit: 'money_on_account', amount: money(fromAccount, currency) },
      { debit: 'refunds', amount: money(uncovered, currency) },
      { credit: sale.from, amount: sale.amount },
    ];
    const { kind, sourceId } = sale;
    await journal.post(tx, { kind, sourceId, accountId, description: sale.reason.slice(0, 200), postings });
  }

  return {
    async takeBack(tx, locked, sale) {
      const { accountId, currency } = locked.payment;
      await credit(tx, locked, sale);
      const there = await balance.lock(tx, accountId, currency);
      if (there.minor >= sale.amount.minor) {
        await leave(tx, locked, sale, sale.amount.minor);
        return money(0n, currency);
      }
      if (!sale.isForced) {
        throw conflict(
          'money_on_account_short',
          'There is not that much to take back, nor money on account.',
        );
      }
      await leave(tx, locked, sale, there.minor);
      return money(sale.amount.minor - there.minor, currency);
    },

    async payOut(tx, locked, sale) {
      await leave(tx, locked, sale, sale.amount.minor);
    },
  };
}
