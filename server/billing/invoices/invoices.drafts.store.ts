import type { Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type CalendarDate, dateToInstant } from '../../kit/time.js';
import type { InvoiceTotals } from './invoices.rules.js';

export interface DraftInput {
  accountId: string;
  totals: InvoiceTotals;
  currency: string;
  locale: string;
  taxReason: string;
  taxNote: string | null;
  notes: string | null;
  requestKey: string | null;
  dueDate?: CalendarDate | null;
  /** The invoice that this one replaces. */
  correctsId?: string | null;
  subscriptionId?: string | null;
}

export async function insertDraft(tx: Tx, draft: DraftInput): Promise<string> {
  const { totals, dueDate } = draft;
  const id = newId('inv', { now: () => tx.at });
  await tx.prisma.invoice.create({
    data: {
      id,
      accountId: draft.accountId,
      status: 'draft',
      currency: draft.currency,
      locale: draft.locale,
      taxReason: draft.taxReason,
      taxNote: draft.taxNote,
      notes: draft.notes,
      requestKey: draft.requestKey,
      dueDate: dueDate ? dateToInstant(dueDate) : null,
      correctsId: draft.correctsId ?? null,
      subscriptionId: draft.subscriptionId ?? null,
      ...sumsOf(totals),
      ...partsOf(tx, totals),
      createdAt: tx.at,
    },
  });
  return id;
}

export interface DraftChange {
  totals: InvoiceTotals;
  taxReason: string;
  taxNote: string | null;
  /** Left out: as it was. */
  notes?: string | null;
  dueDate?: CalendarDate | null;
}

/** Lines, taxes and sums anew; a line that is named again keeps its id. The caller holds the lock of a draft. */
export async function replaceDraft(tx: Tx, id: string, change: DraftChange): Promise<void> {
  await tx.prisma.invoiceLine.deleteMany({ where: { invoiceId: id } });
  await tx.prisma.invoiceTax.deleteMany({ where: { invoiceId: id } });
  const { dueDate, notes } = change;
  await tx.prisma.invoice.update({
    where: { id },
    data: {
      taxReason: change.taxReason,
      taxNote: change.taxNote,
      ...(notes === undefined ? {} : { notes }),
      ...(dueDate === undefined ? {} : { dueDate: dueDate === null ? null : dateToInstant(dueDate) }),
      ...sumsOf(change.totals),
      ...partsOf(tx, change.totals),
    },
  });
}

/** The caller holds the lock of a draft; an issued invoice cannot be removed. */
export async function removeDraft(tx: Tx, id: string): Promise<void> {
  await tx.prisma.invoiceLine.deleteMany({ where: { invoiceId: id } });
  await tx.prisma.invoiceTax.deleteMany({ where: { invoiceId: id } });
  await tx.prisma.invoice.delete({ where: { id } });
}

const sumsOf = ({ pricesIncludeTax, subtotal, discount, tax, total }: InvoiceTotals) => ({
  pricesIncludeTax,
  subtotal: subtotal.minor,
  discount: discount.minor,
  tax: tax.minor,
  total: total.minor,
  amountDue: total.minor,
});

function partsOf(tx: Tx, { lines, taxes }: InvoiceTotals) {
  const clock = { now: () => tx.at };
  return {
    lines: {
      create: lines.map((line, index) => ({
        id: line.id ?? newId('inl', clock),
        position: index + 1,
        description: line.description,
        quantity: line.quantity,
        unitAmount: line.unitAmount.minor,
        discount: line.discount.minor,
        amount: line.amount.minor,
        taxBasisPoints: line.taxBasisPoints,
        taxName: line.taxName,
        isTaxChosen: line.isTaxChosen ?? false,
        creditPackageId: line.creditPackageId,
        credits: line.credits,
        planId: line.planId ?? null,
        periodStart: line.period?.start ?? null,
        periodEnd: line.period?.end ?? null,
      })),
    },
    taxes: {
      create: taxes.map((tax) => ({
        id: newId('inx', clock),
        name: tax.name,
        basisPoints: tax.basisPoints,
        category: tax.category,
        taxable: tax.taxable.minor,
        amount: tax.amount.minor,
      })),
    },
  };
}
