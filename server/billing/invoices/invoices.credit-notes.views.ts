import type { BodyOf } from '../../kit/endpoint.contract.js';
import { toWire } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import type {
  AdminCreditNoteView,
  adminPreviewCreditNote,
  CreditNotePreviewView,
  CreditNoteView,
} from './invoices.credit-notes.contract.js';
import type { CreditPreview } from './invoices.credit-notes.desk.service.js';
import type { AdminCreditNoteRow, CreditWhat } from './invoices.credit-notes.service.js';

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

export const creditPreviewView = (preview: CreditPreview): CreditNotePreviewView => ({
  currency: preview.currency,
  creditable: toWire(preview.creditable),
  lines: preview.lines.map(({ invoiceLineId, amount, net, credits }) => ({
    invoiceLineId,
    amount: toWire(amount),
    net: toWire(net),
    credits: toWire(credits),
  })),
  taxes: preview.taxes.map((tax) => ({
    ...tax,
    taxable: toWire(tax.taxable),
    amount: toWire(tax.amount),
  })),
  subtotal: toWire(preview.subtotal),
  tax: toWire(preview.tax),
  total: toWire(preview.total),
  appliedToDue: toWire(preview.appliedToDue),
  toAccount: toWire(preview.toAccount),
  creditsTaken: toWire(preview.creditsTaken),
  creditsOwed: toWire(preview.creditsOwed),
  needsSecondPerson: preview.needsSecondPerson,
});

/** What is to be credited, from the wire. */
export function creditWhat({ amount, lines }: BodyOf<typeof adminPreviewCreditNote>): CreditWhat {
  if (amount !== undefined) return { amount: BigInt(amount) };
  if (lines) return { lines: lines.map((line) => ({ ...line, amount: BigInt(line.amount) })) };
  return 'all';
}
