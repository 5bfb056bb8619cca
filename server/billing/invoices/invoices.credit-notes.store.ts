import type {
  CreditNote,
  CreditNoteCause,
  CreditNoteLine,
  CreditNoteTax,
  PaymentMethod,
} from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { hashOf } from '../../kit/hash.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type CalendarDate, calendarDate, dateToInstant } from '../../kit/time.js';
import type { CreditedLine, CreditParts } from './invoices.credit-notes.rules.js';
import type { InvoiceRow } from './invoices.store.js';

export type CreditNoteRow = CreditNote & { lines: CreditNoteLine[]; taxes: CreditNoteTax[] };
export type AdminCreditNoteRow = CreditNoteRow & {
  account: { id: string; name: string };
  invoice: { number: string | null; issueDate: Date | null; taxNote: string | null };
  /** The refund that it was written for, with the way in which the money had come. */
  refund: { payment: { method: PaymentMethod } } | null;
};
export type { CreditNoteCause };

const parts = {
  lines: { orderBy: { position: 'asc' } },
  taxes: { orderBy: { basisPoints: 'desc' } },
} as const;
const withAround = {
  ...parts,
  account: { select: { id: true, name: true } },
  invoice: { select: { number: true, issueDate: true, taxNote: true } },
  refund: { select: { payment: { select: { method: true } } } },
} as const;

/** The notes of an invoice, oldest first. */
export async function findNotesOf(reader: Reader, invoiceId: string): Promise<CreditNoteRow[]> {
  return reader.creditNote.findMany({ where: { invoiceId }, include: parts, orderBy: { number: 'asc' } });
}

export interface NewCreditNote {
  invoice: InvoiceRow;
  parts: CreditParts;
  number: string;
  issueDate: CalendarDate;
  appliedToDue: bigint;
  toAccount: bigint;
  cause: CreditNoteCause;
  reason: string;
  refundId: string | null;
  disputeId: string | null;
  requestKey: string | null;
}

/** Written once, with the parties as they stand on the invoice. The caller holds the invoice's lock. */
export async function insertCreditNote(tx: Tx, note: NewCreditNote): Promise<CreditNoteRow> {
  const clock = { now: () => tx.at };
  const { invoice, parts: split } = note;
  const head = {
    number: note.number,
    currency: invoice.currency,
    subtotal: split.subtotal,
    tax: split.tax,
    total: split.total,
    appliedToDue: note.appliedToDue,
    toAccount: note.toAccount,
    reason: note.reason,
    pricesIncludeTax: invoice.pricesIncludeTax,
    buyer: invoice.buyer ?? {},
    seller: invoice.seller ?? {},
  };
  const issueDate = dateToInstant(note.issueDate);
  const lines = split.lines.map((line, index) => ({ position: index + 1, ...lineOf(invoice, line) }));
  const id = newId('crn', clock);
  return tx.prisma.creditNote.create({
    data: {
      id,
      ...head,
      accountId: invoice.accountId,
      invoiceId: invoice.id,
      cause: note.cause,
      refundId: note.refundId,
      disputeId: note.disputeId,
      requestKey: note.requestKey,
      locale: invoice.locale,
      issueDate,
      contentHash: creditNoteHash({ ...head, issueDate, lines, taxes: split.taxes }, invoice),
      createdAt: tx.at,
      lines: { create: lines.map((line) => ({ id: newId('crl', clock), ...line })) },
      taxes: { create: split.taxes.map((tax) => ({ id: newId('cnt', clock), ...tax })) },
    },
    include: parts,
  });
}

/** A line that goes back as a whole keeps its quantity and price; a part of one is one piece of its own. */
function lineOf(invoice: InvoiceRow, { invoiceLineId, amount, credits }: CreditedLine) {
  const line = invoice.lines.find(({ id }) => id === invoiceLineId);
  if (!line) throw new Error(`Invoice ${invoice.id} has no line ${invoiceLineId}`);
  const isWhole = amount === line.amount && line.discount === 0n;
  return {
    invoiceLineId,
    description: line.description,
    quantity: isWhole ? line.quantity : 1,
    unitAmount: isWhole ? line.unitAmount : amount,
    amount,
    taxBasisPoints: line.taxBasisPoints,
    taxName: line.taxName,
    credits: credits > 0n ? credits : null,
  };
}

type Hashed = Pick<
  CreditNote,
  | 'number'
  | 'currency'
  | 'subtotal'
  | 'tax'
  | 'total'
  | 'appliedToDue'
  | 'toAccount'
  | 'reason'
  | 'pricesIncludeTax'
  | 'issueDate'
> & {
  buyer: unknown;
  seller: unknown;
  lines: readonly Pick<
    CreditNoteLine,
    | 'position'
    | 'description'
    | 'quantity'
    | 'unitAmount'
    | 'amount'
    | 'taxBasisPoints'
    | 'taxName'
    | 'credits'
  >[];
  taxes: readonly Pick<CreditNoteTax, 'name' | 'basisPoints' | 'taxable' | 'amount' | 'category'>[];
};

/** Everything that stands on a credit note's paper; the audit recomputes it. */
export function creditNoteHash(note: Hashed, invoice: { number: string | null }): string {
  return hashOf({
    number: note.number,
    invoice: invoice.number,
    currency: note.currency,
    amounts: [note.subtotal, note.tax, note.total, note.appliedToDue, note.toAccount],
    date: calendarDate(note.issueDate),
    reason: note.reason,
    pricesIncludeTax: note.pricesIncludeTax,
    parties: [note.seller, note.buyer],
    lines: note.lines.map((line) => [
      line.position,
      line.description,
      line.quantity,
      line.unitAmount,
      line.amount,
      line.taxBasisPoints,
      line.taxName,
      line.credits,
    ]),
    taxes: note.taxes
      .map((tax) => [tax.name, tax.basisPoints, tax.taxable, tax.amount, tax.category].map(String))
      .sort((a, b) => (a.join('|') < b.join('|') ? -1 : 1)),
  });
}

/** Lowers what is due by a credit note; an invoice with nothing due any more is paid. The caller holds its lock. */
export async function markCredited(tx: Tx, invoice: InvoiceRow, appliedToDue: bigint): Promise<void> {
  if (appliedToDue === 0n) return;
  const due = invoice.amountDue - appliedToDue;
  await tx.prisma.invoice.update({
    where: { id: invoice.id },
    data: {
      amountCredited: invoice.amountCredited + appliedToDue,
      amountDue: due,
      ...(due === 0n ? { status: 'paid', paidAt: tx.at } : {}),
    },
  });
}

export async function findNoteByRequestKey(
  reader: Reader,
  requestKey: string,
): Promise<{ id: string } | null> {
  return reader.creditNote.findUnique({ where: { requestKey }, select: { id: true } });
}

export async function findCreditNote(
  reader: Reader,
  id: string,
  accountId: string | null,
): Promise<AdminCreditNoteRow | null> {
  return reader.creditNote.findFirst({
    where: { id, ...(accountId ? { accountId } : {}) },
    include: withAround,
  });
}

const COLUMNS = {
  createdAt: 'createdAt',
  issueDate: { column: 'issueDate', value: (raw: unknown) => dateToInstant(String(raw)) },
  number: 'number',
  total: 'total',
  cause: 'cause',
  currency: 'currency',
  invoiceId: 'invoiceId',
  accountId: 'accountId',
} as const;

export async function listCreditNotes(
  db: Db,
  list: ListQuery,
  accountId: string | null,
): Promise<Page<AdminCreditNoteRow>> {
  const { where, ...page } = toPrismaList(list, COLUMNS);
  const search = list.q
    ? { contains: list.q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
    : null;
  const byNumber = search ? [{ number: search }, { invoice: { number: search } }] : [];
  const scoped = {
    AND: [
      ...where,
      ...(accountId ? [{ accountId }] : []),
      ...(search ? [{ OR: accountId ? byNumber : [...byNumber, { account: { name: search } }] }] : []),
    ],
  };
  const [rows, count] = await Promise.all([
    db.prisma.creditNote.findMany({ where: scoped, include: withAround, ...page }),
    db.prisma.creditNote.count({ where: scoped }),
  ]);
  return { rows, total: count };
}
