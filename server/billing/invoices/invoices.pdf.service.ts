import { createHash } from 'node:crypto';
import type { Actor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import type { Clock } from '../../kit/time.js';
import type { CreditNotes } from './invoices.credit-notes.service.js';
import { findPdf, type KeptPaper, keepPdf } from './invoices.pdf.store.js';
import { creditNotePaper, invoicePaper } from './invoices.pdf.views.js';
import type { Invoices } from './invoices.service.js';
import type { InvoiceRow } from './invoices.store.js';
import type { InvoicePaper, RenderCreditNote, RenderInvoice } from './paper.js';

/** Papers are rendered once, kept with their hash, and the same bytes ever after. */
export interface InvoicePdfs {
  /** The paper of an issued invoice. Refuses with `invoice_not_found`, `invoice_not_issued`. */
  pdf(actor: Actor, invoiceId: string): Promise<PaperFile>;
  /** The paper of a credit note. Refuses with `credit_note_not_found`: missing, or another account's. */
  creditNotePdf(actor: Actor, creditNoteId: string): Promise<PaperFile>;
}

export interface PaperFile {
  fileName: string;
  bytes: Buffer;
}

export interface InvoicePdfsDeps {
  db: Db;
  clock: Clock;
  invoices: Pick<Invoices, 'get'>;
  creditNotes: Pick<CreditNotes, 'get'>;
  render: { invoice: RenderInvoice; creditNote: RenderCreditNote };
  /** How the buyer may pay; printed on the paper. */
  waysToPay: (invoice: InvoiceRow) => Promise<InvoicePaper['paymentInstructions']>;
}

export function createInvoicePdfs(deps: InvoicePdfsDeps): InvoicePdfs {
  const { db, clock, invoices, creditNotes, render, waysToPay } = deps;

  /** The kept bytes; whoever renders first decides them. */
  async function keptOr(paper: KeptPaper, draw: () => Promise<Buffer>): Promise<Buffer> {
    const kept = await findPdf(db.prisma, paper);
    if (kept) return kept;
    const bytes = await draw();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await keepPdf(db.prisma, paper, { sha256, bytes, at: clock.now() });
    return (await findPdf(db.prisma, paper)) ?? bytes;
  }

  return {
    async pdf(actor, invoiceId) {
      const invoice = await invoices.get(actor, invoiceId);
      if (!invoice.number) throw conflict('invoice_not_issued', 'A draft has no paper yet.');
      const bytes = await keptOr({ invoiceId }, async () =>
        render.invoice(invoicePaper(invoice, await waysToPay(invoice))),
      );
      return { fileName: `${invoice.number}.pdf`, bytes };
    },

    async creditNotePdf(actor, creditNoteId) {
      const note = await creditNotes.get(actor, creditNoteId);
      const bytes = await keptOr({ creditNoteId }, () => render.creditNote(creditNotePaper(note)));
      return { fileName: `${note.number}.pdf`, bytes };
    },
  };
}
