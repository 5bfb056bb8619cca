import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { oncePerKey } from '../../kit/once.js';
import { calendarDate } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import { amountsOf, type InvoiceBooks } from './invoices.books.service.js';
import { mayBecome, type SaleLine } from './invoices.rules.js';
import { findByRequestKey, type InvoiceRow, markUncollectible, markVoid } from './invoices.store.js';

/** What is sold to whom; everything else of the invoice follows from it. */
export interface Sale {
  buyer: Buyer;
  lines: readonly SaleLine[];
  notes?: string | null;
  dueDate?: string | null;
  /** Whether the invoice is mailed. */
  send: boolean;
  requestKey?: string | null;
  /** The subscription that is billed. */
  subscriptionId?: string | null;
}

export interface ManualInvoice {
  actor: Actor;
  accountId: string;
  lines: {
    description: string;
    quantity: number;
    unitAmount: bigint;
    /** Off the whole line. */
    discount?: bigint | null;
    taxBasisPoints: number | null;
  }[];
  dueDate: string | null;
  notes: string | null;
  send: boolean;
  /** The same key finds the same invoice. */
  requestKey?: string | null;
}

/** What staff do with invoices by hand. */
export interface InvoiceDesk {
  /**
   * A manual invoice of staff. Refuses with `account_not_found`, `account_closed`, `due_date_in_past`, `amount_too_large`,
   * `discount_too_large`.
   */
  createManual(command: ManualInvoice): Promise<{ id: string }>;
  /**
   * Voids an unpaid invoice; its number stays used, its booking is reversed. Refuses with `invoice_not_open`,
   * `invoice_has_payments`, `invoice_has_credit_notes`, `payment_in_progress`.
   */
  voidInvoice(command: { actor: Actor; invoiceId: string; reason: string }): Promise<void>;
  /**
   * Gives an unpaid invoice up: what is due goes to bad debt. It can be paid all the same later. Above the limit a second
   * person must agree. Refuses with `invoice_not_open`, `payment_in_progress`, `second_approval_needed`, `approval_pending`.
   */
  markUncollectible(command: { actor: Actor; invoiceId: string; reason: string }): Promise<void>;
  /** Mails it again. Refuses with `invoice_not_issued`. */
  sendAgain(command: { actor: Actor; invoiceId: string }): Promise<void>;
}

export interface InvoiceDeskDeps {
  db: Db;
  accounts: Accounts;
  approvals: Approvals;
  books: InvoiceBooks;
  issue: (tx: Tx, sale: Sale) => Promise<InvoiceRow>;
  lock: (tx: Tx, invoiceId: string) => Promise<InvoiceRow>;
  /** Asked while the invoice is locked: is a payment of it under way? */
  hasOpenPayment: (tx: Tx, invoiceId: string) => Promise<boolean>;
}

export function createInvoiceDesk({
  db,
  accounts,
  approvals,
  books,
  issue,
  lock,
  hasOpenPayment,
}: InvoiceDeskDeps): InvoiceDesk {
  /** An unpaid invoice that no payment is settling just now. */
  async function lockOpen(tx: Tx, invoiceId: string, to: 'void' | 'uncollectible'): Promise<InvoiceRow> {
    const invoice = await lock(tx, invoiceId);
    if (!mayBecome(invoice.status, to)) {
      throw conflict('invoice_not_open', `The invoice is ${invoice.status}, not unpaid.`);
    }
    if (await hasOpenPayment(tx, invoiceId)) {
      throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
    }
    return invoice;
  }

  return {
    async createManual({ actor, accountId, lines, dueDate, notes, send, requestKey = null }) {
      authorize(actor, 'invoices.issue');
      const write = async (tx: Tx) => {
        const buyer = await accounts.getBuyer(accountId, tx.prisma);
        if (buyer.status === 'closed') throw conflict('account_closed', 'The account is closed.');
        if (dueDate && dueDate < calendarDate(tx.at)) {
          throw invalid('due_date_in_past', 'The due date lies in the past.', {
            dueDate: ['Lies in the past'],
          });
        }
        const invoice = await issue(tx, {
          buyer,
          lines: lines.map((line, index) => {
            const discount = line.discount ?? 0n;
            refuseLargeDiscount(line, discount, index);
            return {
              ...line,
              unitAmount: money(line.unitAmount, buyer.currency),
              discount: money(discount, buyer.currency),
            };
          }),
          notes,
          dueDate,
          send,
          requestKey,
        });
        tx.audit({
          actor,
          action: 'invoice.create',
          subject: { type: 'invoice', id: invoice.id },
          accountId,
          after: { number: invoice.number, total: String(invoice.total), currency: invoice.currency },
        });
        return { id: invoice.id };
      };
      return oncePerKey(
        requestKey,
        (key) => findByRequestKey(db.prisma, key),
        () => db.transaction(write),
      );
    },

    async voidInvoice({ actor, invoiceId, reason }) {
      authorize(actor, 'invoices.void');
      await db.transaction(async (tx) => {
        const invoice = await lockOpen(tx, invoiceId, 'void');
        if (invoice.amountPaid > 0n)
          throw conflict('invoice_has_payments', 'Part of the invoice has been paid.');
        if (invoice.amountCredited > 0n)
          throw conflict(
            'invoice_has_credit_notes',
            'Part of the invoice has been credited: credit the rest.',
          );
        await markVoid(tx, invoiceId, reason);
        await books.voided(tx, { ...invoice, ...amountsOf(invoice) });
        tx.live({ accountId: invoice.accountId, resource: 'invoices', ids: [invoiceId] });
        tx.audit({
          actor,
          action: 'invoice.void',
          subject: { type: 'invoice', id: invoiceId },
          accountId: invoice.accountId,
          reason,
          before: { status: invoice.status },
          after: { status: 'void' },
        });
      });
    },

    async markUncollectible({ actor, invoiceId, reason }) {
      authorize(actor, 'invoices.writeOff');
      const open = await db.transaction((tx) => lockOpen(tx, invoiceId, 'uncollectible'));
      const { accountId, currency } = open;
      await approvals.require(actor, {
        action: 'invoice.write_off',
        amount: money(open.amountDue, currency),
        subject: { type: 'invoice', id: invoiceId },
        accountId,
        // With the amount: should another be due when it is approved, it no longer fits and is asked for anew.
        payload: { invoiceId, reason, amountDue: String(open.amountDue) },
        reason,
      });
      await db.transaction(async (tx) => {
        await approvals.sign(tx);
        const invoice = await lockOpen(tx, invoiceId, 'uncollectible');
        await markUncollectible(tx, invoiceId, reason);
        const due = money(invoice.amountDue, currency);
        await books.givenUp(tx, { id: invoiceId, accountId, due });
        tx.live({ accountId, resource: 'invoices', ids: [invoiceId] });
        tx.audit({
          actor,
          action: 'invoice.write_off',
          subject: { type: 'invoice', id: invoiceId },
          accountId,
          reason,
          before: { status: invoice.status },
          after: { status: 'uncollectible', amountDue: String(invoice.amountDue), currency },
        });
      });
    },

    async sendAgain({ actor, invoiceId }) {
      authorize(actor, 'invoices.send');
      await db.transaction(async (tx) => {
        const invoice = await lock(tx, invoiceId);
        if (invoice.status === 'draft' || invoice.status === 'void') {
          throw conflict('invoice_not_issued', `The invoice is ${invoice.status} and cannot be sent.`);
        }
        await tx.job('invoices.send', { invoiceId, occasion: `again:${tx.at.toISOString()}` });
        const { accountId } = invoice;
        tx.audit({ actor, action: 'invoice.send', subject: { type: 'invoice', id: invoiceId }, accountId });
      });
    },
  };
}

/** Refuses with `discount_too_large`. */
export function refuseLargeDiscount(
  { unitAmount, quantity }: { unitAmount: bigint; quantity: number },
  discount: bigint,
  index: number,
): void {
  if (discount <= unitAmount * BigInt(quantity)) return;
  throw invalid('discount_too_large', 'A discount is larger than its line.', {
    [`lines.${index}.discount`]: ['Larger than the line'],
  });
}
