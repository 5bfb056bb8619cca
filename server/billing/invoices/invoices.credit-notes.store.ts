import type {
  CreditNote,
  CreditNoteCause,
  CreditNoteLine,
  CreditNoteTax,
  PaymentMethod,
} from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type CalendarDate, dateToInstant } from '../../kit/time.js';
import type { CreditedLine, CreditParts } from './invoices.credit-notes.rules.js';
import { creditNoteHash, HASH_VERSION } from './invoices.hash.store.js';
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
  const lines = split.lines.map((line, index) => ({
    id: newId('crl', clock),
    position: index + 1,
    ...lineOf(invoice, line),
  }));
  const taxes = split.taxes.map((tax) => ({ ...tax }));
  const row = {
    id: newId('crn', clock),
    accountId: invoice.accountId,
    invoiceId: invoice.id,
    number: note.number,
    currency: invoice.currency,
    subtotal: split.subtotal,
    tax: split.tax,
    total: split.total,
    appliedToDue: note.appliedToDue,
    toAccount: note.toAccount,
    cause: note.cause,
    reason: note.reason,
    refundId: note.refundId,
    disputeId: note.disputeId,
    pricesIncludeTax: invoice.pricesIncludeTax,
    locale: invoice.locale,
    buyer: invoice.buyer ?? {},
    seller: invoice.seller ?? {},
    issueDate: dateToInstant(note.issueDate),
    createdAt: tx.at,
    hashVersion: HASH_VERSION,
  };
  return tx.prisma.creditNote.create({
    data: {
      ...row,
      requestKey: note.requestKey,
      contentHash: creditNoteHash({ ...row, lines, taxes }, invoice) ?? '',
      lines: { create: lines },
      taxes: { create: taxes.map((tax) => ({ id: newId('cnt', clock), ...tax })) },
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
