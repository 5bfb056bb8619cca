import { calendarDate } from '../../kit/time.js';
import type { AdminCreditNoteRow } from './invoices.credit-notes.store.js';
import type { AdminInvoiceRow, FrozenParty } from './invoices.store.js';
import type { CreditNotePaper, InvoicePaper } from './paper.js';

const TERMS: Record<string, string> = {
  de: 'Zahlbar ohne Abzug bis zum Fälligkeitsdatum. Bitte geben Sie die Zahlungsreferenz an.',
  en: 'Payable without deduction by the due date. Please quote the payment reference.',
};

/** Row to paper. Only what was frozen at issue goes on it. */
export function invoicePaper(
  invoice: AdminInvoiceRow,
  paymentInstructions: InvoicePaper['paymentInstructions'],
): InvoicePaper {
  const seller = invoice.seller as unknown as FrozenParty;
  const buyer = invoice.buyer as unknown as FrozenParty;
  return {
    number: invoice.number ?? '',
    issueDate: invoice.issueDate ? calendarDate(invoice.issueDate) : '',
    dueDate: invoice.dueDate ? calendarDate(invoice.dueDate) : '',
    currency: invoice.currency,
    locale: invoice.locale,
    seller: { ...party(seller), website: seller.website ?? null },
    buyer: party(buyer),
    lines: invoice.lines.map((line) => ({
      description: line.description,
      period:
        line.periodStart && line.periodEnd
          ? { start: calendarDate(line.periodStart), end: calendarDate(line.periodEnd) }
          : null,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      discount: line.discount,
      taxBasisPoints: line.taxBasisPoints,
      amount: line.amount,
    })),
    pricesIncludeTax: invoice.pricesIncludeTax,
    subtotal: invoice.pricesIncludeTax ? invoice.subtotal + invoice.tax : invoice.subtotal,
    discount: invoice.discount,
    taxes: invoice.taxes.map((tax) => ({ ...tax })),
    total: invoice.total,
    corrects: invoice.corrects && {
      number: invoice.corrects.number ?? '',
      issueDate: invoice.corrects.issueDate ? calendarDate(invoice.corrects.issueDate) : '',
    },
    paymentReference: invoice.paymentReference,
    paymentInstructions,
    notes: invoice.notes,
    terms: TERMS[invoice.locale.slice(0, 2)] ?? TERMS.en ?? '',
    taxNote: invoice.taxNote,
  };
}

const party = ({ name, lines, taxId, email }: FrozenParty) => ({ name, lines, taxId, email });

/** Row to paper. What became of the money is what the note itself decided: all of it was known when it was written. */
export function creditNotePaper(note: AdminCreditNoteRow): CreditNotePaper {
  const seller = note.seller as unknown as FrozenParty;
  const { invoice, cause, toAccount } = note;
  const wentTo = (own: typeof cause) => (cause === own ? toAccount : 0n);
  return {
    number: note.number,
    issueDate: calendarDate(note.issueDate),
    currency: note.currency,
    locale: note.locale,
    seller: { ...party(seller), website: seller.website ?? null },
    buyer: party(note.buyer as unknown as FrozenParty),
    lines: note.lines.map((line) => ({
      description: line.description,
      period: null,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      discount: 0n,
      taxBasisPoints: line.taxBasisPoints,
      amount: line.amount,
    })),
    pricesIncludeTax: note.pricesIncludeTax,
    subtotal: note.pricesIncludeTax ? note.subtotal + note.tax : note.subtotal,
    discount: 0n,
    taxes: note.taxes.map((tax) => ({ ...tax })),
    total: note.total,
    taxNote: taxNoteOf(note),
    invoice: {
      number: invoice.number ?? '',
      issueDate: calendarDate(invoice.issueDate ?? note.issueDate),
    },
    reason: note.reason,
    outcome: {
      setAgainstDue: note.appliedToDue,
      refunded: { amount: wentTo('refund'), method: note.refund?.payment.method ?? null },
      chargedBack: wentTo('chargeback'),
      onAccount: wentTo('correction'),
    },
    credits: creditsOf(note),
  };
}

/** The invoice's note speaks of what is untaxed: it belongs here where that is credited. */
const taxNoteOf = ({ taxes, invoice }: AdminCreditNoteRow): string | null =>
  taxes.length > 0 && taxes.every(({ category }) => category === 'S') ? null : invoice.taxNote;

/** Credits had been granted exactly where the invoice was paid, and then nothing was due on it. */
function creditsOf({ lines, appliedToDue }: AdminCreditNoteRow): CreditNotePaper['credits'] {
  const count = lines.reduce((total, { credits }) => total + (credits ?? 0n), 0n);
  return count === 0n ? null : { count, wereGranted: appliedToDue === 0n };
}
