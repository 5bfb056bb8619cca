import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import type { Balance } from '../balance/balance.service.js';
import type { Invoices } from '../invoices/invoices.service.js';
import type { RefundSource } from './payments.refunds.store.js';
import type { Reversals, SalesTakenBack } from './payments.reversal.service.js';
import { findById, type Payment } from './payments.store.js';

export interface PreviewedCredit {
  invoiceId: string;
  invoiceNumber: string;
  /** Of the credit note, tax included. */
  amount: bigint;
  /** Credits that leave the wallet, and those that were spent already and will be owed. */
  creditsTaken: bigint;
  creditsOwed: bigint;
  /** Something is due on it yet: a refund of the sale would be refused. */
  isStillDue: boolean;
}

/** What a refund would do now. All amounts in minor units of the payment's currency. */
export interface RefundPreview {
  currency: string;
  /** What can be refunded yet. */
  refundable: bigint;
  moneyOnAccount: bigint;
  credited: PreviewedCredit[];
  /** What no credit note covers and comes out of money on account. */
  fromAccount: bigint;
  /** The code with which it would be refused as it stands, or null. */
  refusal:
    | 'payment_not_refundable'
    | 'more_than_refundable'
    | 'invoice_still_due'
    | 'money_on_account_short'
    | null;
}

export interface RefundPreviews {
  /** Says what `refund` would do, without locks: what is done then is decided anew. Refuses with `payment_not_found`. Reads only. */
  previewRefund(
    actor: Actor,
    asked: { paymentId: string; amountMinor: bigint; source: RefundSource },
  ): Promise<RefundPreview>;
}

export interface RefundPreviewDeps {
  db: Db;
  balance: Balance;
  invoices: Invoices;
  creditNotes: SalesTakenBack;
  reversals: Reversals;
  credits: {
    /** What would be taken back of a line's credits, and what of it is spent already. */
    previewTakeBack(
      reader: Db['prisma'],
      line: { invoiceLineId: string; credits: bigint },
    ): Promise<{ taken: bigint; owed: bigint }>;
  };
  leftOf: (payment: Payment) => Promise<bigint>;
}

export function createRefundPreviews(deps: RefundPreviewDeps): RefundPreviews {
  const { db, balance, invoices, creditNotes, reversals, credits, leftOf } = deps;

  async function credited(
    actor: Actor,
    { invoiceId, amount }: { invoiceId: string; amount: bigint },
  ): Promise<PreviewedCredit> {
    const invoice = await invoices.get(actor, invoiceId);
    let [taken, owed] = [0n, 0n];
    // Credits are there exactly while the invoice is paid.
    const lines = invoice.status === 'paid' ? await creditNotes.preview(db, invoiceId, amount) : [];
    for (const line of lines) {
      const back = await credits.previewTakeBack(db.prisma, line);
      taken += back.taken;
      owed += back.owed;
    }
    return {
      invoiceId,
      invoiceNumber: invoice.number ?? invoiceId,
      amount,
      creditsTaken: taken,
      creditsOwed: owed,
      isStillDue: invoice.amountDue > 0n,
    };
  }

  return {
    async previewRefund(actor, { paymentId, amountMinor, source }) {
      authorize(actor, 'payments.refund');
      const payment = await findById(db.prisma, paymentId);
      const own = confinedTo(actor);
      if (!payment || (own !== null && own !== payment.accountId)) throw notFound('payment');
      const { accountId, currency } = payment;
      const refundable = payment.status === 'succeeded' ? await leftOf(payment) : 0n;
      const there = (await balance.of(accountId)).find((one) => one.currency === currency);
      const moneyOnAccount = there?.minor ?? 0n;
      const plan = source === 'sale' ? await reversals.plan(db, payment, amountMinor) : [];
      const notes: PreviewedCredit[] = [];
      for (const part of plan) notes.push(await credited(actor, part));
      const covered = plan.reduce((sum, { amount }) => sum + amount, 0n);
      const fromAccount = amountMinor - covered;
      const refusal =
        payment.status !== 'succeeded'
          ? 'payment_not_refundable'
          : amountMinor > refundable
            ? 'more_than_refundable'
            : notes.some(({ isStillDue }) => isStillDue)
              ? 'invoice_still_due'
              : fromAccount > moneyOnAccount
                ? 'money_on_account_short'
                : null;
      return { currency, refundable, moneyOnAccount, credited: notes, fromAccount, refusal };
    },
  };
}
