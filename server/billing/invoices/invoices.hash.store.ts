import type {
  CreditNote,
  CreditNoteLine,
  CreditNoteTax,
  Invoice,
  InvoiceLine,
  InvoiceTax,
} from '../../generated/prisma/client.js';
import { hashOf } from '../../kit/hash.js';
import { calendarDate } from '../../kit/time.js';

/** Papers of today. Version 1 left out much of what is frozen; what it covered still verifies. */
export const HASH_VERSION = 2;

export type HashedInvoice = Invoice & {
  lines: readonly InvoiceLine[];
  taxes: readonly InvoiceTax[];
};

export type HashedNote = Omit<CreditNote, 'contentHash' | 'requestKey'> & {
  lines: readonly Omit<CreditNoteLine, 'creditNoteId'>[];
  taxes: readonly Omit<CreditNoteTax, 'id' | 'creditNoteId'>[];
};

/** What a note takes from the invoice that it credits: frozen there. */
export type CreditedInvoice = Pick<Invoice, 'number' | 'taxNote'>;

const dateOf = (date: Date | null): string | null => (date ? calendarDate(date) : null);

/** The hash of an issued invoice, as its version wants it; the audit recomputes it. Null for a version that nobody knows. */
export function contentHash(invoice: HashedInvoice): string | null {
  if (invoice.hashVersion === 1) return hashOf(invoiceContent1(invoice));
  return invoice.hashVersion === 2 ? hashOf(invoiceContent2(invoice)) : null;
}

/** As `contentHash`, for a credit note. */
export function creditNoteHash(note: HashedNote, invoice: CreditedInvoice): string | null {
  if (note.hashVersion === 1) return hashOf(noteContent1(note, invoice));
  return note.hashVersion === 2 ? hashOf(noteContent2(note, invoice)) : null;
}

/** Never to be changed: papers that are out were hashed so. */
const invoiceContent1 = (invoice: HashedInvoice) => ({
  number: invoice.number,
  currency: invoice.currency,
  amounts: [invoice.subtotal, invoice.discount, invoice.tax, invoice.total],
  dates: [dateOf(invoice.issueDate), dateOf(invoice.dueDate)],
  reference: invoice.paymentReference ?? '',
  parties: [invoice.seller, invoice.buyer],
  notes: invoice.notes,
  // Named only where they are there: the first invoices had none.
  ...(invoice.taxNote === null ? {} : { taxNote: invoice.taxNote }),
  ...(invoice.pricesIncludeTax ? { pricesIncludeTax: true } : {}),
  ...(invoice.correctsId ? { corrects: invoice.correctsId } : {}),
  lines: invoice.lines.map((line) => [
    line.position,
    line.description,
    line.quantity,
    line.unitAmount,
    line.discount,
    line.amount,
    line.taxBasisPoints,
  ]),
  taxes: invoice.taxes.map((tax) => [tax.name, tax.basisPoints, tax.taxable, tax.amount]),
});

/** Everything that the triggers `invoice_frozen`, `invoice_line_frozen` and `invoice_tax_frozen` hold fast. Never to be changed. */
const invoiceContent2 = (invoice: HashedInvoice) => ({
  version: 2,
  id: invoice.id,
  accountId: invoice.accountId,
  number: invoice.number,
  currency: invoice.currency,
  amounts: [invoice.subtotal, invoice.discount, invoice.tax, invoice.total],
  dates: [dateOf(invoice.issueDate), dateOf(invoice.dueDate)],
  instants: [invoice.issuedAt, invoice.createdAt],
  subscriptionId: invoice.subscriptionId,
  correctsId: invoice.correctsId,
  reference: invoice.paymentReference,
  locale: invoice.locale,
  parties: [invoice.seller, invoice.buyer],
  taxReason: invoice.taxReason,
  taxNote: invoice.taxNote,
  pricesIncludeTax: invoice.pricesIncludeTax,
  notes: invoice.notes,
  lines: invoice.lines.map((line) => [
    line.id,
    line.position,
    line.description,
    line.quantity,
    line.unitAmount,
    line.discount,
    line.amount,
    line.taxName,
    line.taxBasisPoints,
    line.isTaxChosen,
    line.credits,
    line.creditPackageId,
    line.planId,
    line.periodStart,
    line.periodEnd,
  ]),
  taxes: taxesOf(invoice.taxes),
});

/** Never to be changed. */
const noteContent1 = (note: HashedNote, invoice: CreditedInvoice) => ({
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
  taxes: taxesOf(note.taxes),
});

/** Every column of the note, and what of its invoice stands on its paper. Never to be changed. */
const noteContent2 = (note: HashedNote, invoice: CreditedInvoice) => ({
  version: 2,
  id: note.id,
  accountId: note.accountId,
  invoiceId: note.invoiceId,
  invoice: invoice.number,
  taxNote: invoice.taxNote,
  number: note.number,
  currency: note.currency,
  amounts: [note.subtotal, note.tax, note.total, note.appliedToDue, note.toAccount],
  date: calendarDate(note.issueDate),
  createdAt: note.createdAt,
  cause: note.cause,
  refundId: note.refundId,
  disputeId: note.disputeId,
  reason: note.reason,
  locale: note.locale,
  pricesIncludeTax: note.pricesIncludeTax,
  parties: [note.seller, note.buyer],
  lines: note.lines.map((line) => [
    line.id,
    line.invoiceLineId,
    line.position,
    line.description,
    line.quantity,
    line.unitAmount,
    line.amount,
    line.taxBasisPoints,
    line.taxName,
    line.credits,
  ]),
  taxes: taxesOf(note.taxes),
});

/** In an order of their own, since rows of one rate come in any. */
const taxesOf = (
  taxes: readonly Pick<InvoiceTax, 'name' | 'basisPoints' | 'taxable' | 'amount' | 'category'>[],
): string[][] =>
  taxes
    .map((tax) => [tax.name, tax.basisPoints, tax.taxable, tax.amount, tax.category].map(String))
    .sort((a, b) => (a.join('|') < b.join('|') ? -1 : 1));
