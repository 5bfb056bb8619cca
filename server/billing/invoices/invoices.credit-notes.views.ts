import { toWire } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import type { AdminCreditNoteView, CreditNoteView } from './invoices.credit-notes.contract.js';
import type { AdminCreditNoteRow } from './invoices.credit-notes.service.js';

export function creditNoteView(row: AdminCreditNoteRow): CreditNoteView {
  return {
    id: row.id,
    number: row.number,
    invoiceId: row.invoiceId,
    invoiceNumber: row.invoice.number,
    cause: row.cause,
    reason: row.reason,
    currency: row.currency,
    subtotal: toWire(row.subtotal),
    tax: toWire(row.tax),
    total: toWire(row.total),
    appliedToDue: toWire(row.appliedToDue),
    toAccount: toWire(row.toAccount),
    pricesIncludeTax: row.pricesIncludeTax,
    issueDate: calendarDate(row.issueDate),
    lines: row.lines.map((line) => ({
      id: line.id,
      invoiceLineId: line.invoiceLineId,
      description: line.description,
      quantity: line.quantity,
      unitAmount: toWire(line.unitAmount),
      amount: toWire(line.amount),
      taxBasisPoints: line.taxBasisPoints,
      credits: line.credits === null ? null : toWire(line.credits),
    })),
    taxes: row.taxes.map((tax) => ({
      name: tax.name,
      basisPoints: tax.basisPoints,
      taxable: toWire(tax.taxable),
      amount: toWire(tax.amount),
      category: tax.category,
    })),
    createdAt: row.createdAt.toISOString(),
  };
}

export const adminCreditNoteView = (row: AdminCreditNoteRow): AdminCreditNoteView => ({
  ...creditNoteView(row),
  account: row.account,
  refundId: row.refundId,
  disputeId: row.disputeId,
});
