import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, money, sum, zero } from '../../kit/money.js';
import { addDays, calendarDate, type Clock } from '../../kit/time.js';
import type { Announce } from '../events.js';
import type { Journal } from '../journal/journal.service.js';
import type { Tax } from '../tax/tax.service.js';
import {
  creditorReference,
  isPayable,
  LARGEST_TOTAL,
  type LineInput,
  mayBecome,
  PAYMENT_TERM_DAYS,
  receive,
  seriesOf,
  totals,
} from './invoices.rules.js';
import {
  type AdminInvoiceRow,
  findInvoice,
  type FrozenParty,
  insertAllocation,
  insertDraft,
  type InvoiceRow,
  listInvoices,
  lockInvoice,
  markIssued,
  markPaymentFailed,
  markReceived,
  markVoid,
  nextNumber,
} from './invoices.store.js';

/** What a caller says of a line; the tax is decided here. */
export interface SaleLine {
  description: string;
  quantity: number;
  unitAmount: Money;
  discount?: Money;
  /** Overrides the account's rate (staff only). */
  taxBasisPoints?: number | null;
  creditPackageId?: string;
  credits?: bigint;
}

export interface ManualInvoice {
  actor: Actor;
  accountId: string;
  lines: { description: string; quantity: number; unitAmount: bigint; taxBasisPoints: number | null }[];
  dueDate: string | null;
  notes: string | null;
  send: boolean;
}

export interface Invoices {
  /**
   * Draft and issue in one go, for an open transaction. The number is allocated last: its series' counter row stays
   * locked until the commit. Books receivable against what was sold and the tax. Announces `invoice.issued` (and
   * `invoice.paid` when nothing is due). Refuses with `amount_too_large`.
   */
  issue(tx: Tx, sale: { buyer: Buyer; lines: readonly SaleLine[]; notes?: string | null; dueDate?: string | null; send: boolean }): Promise<InvoiceRow>;
  /** A manual invoice of staff. Refuses with `account_not_found`, `account_closed`, `due_date_in_past`, `amount_too_large`. */
  createManual(command: ManualInvoice): Promise<{ id: string }>;
  /** Locks the invoice for a payment. Refuses with `invoice_not_found`, `invoice_not_payable`. */
  lockPayable(tx: Tx, invoiceId: string, accountId: string): Promise<InvoiceRow>;
  /** Refuses with `invoice_not_payable`: paid, void, or nothing due. */
  refuseUnpayable(invoice: Pick<InvoiceRow, 'status' | 'amountDue'>): void;
  /** Locks the invoice whatever its state; the first lock of every settlement. */
  lock(tx: Tx, invoiceId: string): Promise<InvoiceRow>;
  /**
   * Money has arrived for a locked invoice: uses as much as is due and answers it; the caller keeps the rest.
   * Announces `invoice.paid` when nothing remains due.
   */
  receivePayment(tx: Tx, invoice: InvoiceRow, payment: { paymentId: string; amount: Money }): Promise<Money>;
  noteFailedPayment(tx: Tx, invoiceId: string): Promise<void>;
  /**
   * Voids an unpaid invoice; its number stays used, its booking is reversed. `openPayments` says whether one is under
   * way. Refuses with `invoice_not_open`, `invoice_has_payments`, `payment_in_progress`.
   */
  voidInvoice(command: { actor: Actor; invoiceId: string; reason: string }): Promise<void>;
  /** Mails it again. Refuses with `invoice_not_issued`. */
  sendAgain(command: { actor: Actor; invoiceId: string }): Promise<void>;
  get(actor: Actor, invoiceId: string): Promise<AdminInvoiceRow>;
  list(actor: Actor, list: ListQuery): Promise<Page<AdminInvoiceRow>>;
}

export interface InvoicesDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  tax: Tax;
  journal: Journal;
  seller: FrozenParty;
  announce: Announce;
  /** Asked while the invoice is locked: is a payment of it under way at a gateway? */
  hasOpenPayment: (tx: Tx, invoiceId: string) => Promise<boolean>;
}

export function createInvoices(deps: InvoicesDeps): Invoices {
  const { db, accounts, tax, journal, announce } = deps;

  async function issue(tx: Tx, sale: Parameters<Invoices['issue']>[1]): Promise<InvoiceRow> {
    const { buyer } = sale;
    const today = calendarDate(tx.at);
    const decision = await tax.decide(tx.prisma, buyer, today);
    const lines = sale.lines.map((line): LineInput => {
      const overridden = line.taxBasisPoints !== undefined && line.taxBasisPoints !== null;
      return {
        description: line.description,
        quantity: line.quantity,
        unitAmount: line.unitAmount,
        discount: line.discount ?? zero(buyer.currency),
        taxName: overridden ? 'Tax' : decision.name,
        taxBasisPoints: overridden ? (line.taxBasisPoints ?? 0) : decision.basisPoints,
        creditPackageId: line.creditPackageId ?? null,
        credits: line.credits ?? null,
      };
    });
    const sums = totals(lines, buyer.currency);
    if (sums.total.minor > LARGEST_TOTAL) throw invalid('amount_too_large', 'The total is too large.');
    const id = await insertDraft(tx, {
      accountId: buyer.id,
      totals: sums,
      currency: buyer.currency,
      locale: buyer.locale,
      taxReason: decision.reason,
      notes: sale.notes ?? null,
    });
    await bookIssue(tx, id, buyer.id, sums);
    return number(tx, id, sale, today);
  }

  async function bookIssue(tx: Tx, id: string, accountId: string, sums: ReturnType<typeof totals>) {
    const net = (credits: boolean) =>
      sum(sums.lines.filter((line) => (line.credits !== null) === credits).map((line) => line.amount), sums.total.currency);
    await journal.post(tx, {
      kind: 'invoice.issued',
      sourceId: id,
      accountId,
      description: 'Invoice issued',
      postings: [
        { debit: 'receivable', amount: sums.total },
        { credit: 'ordered_credits', amount: net(true) },
        { credit: 'revenue', amount: net(false) },
        { credit: 'tax_payable', amount: sums.tax },
      ],
    });
  }

  async function number(tx: Tx, id: string, sale: Parameters<Invoices['issue']>[1], today: string): Promise<InvoiceRow> {
    const draft = await lockInvoice(tx, id);
    if (!draft) throw new Error('The draft vanished');
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
    await announce(tx, { type: 'invoice.issued', invoiceId: id, accountId: issued.accountId, send: sale.send });
    if (issued.status === 'paid') {
      await announce(tx, { type: 'invoice.paid', invoiceId: id, accountId: issued.accountId, paymentId: null });
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
    issue,
    lock,
    refuseUnpayable,

    async createManual({ actor, accountId, lines, dueDate, notes, send }) {
      authorize(actor, 'invoices.issue');
      return db.transaction(async (tx) => {
        const buyer = await accounts.getBuyer(accountId, tx.prisma);
        if (buyer.status === 'closed') throw conflict('account_closed', 'The account is closed.');
        if (dueDate && dueDate < calendarDate(tx.at)) {
          throw invalid('due_date_in_past', 'The due date lies in the past.', { dueDate: ['Lies in the past'] });
        }
        const invoice = await issue(tx, {
          buyer,
          lines: lines.map((line) => ({ ...line, unitAmount: money(line.unitAmount, buyer.currency) })),
          notes,
          dueDate,
          send,
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

    async lockPayable(tx, invoiceId, accountId) {
      const invoice = await lockInvoice(tx, invoiceId);
      if (!invoice || invoice.accountId !== accountId || invoice.status === 'draft') throw notFound('invoice');
      refuseUnpayable(invoice);
      return invoice;
    },

    async receivePayment(tx, invoice, { paymentId, amount }) {
      if (amount.currency !== invoice.currency) throw new Error('A payment in another currency settles nothing');
      if (!isPayable(invoice.status) || invoice.amountDue <= 0n) return zero(invoice.currency);
      const result = receive(invoice.amountDue, amount.minor);
      await insertAllocation(tx, { paymentId, invoiceId: invoice.id, amount: result.used });
      const after = await markReceived(tx, invoice, result);
      tx.live({ accountId: invoice.accountId, resource: 'invoices', ids: [invoice.id] });
      if (after.status === 'paid') {
        await announce(tx, { type: 'invoice.paid', invoiceId: invoice.id, accountId: invoice.accountId, paymentId });
      }
      return money(result.used, invoice.currency);
    },

    async noteFailedPayment(tx, invoiceId) {
      await markPaymentFailed(tx, invoiceId);
    },

    async voidInvoice({ actor, invoiceId, reason }) {
      authorize(actor, 'invoices.void');
      await db.transaction(async (tx) => {
        const invoice = await lock(tx, invoiceId);
        if (!mayBecome(invoice.status, 'void')) {
          throw conflict('invoice_not_open', `The invoice is ${invoice.status}; only an unpaid one can be voided.`);
        }
        if (invoice.amountPaid > 0n) throw conflict('invoice_has_payments', 'Part of the invoice has been paid.');
        if (await deps.hasOpenPayment(tx, invoiceId)) {
          throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
        }
        await markVoid(tx, invoiceId, reason);
        await reverseIssue(tx, invoice);
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

    async get(actor, invoiceId) {
      authorize(actor, 'invoices.read');
      const accountId = confinedTo(actor);
      const invoice = await findInvoice(db.prisma, invoiceId, accountId);
      if (!invoice || (accountId && invoice.status === 'draft')) throw notFound('invoice');
      return invoice;
    },

    async list(actor, list) {
      authorize(actor, 'invoices.read');
      return listInvoices(db, list, confinedTo(actor));
    },
  };

  async function reverseIssue(tx: Tx, invoice: InvoiceRow): Promise<void> {
    const net = (credits: boolean) =>
      money(
        invoice.lines.filter((line) => (line.credits !== null) === credits).reduce((t, line) => t + line.amount, 0n),
        invoice.currency,
      );
    await journal.post(tx, {
      kind: 'invoice.voided',
      sourceId: invoice.id,
      accountId: invoice.accountId,
      description: `${invoice.number ?? 'Invoice'} voided`,
      postings: [
        { credit: 'receivable', amount: money(invoice.total, invoice.currency) },
        { debit: 'ordered_credits', amount: net(true) },
        { debit: 'revenue', amount: net(false) },
        { debit: 'tax_payable', amount: money(invoice.tax, invoice.currency) },
      ],
    });
  }
}

