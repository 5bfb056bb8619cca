import { createHash } from 'node:crypto';
import type { Actor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { type Clock, calendarDate } from '../../kit/time.js';
import { findPdf, keepPdf } from './invoices.pdf.store.js';
import type { Invoices } from './invoices.service.js';
import type { FrozenParty, InvoiceRow } from './invoices.store.js';
import type { InvoicePaper, RenderInvoice } from './paper.js';

export interface InvoicePdfs {
  /**
   * The paper of an issued invoice: rendered once, kept, and the same bytes ever after. Refuses with
   * `invoice_not_found`, `invoice_not_issued`.
   */
  pdf(actor: Actor, invoiceId: string): Promise<{ fileName: string; bytes: Buffer }>;
}

export interface InvoicePdfsDeps {
  db: Db;
  clock: Clock;
  invoices: Invoices;
  render: RenderInvoice;
  /** How the buyer may pay; printed on the paper. */
  waysToPay: (invoice: InvoiceRow) => Promise<InvoicePaper['paymentInstructions']>;
}

const TERMS: Record<string, string> = {
  de: 'Zahlbar ohne Abzug bis zum Fälligkeitsdatum. Bitte geben Sie die Zahlungsreferenz an.',
  en: 'Payable without deduction by the due date. Please quote the payment reference.',
};

export function createInvoicePdfs({ db, clock, invoices, render, waysToPay }: InvoicePdfsDeps): InvoicePdfs {
  return {
    async pdf(actor, invoiceId) {
      const invoice = await invoices.get(actor, invoiceId);
      if (!invoice.number) throw conflict('invoice_not_issued', 'A draft has no paper yet.');
      const fileName = `${invoice.number}.pdf`;
      const kept = await findPdf(db.prisma, invoiceId);
      if (kept) return { fileName, bytes: kept };
      const bytes = await render(paperOf(invoice, await waysToPay(invoice)));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await keepPdf(db, { invoiceId, sha256, bytes, at: clock.now() });
      return { fileName, bytes: (await findPdf(db.prisma, invoiceId)) ?? bytes };
    },
  };
}

/** Only what was frozen at issue goes on the paper. */
function paperOf(
  invoice: InvoiceRow,
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
    paymentReference: invoice.paymentReference,
    paymentInstructions,
    notes: invoice.notes,
    terms: TERMS[invoice.locale.slice(0, 2)] ?? TERMS.en ?? '',
    taxNote: invoice.taxNote,
  };
}

const party = ({ name, lines, taxId, email }: FrozenParty) => ({ name, lines, taxId, email });
