import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { zero } from '../../kit/money.js';
import { addDays, type CalendarDate, type Clock, calendarDate } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Announce } from '../events.js';
import type { Journal } from '../journal/journal.service.js';
import { reasonsOf, taxOfLine } from '../tax/tax.rules.js';
import type { Tax } from '../tax/tax.service.js';
import { amountsOf, createInvoiceBooks } from './invoices.books.service.js';
import { createInvoiceDesk, type InvoiceDesk, type Sale } from './invoices.desk.service.js';
import { createInvoiceDrafts, type InvoiceDrafts } from './invoices.drafts.service.js';
import { insertDraft } from './invoices.drafts.store.js';
import { nextNumber } from './invoices.numbers.store.js';
import {
  creditorReference,
  type InvoiceTotals,
  isPayable,
  LARGEST_TOTAL,
  type LineInput,
  PAYMENT_TERM_DAYS,
  type SaleLine,
  type SettlingPart,
  seriesOf,
  totals,
} from './invoices.rules.js';
import {
  type AdminInvoiceRow,
  type FrozenParty,
  findInvoice,
  type InvoiceRow,
  insertAllocation,
  listInvoices,
  listOpenInvoices,
  lockInvoice,
  markIssued,
  markPaymentFailed,
  markReceived,
  markReopened,
} from './invoices.store.js';

export { contentHash, creditNoteHash } from './invoices.hash.store.js';
export type { AdminInvoiceRow, FrozenParty, InvoiceRow };

export type Quote = InvoiceTotals & { taxNote: string | null };

export interface Invoices extends InvoiceDesk, InvoiceDrafts {
  /**
   * Draft and issue in one go, for an open transaction. The number is allocated last: its series' counter row stays
   * locked until the commit. Books receivable against what was sold and the tax. Announces `invoice.issued` (and
   * `invoice.paid` when nothing is due). Refuses with `amount_too_large`.
   */
  issue(tx: Tx, sale: Sale): Promise<InvoiceRow>;
  /** What these lines would be billed at now, with what the invoice would say of the tax. Reads only. */
  quote(buyer: Buyer, lines: readonly SaleLine[]): Promise<Quote>;
  /** Locks the invoice for a payment. Refuses with `invoice_not_found`, `invoice_not_payable`. */
  lockPayable(tx: Tx, invoiceId: string, accountId: string): Promise<InvoiceRow>;
  /** Refuses with `invoice_not_payable`: paid, void, or nothing due. */
  refuseUnpayable(invoice: Pick<InvoiceRow, 'status' | 'amountDue'>): void;
  /** Locks the invoice whatever its state; the first lock of every settlement. */
  lock(tx: Tx, invoiceId: string): Promise<InvoiceRow>;
  /**
   * Settles a locked invoice by the given parts, which are at most what is due; answers the ids of the rows that say so.
   * Announces `invoice.paid` when nothing remains due.
   */
  receive(
    tx: Tx,
    invoice: InvoiceRow,
    by: { paymentId: string | null; parts: readonly SettlingPart[] },
  ): Promise<string[]>;
  /**
   * Takes out what a row had settled, since the payer's bank took the money back; the invoice is due again. Locks nothing: the
   * caller holds the invoice. Announces `invoice.reopened` where it had been paid.
   */
  takeOut(
    tx: Tx,
    invoice: InvoiceRow,
    row: { id: string; paymentId: string | null; kind: SettlingPart['kind']; amount: bigint },
  ): Promise<void>;
  /** Open invoices of an account and currency, the oldest due date first. Reads only. */
  listOpen(reader: Reader, accountId: string, currency: string): Promise<InvoiceRow[]>;
  noteFailedPayment(tx: Tx, invoiceId: string): Promise<void>;
  get(actor: Actor, invoiceId: string): Promise<AdminInvoiceRow>;
  list(actor: Actor, list: ListQuery): Promise<Page<AdminInvoiceRow>>;
}

export interface InvoicesDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  tax: Tax;
  journal: Journal;
  approvals: Approvals;
  seller: FrozenParty;
  announce: Announce;
  /** Asked while the invoice is locked: is a payment of it under way at a gateway? */
  hasOpenPayment: (tx: Tx, invoiceId: string) => Promise<boolean>;
}

export function createInvoices(deps: InvoicesDeps): Invoices {
  const { db, accounts, tax, announce } = deps;
  const books = createInvoiceBooks(deps.journal);

  /** Lines with the tax that applies on a day, their sums, and why. */
  async function priced(reader: Reader, buyer: Buyer, saleLines: readonly SaleLine[], on: CalendarDate) {
    const decision = await tax.decide(reader, buyer, on);
    const taxes = saleLines.map((line) => taxOfLine(decision, line.taxBasisPoints));
    const lines = saleLines.map((line, index): LineInput => {
      const own = taxes[index] ?? decision;
      return {
        description: line.description,
        quantity: line.quantity,
        unitAmount: line.unitAmount,
        discount: line.discount ?? zero(buyer.currency),
        taxName: own.name,
        taxBasisPoints: own.basisPoints,
        taxCategory: own.category,
        creditPackageId: line.creditPackageId ?? null,
        credits: line.credits ?? null,
        planId: line.planId ?? null,
        period: line.period ?? null,
        isTaxChosen: line.taxBasisPoints !== undefined && line.taxBasisPoints !== null,
        ...(line.id ? { id: line.id } : {}),
      };
    });
    const sums = totals(lines, buyer.currency, decision.pricesIncludeTax);
    if (sums.total.minor > LARGEST_TOTAL) throw invalid('amount_too_large', 'The total is too large.');
    const note = taxes.some(({ reason }) => reason === decision.reason) ? decision.note : null;
    return { sums, taxReason: reasonsOf(taxes), taxNote: note };
  }

  async function issue(tx: Tx, sale: Sale): Promise<InvoiceRow> {
    const { buyer } = sale;
    const today = calendarDate(tx.at);
    const { sums, ...why } = await priced(tx.prisma, buyer, sale.lines, today);
    const id = await insertDraft(tx, {
      accountId: buyer.id,
      totals: sums,
      currency: buyer.currency,
      locale: buyer.locale,
      ...why,
      notes: sale.notes ?? null,
      requestKey: sale.requestKey ?? null,
      subscriptionId: sale.subscriptionId ?? null,
    });
    return number(tx, id, sale, today);
  }

  /** Books a draft that was priced today, gives it its number and freezes it. */
  async function number(
    tx: Tx,
    id: string,
    sale: Pick<Sale, 'buyer' | 'dueDate' | 'send'>,
    today: CalendarDate,
  ): Promise<InvoiceRow> {
    const draft = await lockInvoice(tx, id);
    if (!draft) throw new Error('The draft vanished');
    await books.issued(tx, { ...draft, ...amountsOf(draft) });
    const next = await nextNumber(tx, seriesOf(today), today);
    const due = sale.dueDate ?? addDays(next.issueDate, PAYMENT_TERM_DAYS);
    const issued = await markIssued(tx, draft, {
      ...next,
      dueDate: due < next.issueDate ? next.issueDate : due,
      paymentReference: creditorReference(next.number),
      buyer: sale.buyer.party,
      seller: deps.seller,
    });
    tx.live({ accountId: issued.accountId, resource: 'invoices', ids: [id] });
    await announce(tx, {
      type: 'invoice.issued',
      invoiceId: id,
      accountId: issued.accountId,
      send: sale.send,
    });
    if (issued.status === 'paid') {
      await announce(tx, {
        type: 'invoice.paid',
        invoiceId: id,
        accountId: issued.accountId,
        paymentId: null,
      });
    }
    return issued;
  }

  async function lock(tx: Tx, invoiceId: string): Promise<InvoiceRow> {
    const invoice = await lockInvoice(tx, invoiceId);
    if (!invoice) throw notFound('invoice');
    return invoice;
  }

  function refuseUnpayable(invoice: Pick<InvoiceRow, 'status' | 'amountDue'>): void {
    if (isPayable(invoice.status) && invoice.amountDue > 0n) return;
    throw conflict('invoice_not_payable', `The invoice is ${invoice.status}; nothing is due on it.`);
  }

  return {
    ...createInvoiceDesk({
      db,
      accounts,
      approvals: deps.approvals,
      books,
      issue,
      lock,
      hasOpenPayment: deps.hasOpenPayment,
    }),
    ...createInvoiceDrafts({ db, accounts, lock, priced, number }),
    issue,
    lock,
    refuseUnpayable,
    async quote(buyer, lines) {
      const { sums, taxNote } = await priced(db.prisma, buyer, lines, calendarDate(deps.clock.now()));
      return { ...sums, taxNote };
    },

    async lockPayable(tx, invoiceId, accountId) {
      const invoice = await lockInvoice(tx, invoiceId);
      if (!invoice || invoice.accountId !== accountId || invoice.status === 'draft')
        throw notFound('invoice');
      refuseUnpayable(invoice);
      return invoice;
    },

    async receive(tx, invoice, { paymentId, parts }) {
      const some = parts.filter(({ amount }) => amount > 0n);
      const total = some.reduce((sum, { amount }) => sum + amount, 0n);
      if (total > invoice.amountDue || (total > 0n && !isPayable(invoice.status))) {
        throw new Error(`More than what is due would settle ${invoice.id}`);
      }
      const ids: string[] = [];
      for (const part of some) {
        const from = part.kind === 'account' ? null : paymentId;
        ids.push(await insertAllocation(tx, { paymentId: from, invoiceId: invoice.id, ...part }));
      }
      if (total === 0n) return ids;
      const after = await markReceived(tx, invoice, { used: total, due: invoice.amountDue - total });
      const { accountId } = invoice;
      tx.live({ accountId, resource: 'invoices', ids: [invoice.id] });
      if (after.status === 'paid') {
        await announce(tx, { type: 'invoice.paid', invoiceId: invoice.id, accountId, paymentId });
      }
      return ids;
    },

    async takeOut(tx, invoice, { id, paymentId, kind, amount }) {
      const reversal = { paymentId, invoiceId: invoice.id, kind, amount: -amount, reversesId: id };
      await insertAllocation(tx, reversal);
      await markReopened(tx, invoice, amount);
      const { accountId } = invoice;
      tx.live({ accountId, resource: 'invoices', ids: [invoice.id] });
      if (invoice.status !== 'paid') return;
      await announce(tx, { type: 'invoice.reopened', invoiceId: invoice.id, accountId });
    },

    listOpen: (reader, accountId, currency) => listOpenInvoices(reader, accountId, currency),

    async noteFailedPayment(tx, invoiceId) {
      await markPaymentFailed(tx, invoiceId);
    },

    async get(actor, invoiceId) {
      authorize(actor, 'invoices.read');
      const accountId = confinedTo(actor);
      const today = calendarDate(deps.clock.now());
      const invoice = await findInvoice(db.prisma, invoiceId, { accountId, today });
      if (!invoice || (accountId && invoice.status === 'draft')) throw notFound('invoice');
      return invoice;
    },

    async list(actor, list) {
      authorize(actor, 'invoices.read');
      return listInvoices(db, list, { accountId: confinedTo(actor), today: calendarDate(deps.clock.now()) });
    },
  };
}
