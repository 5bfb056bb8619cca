import { toWire } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import { taxCategory } from '../tax/tax.categories.contract.js';
import type { AdminInvoiceView, InvoiceView } from './invoices.contract.js';
import type { AdminInvoiceRow, InvoiceRow, InvoiceSurroundings } from './invoices.store.js';

/** Row to wire. Rows themselves never reach a client. */
export function invoiceView(row: InvoiceRow & Partial<InvoiceSurroundings>): InvoiceView {
  const notes = row.creditNotes ?? [];
  const credited = notes.flatMap((note) => note.lines);
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    currency: row.currency,
    subtotal: toWire(row.subtotal),
    discount: toWire(row.discount),
    tax: toWire(row.tax),
    total: toWire(row.total),
    amountPaid: toWire(row.amountPaid),
    amountDue: toWire(row.amountDue),
    issueDate: row.issueDate ? calendarDate(row.issueDate) : null,
    dueDate: row.dueDate ? calendarDate(row.dueDate) : null,
    paidAt: row.paidAt?.toISOString() ?? null,
    subscriptionId: row.subscriptionId,
    paymentReference: row.paymentReference,
    amountCredited: toWire(row.amountCredited),
    isOverdue: row.isOverdue ?? false,
    correctsId: row.correctsId,
    correctsNumber: row.corrects?.number ?? null,
    correctedBy: (row.correctedBy ?? []).filter(({ number }) => number !== null),
    settlements: (row.allocations ?? []).map(({ createdAt, amount, ...part }) => ({
      ...part,
      amount: toWire(amount),
      createdAt: createdAt.toISOString(),
    })),
    creditNotes: notes.map((note) => ({
      id: note.id,
      number: note.number,
      issueDate: calendarDate(note.issueDate),
      total: toWire(note.total),
    })),
    lines: row.lines.map((line) => ({
      id: line.id,
      description: line.description,
      quantity: line.quantity,
      unitAmount: toWire(line.unitAmount),
      amount: toWire(line.amount),
      taxBasisPoints: line.taxBasisPoints,
      amountCredited: toWire(
        credited
          .filter(({ invoiceLineId }) => invoiceLineId === line.id)
          .reduce((total, { amount }) => total + amount, 0n),
      ),
      credits: line.credits === null ? null : toWire(line.credits),
    })),
    taxes: row.taxes.map((tax) => ({
      name: tax.name,
      basisPoints: tax.basisPoints,
      category: taxCategory.parse(tax.category),
      taxable: toWire(tax.taxable),
      amount: toWire(tax.amount),
    })),
    pricesIncludeTax: row.pricesIncludeTax,
    taxNote: row.taxNote,
  };
}

export const adminInvoiceView = (row: AdminInvoiceRow): AdminInvoiceView => ({
  ...invoiceView(row),
  account: row.account,
  createdAt: row.createdAt.toISOString(),
  voidedAt: row.voidedAt?.toISOString() ?? null,
  voidReason: row.voidReason,
  uncollectibleAt: row.uncollectibleAt?.toISOString() ?? null,
  uncollectibleReason: row.uncollectibleReason,
  notes: row.notes,
  taxReason: row.taxReason,
  creditable: toWire(
    row.status === 'draft' || row.status === 'void'
      ? 0n
      : row.creditNotes.reduce((left, { total }) => left - total, row.total),
  ),
  correctedBy: row.correctedBy,
});
