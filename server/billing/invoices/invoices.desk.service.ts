import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import { amountsOf, type InvoiceBooks } from './invoices.books.service.js';
import { mayBecome, type SaleLine } from './invoices.rules.js';
import { findByRequestKey, type InvoiceRow, markVoid } from './invoices.store.js';

/** What is sold to whom; everything else of the invoice follows from it. */
export interface Sale {
  buyer: Buyer;
  lines: readonly SaleLine[];
  notes?: string | null;
  dueDate?: string | null;
  /** Whether the invoice is mailed. */
  send: boolean;
  requestKey?: string | null;
}

export interface ManualInvoice {
  actor: Actor;
  accountId: string;
  lines: { description: string; quantity: number; unitAmount: bigint; taxBasisPoints: number | null }[];
  dueDate: string | null;
  notes: string | null;
  send: boolean;
  /** The same key finds the same invoice. */
  requestKey?: string | null;
}

/** What staff do with invoices by hand. */
export interface InvoiceDesk {
  /** A manual invoice of staff. Refuses with `account_not_found`, `account_closed`, `due_date_in_past`, `amount_too_large`. */
  createManual(command: ManualInvoice): Promise<{ id: string }>;
  /**
   * Voids an unpaid invoice; its number stays used, its booking is reversed. Refuses with `invoice_not_open`, `invoice_has_payments`, `payment_in_progress`.
   */
  voidInvoice(command: { actor: Actor; invoiceId: string; reason: string }): Promise<void>;
  /** Mails it again. Refuses with `invoice_not_issued`. */
  sendAgain(command: { actor: Actor; invoiceId: string }): Promise<void>;
}

export interface InvoiceDeskDeps {
  db: Db;
  accounts: Accounts;
  books: InvoiceBooks;
  issue: (tx: Tx, sale: Sale) => Promise<InvoiceRow>;
  lock: (tx: Tx, invoiceId: string) => Promise<InvoiceRow>;
  /** Asked while the invoice is locked: is a payment of it under way? */
  hasOpenPayment: (tx: Tx, invoiceId: string) => Promise<boolean>;
}

export function createInvoiceDesk({
  db,
  accounts,
  books,
  issue,
  lock,
  hasOpenPayment,
}: InvoiceDeskDeps): InvoiceDesk {
  return {
    async createManual({ actor, accountId, lines, dueDate, notes, send, requestKey = null }) {
      authorize(actor, 'invoices.issue');
      const repeated = requestKey ? await findByRequestKey(db.prisma, requestKey) : null;
      if (repeated) return repeated;
      return db.transaction(async (tx) => {
        const buyer = await accounts.getBuyer(accountId, tx.prisma);
        if (buyer.status === 'closed') throw conflict('account_closed', 'The account is closed.');
        if (dueDate && dueDate < calendarDate(tx.at)) {
          throw invalid('due_date_in_past', 'The due date lies in the past.', {
            dueDate: ['Lies in the past'],
          });
        }
        const invoice = await issue(tx, {
          buyer,
          lines: lines.map((line) => ({ ...line, unitAmount: money(line.unitAmount, buyer.currency) })),
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
      });
    },

    async voidInvoice({ actor, invoiceId, reason }) {
      authorize(actor, 'invoices.void');
      await db.transaction(async (tx) => {
        const invoice = await lock(tx, invoiceId);
        if (!mayBecome(invoice.status, 'void')) {
          throw conflict(
            'invoice_not_open',
            `The invoice is ${invoice.status}; only an unpaid one can be voided.`,
          );
        }
        if (invoice.amountPaid > 0n)
          throw conflict('invoice_has_payments', 'Part of the invoice has been paid.');
        if (await hasOpenPayment(tx, invoiceId)) {
          throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
        }
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
