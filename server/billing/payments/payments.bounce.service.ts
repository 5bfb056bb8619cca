import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import type { Announce } from '../events.js';
import type { Invoices } from '../invoices/invoices.service.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import { isManual } from '../methods/methods.rules.js';
import type { SalesTakenBack } from './payments.reversal.service.js';
import { CASH_LEDGER } from './payments.rules.js';
import type { Locked, Settlement } from './payments.settlement.service.js';
import { owedLedger } from './payments.shares.rules.js';
import {
  findAllocations,
  findById,
  type Payment,
  type PaymentAllocation,
  updatePayment,
} from './payments.store.js';

export interface Bounces {
  /**
   * The payer's bank took an approved transfer back: what it had settled is due again, and the credits of invoices that it had
   * paid are taken back. Locks invoices, payment, money on account, wallet. Announces `payment.bounced`, and
   * `invoice.reopened` per invoice. Refuses with `payment_not_found`, `payment_not_bounceable` (not by hand, not succeeded,
   * refunded or disputed in part), `money_already_used`, `invoice_credited`.
   */
  bounce(command: { actor: Actor; paymentId: string; reason: string }): Promise<Payment>;
}

export interface BounceDeps {
  db: Db;
  invoices: Invoices;
  settlement: Settlement;
  balance: Balance;
  journal: Journal;
  creditNotes: Pick<SalesTakenBack, 'creditable'>;
  announce: Announce;
}

export function createBounces(deps: BounceDeps): Bounces {
  const { db, invoices, settlement, balance, journal, creditNotes, announce } = deps;

  /** What was kept as money on account comes out again, if it is still there. */
  async function takeRest(tx: Tx, { payment }: Locked, rest: bigint): Promise<void> {
    const { accountId, currency } = payment;
    const there = await balance.lock(tx, accountId, currency);
    if (there.minor < rest) {
      throw conflict('money_already_used', 'What this payment left as money on account has been used.');
    }
    await balance.take(tx, {
      accountId,
      kind: 'bounced',
      amount: money(rest, currency),
      paymentId: payment.id,
    });
  }

  async function reopen(tx: Tx, locked: Locked, rows: readonly PaymentAllocation[]): Promise<void> {
    for (const row of rows) {
      // Read anew: two rows may have settled one invoice.
      const invoice = await invoices.lock(tx, row.invoiceId);
      await invoices.takeOut(tx, invoice, row);
      tx.live({ accountId: locked.payment.accountId, resource: 'invoices', ids: [invoice.id] });
    }
  }

  return {
    async bounce({ actor, paymentId, reason }) {
      authorize(actor, 'payments.record');
      return db.transaction(async (tx) => {
        const found = await findById(tx.prisma, paymentId);
        if (!found) throw notFound('payment');
        const locked = await settlement.lock(tx, paymentId);
        const { payment } = locked;
        if (!isManual(payment.method) || payment.status !== 'succeeded' || payment.amountRefunded > 0n) {
          throw conflict(
            'payment_not_bounceable',
            'Only a transfer that was approved and not refunded can bounce.',
          );
        }
        const rows = await findAllocations(tx.prisma, paymentId);
        const cash = rows.filter(({ kind }) => kind === 'cash').reduce((sum, { amount }) => sum + amount, 0n);
        const rest = payment.amountCaptured - cash;
        const { accountId, invoiceId, currency } = payment;
        for (const { invoiceId: id } of rows) {
          const invoice = locked.invoices.find((one) => one.id === id);
          const credited = invoice ? invoice.total - (await creditNotes.creditable(tx, id)) : 0n;
          // What was credited beyond what had been due has gone to the customer's money on account.
          if (invoice && credited > invoice.amountCredited) {
            throw conflict('invoice_credited', `${invoice.number} has been credited; settle it by hand.`);
          }
        }
        if (rest > 0n) await takeRest(tx, locked, rest);
        await journal.post(tx, {
          kind: 'payment.bounced',
          sourceId: paymentId,
          accountId,
          description: `Bounced: ${reason.slice(0, 150)}`,
          postings: [
            ...rows.flatMap((row) => undone(row, locked)),
            { debit: 'money_on_account', amount: money(rest, currency) },
            { credit: CASH_LEDGER[payment.method], amount: money(payment.amountCaptured, currency) },
          ],
        });
        const after = await updatePayment(tx, paymentId, {
          status: 'failed',
          failureCode: 'bounced',
          failureMessage: reason,
          amountCaptured: 0n,
          succeededAt: null,
        });
        await reopen(tx, locked, rows);
        tx.live({ accountId, resource: 'payments', ids: [paymentId] });
        await announce(tx, { type: 'payment.bounced', paymentId, accountId, invoiceId, reason });
        tx.audit({
          actor,
          action: 'payment.bounce',
          subject: { type: 'payment', id: paymentId },
          accountId,
          reason,
          before: { status: 'succeeded', amount: String(payment.amountCaptured) },
          after: { status: 'failed' },
        });
        return after;
      });
    },
  };
}

/** The postings of a share, the other way round. */
function undone({ invoiceId, kind, amount }: PaymentAllocation, { payment, invoices }: Locked): Posting[] {
  const invoice = invoices.find(({ id }) => id === invoiceId);
  if (!invoice) throw new Error(`Invoice ${invoiceId} is not locked`);
  const of = money(amount, payment.currency);
  const owed: Posting = { debit: owedLedger(invoice), amount: of };
  if (kind === 'bank_fee') return [owed, { credit: 'fees', amount: of }];
  if (kind === 'withholding') return [owed, { credit: 'withholding_tax', amount: of }];
  return [owed];
}
