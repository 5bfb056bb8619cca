import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, invalid } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { oncePerKey } from '../../kit/once.js';
import { type CalendarDate, calendarDate } from '../../kit/time.js';
import { refuseLargeDiscount, type Sale } from './invoices.desk.service.js';
import { insertDraft, removeDraft, replaceDraft } from './invoices.drafts.store.js';
import type { InvoiceTotals, SaleLine } from './invoices.rules.js';
import { findByRequestKey, type InvoiceLineRow, type InvoiceRow } from './invoices.store.js';

/** A line as staff write it. With the id of a line of the draft it keeps what that one sells: credits, plan, period. */
export interface DraftLine {
  id?: string | null;
  description: string;
  quantity: number;
  unitAmount: bigint;
  /** Off the whole line. */
  discount?: bigint | null;
  taxBasisPoints: number | null;
}

/** Invoices that are not issued yet: seen by staff only, without a number, priced again on the day of issue. */
export interface InvoiceDrafts {
  /** Refuses with `account_not_found`, `account_closed`, `due_date_in_past`, `amount_too_large`, `discount_too_large`. */
  createDraft(command: {
    actor: Actor;
    accountId: string;
    lines: readonly DraftLine[];
    dueDate: CalendarDate | null;
    notes: string | null;
    /** The same key finds the same draft. */
    requestKey?: string | null;
  }): Promise<{ id: string }>;
  /** What is left out stays. Refuses with `invoice_not_draft`, `line_not_found`, `line_twice` and as `createDraft` does. */
  changeDraft(command: {
    actor: Actor;
    invoiceId: string;
    change: { lines?: readonly DraftLine[]; dueDate?: CalendarDate | null; notes?: string | null };
  }): Promise<void>;
  /** Refuses with `invoice_not_draft`. */
  deleteDraft(command: { actor: Actor; invoiceId: string }): Promise<void>;
  /**
   * Prices the draft with the tax of today, books it, gives it its number and freezes it. Announces what `issue` does.
   * Refuses with `invoice_not_draft`, `account_closed`, `due_date_in_past`, `amount_too_large`.
   */
  issueDraft(command: { actor: Actor; invoiceId: string; send: boolean }): Promise<void>;
  /** A draft like this invoice, to replace it. Refuses with `account_closed`. */
  copyToDraft(
    tx: Tx,
    command: { actor: Actor; invoice: InvoiceRow; requestKey: string | null },
  ): Promise<{ id: string }>;
}

export interface InvoiceDraftsDeps {
  db: Db;
  accounts: Accounts;
  lock: (tx: Tx, invoiceId: string) => Promise<InvoiceRow>;
  priced: (
    reader: Reader,
    buyer: Buyer,
    lines: readonly SaleLine[],
    on: CalendarDate,
  ) => Promise<{ sums: InvoiceTotals; taxReason: string; taxNote: string | null }>;
  number: (
    tx: Tx,
    id: string,
    sale: Pick<Sale, 'buyer' | 'dueDate' | 'send'>,
    today: CalendarDate,
  ) => Promise<InvoiceRow>;
}

export function createInvoiceDrafts({
  db,
  accounts,
  lock,
  priced,
  number,
}: InvoiceDraftsDeps): InvoiceDrafts {
  async function openBuyer(tx: Tx, accountId: string): Promise<Buyer> {
    const buyer = await accounts.getBuyer(accountId, tx.prisma);
    if (buyer.status === 'closed') throw conflict('account_closed', 'The account is closed.');
    return buyer;
  }

  async function lockDraft(tx: Tx, invoiceId: string): Promise<InvoiceRow> {
    const invoice = await lock(tx, invoiceId);
    if (invoice.status === 'draft') return invoice;
    throw conflict('invoice_not_draft', `The invoice is ${invoice.status}; only a draft can be changed.`);
  }

  /** A draft of these lines, with the tax as it is today. */
  async function draft(
    tx: Tx,
    buyer: Buyer,
    lines: readonly SaleLine[],
    more: Pick<Parameters<typeof insertDraft>[1], 'notes' | 'requestKey' | 'dueDate' | 'correctsId'>,
  ): Promise<string> {
    const { sums, ...why } = await priced(tx.prisma, buyer, lines, calendarDate(tx.at));
    const { id: accountId, currency, locale } = buyer;
    return insertDraft(tx, { accountId, currency, locale, totals: sums, ...why, ...more });
  }

  return {
    async createDraft({ actor, accountId, lines, dueDate, notes, requestKey = null }) {
      authorize(actor, 'invoices.issue');
      const write = async (tx: Tx) => {
        const buyer = await openBuyer(tx, accountId);
        refusePast(tx, dueDate);
        const sold = lines.map((line, index) => saleLine(line, index, buyer.currency, []));
        const id = await draft(tx, buyer, sold, { notes, requestKey, dueDate });
        const subject = { type: 'invoice', id };
        tx.audit({ actor, action: 'invoice.draft', subject, accountId, after: { lines: lines.length } });
        return { id };
      };
      return oncePerKey(
        requestKey,
        (key) => findByRequestKey(db.prisma, key),
        () => db.transaction(write),
      );
    },

    async changeDraft({ actor, invoiceId, change }) {
      authorize(actor, 'invoices.issue');
      await db.transaction(async (tx) => {
        const before = await lockDraft(tx, invoiceId);
        const buyer = await openBuyer(tx, before.accountId);
        refusePast(tx, change.dueDate ?? null);
        refuseTwins(change.lines ?? []);
        const lines =
          change.lines?.map((line, index) => saleLine(line, index, buyer.currency, before.lines)) ??
          before.lines.map((line) => soldLine(line, buyer.currency));
        const { sums, ...why } = await priced(tx.prisma, buyer, lines, calendarDate(tx.at));
        const { dueDate, notes } = change;
        await replaceDraft(tx, invoiceId, {
          totals: sums,
          ...why,
          ...(dueDate === undefined ? {} : { dueDate }),
          ...(notes === undefined ? {} : { notes }),
        });
        tx.audit({
          actor,
          action: 'invoice.change_draft',
          subject: { type: 'invoice', id: invoiceId },
          accountId: before.accountId,
          before: { total: String(before.total) },
          after: { total: String(sums.total.minor), fields: Object.keys(change) },
        });
      });
    },

    async deleteDraft({ actor, invoiceId }) {
      authorize(actor, 'invoices.issue');
      await db.transaction(async (tx) => {
        const { accountId, total, currency } = await lockDraft(tx, invoiceId);
        await removeDraft(tx, invoiceId);
        const subject = { type: 'invoice', id: invoiceId };
        const before = { total: String(total), currency };
        tx.audit({ actor, action: 'invoice.delete_draft', subject, accountId, before });
      });
    },

    async issueDraft({ actor, invoiceId, send }) {
      authorize(actor, 'invoices.issue');
      await db.transaction(async (tx) => {
        const before = await lockDraft(tx, invoiceId);
        const buyer = await openBuyer(tx, before.accountId);
        const dueDate = before.dueDate ? calendarDate(before.dueDate) : null;
        refusePast(tx, dueDate);
        const today = calendarDate(tx.at);
        const lines = before.lines.map((line) => soldLine(line, buyer.currency));
        const { sums, ...why } = await priced(tx.prisma, buyer, lines, today);
        await replaceDraft(tx, invoiceId, { totals: sums, ...why });
        const invoice = await number(tx, invoiceId, { buyer, dueDate, send }, today);
        tx.audit({
          actor,
          action: 'invoice.issue',
          subject: { type: 'invoice', id: invoiceId },
          accountId: invoice.accountId,
          before: { total: String(before.total) },
          after: { number: invoice.number, total: String(invoice.total), currency: invoice.currency },
        });
      });
    },

    async copyToDraft(tx, { actor, invoice, requestKey }) {
      const { accountId, notes } = invoice;
      const buyer = await openBuyer(tx, accountId);
      const lines = invoice.lines.map(({ id: _own, ...line }) => soldLine(line, buyer.currency));
      const id = await draft(tx, buyer, lines, { notes, requestKey, correctsId: invoice.id });
      const subject = { type: 'invoice', id };
      tx.audit({ actor, action: 'invoice.draft', subject, accountId, after: { corrects: invoice.number } });
      return { id };
    },
  };
}

function refusePast(tx: Tx, dueDate: CalendarDate | null): void {
  if (!dueDate || dueDate >= calendarDate(tx.at)) return;
  throw invalid('due_date_in_past', 'The due date lies in the past.', { dueDate: ['Lies in the past'] });
}

function refuseTwins(lines: readonly DraftLine[]): void {
  const ids = lines.map(({ id }) => id).filter(Boolean);
  if (new Set(ids).size < ids.length) throw invalid('line_twice', 'A line of the draft is named twice.');
}

/** A stored line to be priced again. */
const soldLine = (line: Omit<InvoiceLineRow, 'id'> & { id?: string }, currency: string): SaleLine => ({
  ...(line.id ? { id: line.id } : {}),
  description: line.description,
  quantity: line.quantity,
  unitAmount: money(line.unitAmount, currency),
  discount: money(line.discount, currency),
  taxBasisPoints: line.isTaxChosen ? line.taxBasisPoints : null,
  creditPackageId: line.creditPackageId,
  credits: line.credits,
  planId: line.planId,
  period: line.periodStart && line.periodEnd ? { start: line.periodStart, end: line.periodEnd } : null,
});

function saleLine(
  line: DraftLine,
  index: number,
  currency: string,
  existing: readonly InvoiceLineRow[],
): SaleLine {
  const before = line.id ? existing.find(({ id }) => id === line.id) : null;
  if (line.id && !before) {
    throw invalid('line_not_found', 'The draft has no such line.', {
      [`lines.${index}.id`]: ['Not a line of this draft'],
    });
  }
  const discount = line.discount ?? 0n;
  refuseLargeDiscount(line, discount, index);
  return {
    ...(before ? soldLine(before, currency) : {}),
    description: line.description,
    quantity: line.quantity,
    unitAmount: money(line.unitAmount, currency),
    discount: money(discount, currency),
    taxBasisPoints: line.taxBasisPoints,
  };
}
