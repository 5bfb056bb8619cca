import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, money, sum } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Balance } from '../balance/balance.service.js';
import type { Announce } from '../events.js';
import type { Journal } from '../journal/journal.service.js';
import { createInvoiceBooks } from './invoices.books.service.js';
import {
  type CreditNoteDesk,
  createCreditNoteDesk,
  refuseUnissued,
} from './invoices.credit-notes.desk.service.js';
import {
  type CreditParts,
  type CreditWhat,
  creditableOf,
  creditParts,
  leftOfLines,
  openSale,
} from './invoices.credit-notes.rules.js';
import {
  type AdminCreditNoteRow,
  type CreditNoteCause,
  type CreditNoteRow,
  findCreditNote,
  findNotesOf,
  insertCreditNote,
  listCreditNotes,
  markCredited,
} from './invoices.credit-notes.store.js';
import type { InvoiceDrafts } from './invoices.drafts.service.js';
import { nextNumber } from './invoices.numbers.store.js';
import { seriesOf } from './invoices.rules.js';
import { findPlain, type InvoiceRow, lockInvoice } from './invoices.store.js';

export type { AdminCreditNoteRow, CreditNoteRow, CreditWhat };

export interface CreditNoteCommand {
  /** Locked by the caller. */
  invoice: InvoiceRow;
  what: CreditWhat;
  cause: CreditNoteCause;
  reason: string;
  actor: Actor;
  refundId?: string | null;
  disputeId?: string | null;
  requestKey?: string | null;
}

export interface CreditNotes extends CreditNoteDesk {
  /**
   * Takes back an issued invoice in whole or in part, inside the caller's transaction. What is due is lowered first (an
   * invoice with nothing due any more becomes paid), the rest goes to the customer's money on account; credits that were
   * granted are taken back in proportion. Locks money on account, wallet, then the number series; the caller holds the
   * invoice. Announces `credit_note.issued`, and `invoice.paid` where the note settles the invoice.
   * Refuses with `invoice_not_issued`, `nothing_to_credit`, `more_than_creditable`, `line_not_found`.
   */
  issue(tx: Tx, command: CreditNoteCommand): Promise<CreditNoteRow>;
  /** What of an invoice's total (minor units, tax included) is not credited yet. Refuses with `invoice_not_found`. */
  creditable(tx: Pick<Tx, 'prisma'>, invoiceId: string): Promise<bigint>;
  /**
   * The credits of each line that a credit note of this amount would take back of a paid invoice. Refuses with `invoice_not_found`,
   * `nothing_to_credit`, `more_than_creditable`. Reads only.
   */
  preview(
    tx: Pick<Tx, 'prisma'>,
    invoiceId: string,
    amount: bigint,
  ): Promise<{ invoiceLineId: string; credits: bigint }[]>;
  /**
   * What is still sold of each line: the credits that are granted once the invoice is paid (null: it sells none) and
   * the net price that they are granted, revoked or restored at.
   */
  leftOf(
    tx: Pick<Tx, 'prisma'>,
    invoice: InvoiceRow,
  ): Promise<{ invoiceLineId: string; credits: bigint | null; price: Money }[]>;
  /** Refuses with `credit_note_not_found`: missing, or another account's. */
  get(actor: Actor, creditNoteId: string): Promise<AdminCreditNoteRow>;
  list(actor: Actor, list: ListQuery): Promise<Page<AdminCreditNoteRow>>;
}

/** What credit notes need of the credits' room. */
export interface SoldCreditsBack {
  /** Locks the account's wallet. */
  lock(tx: Tx, accountId: string): Promise<void>;
  /** Takes credits of a line back; `value` is what leaves deferred credits. A line without a lot answers zeros. */
  takeBack(
    tx: Tx,
    command: { accountId: string; invoiceLineId: string; credits: bigint; reason: string; currency: string },
  ): Promise<{ taken: bigint; owed: bigint; value: Money }>;
  /** What that would take and leave owed now. Reads only. */
  previewTakeBack(
    reader: Reader,
    of: { invoiceLineId: string; credits: bigint },
  ): Promise<{ taken: bigint; owed: bigint }>;
}

export interface CreditNotesDeps {
  db: Db;
  journal: Journal;
  balance: Balance;
  credits: SoldCreditsBack;
  approvals: Approvals;
  /** A draft like an invoice, to replace it. */
  copyToDraft: InvoiceDrafts['copyToDraft'];
  announce: Announce;
}

export function createCreditNotes(deps: CreditNotesDeps): CreditNotes {
  const { db, balance, credits, announce } = deps;
  const books = createInvoiceBooks(deps.journal);

  /** The credits of each line out of the customer's wallet; answers what they were worth there. */
  async function takeCreditsBack(tx: Tx, invoice: InvoiceRow, parts: CreditParts, reason: string) {
    const { accountId, currency } = invoice;
    const values: Money[] = [];
    for (const line of parts.lines) {
      if (line.credits === 0n) continue;
      const { invoiceLineId } = line;
      const back = { accountId, invoiceLineId, credits: line.credits, reason, currency };
      values.push((await credits.takeBack(tx, back)).value);
    }
    return sum(values, currency);
  }

  async function issue(tx: Tx, command: CreditNoteCommand): Promise<CreditNoteRow> {
    // Read again: another note of this transaction may have changed it since the caller locked it.
    const invoice = await lockInvoice(tx, command.invoice.id);
    if (!invoice) throw notFound('invoice');
    refuseUnissued(invoice);
    const { accountId, currency } = invoice;
    const parts = creditParts(openSale(invoice, await findNotesOf(tx.prisma, invoice.id)), command.what);
    const appliedToDue = parts.total < invoice.amountDue ? parts.total : invoice.amountDue;
    const toAccount = parts.total - appliedToDue;
    const settles = appliedToDue > 0n && appliedToDue === invoice.amountDue;

    if (toAccount > 0n) await balance.lock(tx, accountId, currency);
    // Credits are there exactly while the invoice is paid: granted with it, taken back when its payment bounces.
    const granted =
      invoice.status === 'paid'
        ? { value: await takeCreditsBack(tx, invoice, parts, `Credited: ${command.reason}`) }
        : null;
    if (settles && invoice.lines.some((line) => line.credits !== null)) await credits.lock(tx, accountId);
    const today = calendarDate(tx.at);
    const next = await nextNumber(tx, seriesOf(today, 'CRN'), today);
    const note = await insertCreditNote(tx, {
      ...next,
      invoice,
      parts,
      appliedToDue,
      toAccount,
      cause: command.cause,
      reason: command.reason,
      refundId: command.refundId ?? null,
      disputeId: command.disputeId ?? null,
      requestKey: command.requestKey ?? null,
    });
    await balance.put(tx, {
      accountId,
      kind: 'credit_note',
      amount: money(toAccount, currency),
      invoiceId: invoice.id,
      creditNoteId: note.id,
      refundId: note.refundId,
      disputeId: note.disputeId,
    });
    await books.credited(tx, {
      id: note.id,
      number: note.number,
      accountId,
      tax: money(parts.tax, currency),
      ...netOf(invoice, parts),
      granted,
      appliedToDue: money(appliedToDue, currency),
      toAccount: money(toAccount, currency),
      isUncollectible: invoice.status === 'uncollectible',
    });
    await markCredited(tx, invoice, appliedToDue);
    tell(tx, note, command.actor);
    await announce(tx, {
      type: 'credit_note.issued',
      creditNoteId: note.id,
      invoiceId: invoice.id,
      accountId,
    });
    // What was paid by then and not credited is granted now: see reactions.ts and `leftOf`.
    if (settles)
      await announce(tx, { type: 'invoice.paid', invoiceId: invoice.id, accountId, paymentId: null });
    return note;
  }

  return {
    ...createCreditNoteDesk({ ...deps, issue }),
    issue,

    async creditable(tx, invoiceId) {
      const invoice = await findPlain(tx.prisma, invoiceId);
      if (!invoice) throw notFound('invoice');
      if (invoice.status === 'draft' || invoice.status === 'void') return 0n;
      return creditableOf(openSale(invoice, await findNotesOf(tx.prisma, invoiceId)));
    },

    async preview(tx, invoiceId, amount) {
      const invoice = await findPlain(tx.prisma, invoiceId);
      if (!invoice) throw notFound('invoice');
      const { lines } = creditParts(openSale(invoice, await findNotesOf(tx.prisma, invoiceId)), { amount });
      return lines.map(({ invoiceLineId, credits }) => ({ invoiceLineId, credits }));
    },

    async leftOf(tx, invoice) {
      const sale = openSale(invoice, await findNotesOf(tx.prisma, invoice.id));
      return leftOfLines(sale).map(({ id, credits: left, net }) => ({
        invoiceLineId: id,
        credits: left,
        price: money(net, invoice.currency),
      }));
    },

    async get(actor, creditNoteId) {
      authorize(actor, 'invoices.read');
      const note = await findCreditNote(db.prisma, creditNoteId, confinedTo(actor));
      if (!note) throw notFound('credit_note');
      return note;
    },

    async list(actor, list) {
      authorize(actor, 'invoices.read');
      return listCreditNotes(db, list, confinedTo(actor));
    },
  };
}

/** The net of what sells credits, and of the rest. */
function netOf(invoice: InvoiceRow, parts: CreditParts): { credits: Money; others: Money } {
  const sells = new Set(invoice.lines.filter((line) => line.credits !== null).map((line) => line.id));
  const net = (credits: boolean) =>
    sum(
      parts.lines
        .filter((line) => sells.has(line.invoiceLineId) === credits)
        .map((line) => money(line.net, invoice.currency)),
      invoice.currency,
    );
  return { credits: net(true), others: net(false) };
}

function tell(tx: Tx, note: CreditNoteRow, actor: Actor): void {
  const { accountId } = note;
  tx.live({ accountId, resource: 'credit-notes', ids: [note.id] });
  tx.live({ accountId, resource: 'invoices', ids: [note.invoiceId] });
  tx.audit({
    actor,
    action: 'credit_note.issue',
    subject: { type: 'credit_note', id: note.id },
    accountId,
    reason: note.reason,
    after: {
      number: note.number,
      invoiceId: note.invoiceId,
      total: String(note.total),
      currency: note.currency,
      cause: note.cause,
      appliedToDue: String(note.appliedToDue),
      toAccount: String(note.toAccount),
    },
  });
}
