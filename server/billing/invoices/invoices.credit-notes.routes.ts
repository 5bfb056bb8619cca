import { asAttachment } from '../../kit/http/attachment.js';
import type { Endpoints } from '../../kit/http/router.js';
import {
  adminCorrectInvoice,
  adminCreateCreditNote,
  adminGetCreditNote,
  adminGetCreditNotePdf,
  adminListCreditNotes,
  adminPreviewCreditNote,
  getCreditNote,
  getCreditNotePdf,
  listCreditNotes,
} from './invoices.credit-notes.contract.js';
import type { CreditNotes } from './invoices.credit-notes.service.js';
import {
  adminCreditNoteView,
  creditNoteView,
  creditPreviewView,
  creditWhat,
} from './invoices.credit-notes.views.js';
import type { InvoicePdfs } from './invoices.pdf.service.js';
import type { Invoices } from './invoices.service.js';
import { adminInvoiceView } from './invoices.views.js';

export function creditNotesRoutes(
  endpoints: Endpoints,
  { creditNotes, invoices, pdfs }: { creditNotes: CreditNotes; invoices: Invoices; pdfs: InvoicePdfs },
): void {
  endpoints.on(listCreditNotes, async ({ actor, list }) => {
    const { rows, total } = await creditNotes.list(actor, list);
    return { rows: rows.map(creditNoteView), total };
  });
  endpoints.on(getCreditNote, async ({ actor, params }) =>
    creditNoteView(await creditNotes.get(actor, params.id)),
  );
  endpoints.on(getCreditNotePdf, async ({ actor, params, res }) =>
    asAttachment(res, await pdfs.creditNotePdf(actor, params.id)),
  );

  endpoints.on(adminListCreditNotes, async ({ actor, list }) => {
    const { rows, total } = await creditNotes.list(actor, list);
    return { rows: rows.map(adminCreditNoteView), total };
  });
  endpoints.on(adminGetCreditNote, async ({ actor, params }) =>
    adminCreditNoteView(await creditNotes.get(actor, params.id)),
  );
  endpoints.on(adminGetCreditNotePdf, async ({ actor, params, res }) =>
    asAttachment(res, await pdfs.creditNotePdf(actor, params.id)),
  );
  endpoints.on(adminPreviewCreditNote, async ({ actor, params, body }) =>
    creditPreviewView(await creditNotes.previewNote({ actor, invoiceId: params.id, what: creditWhat(body) })),
  );
  endpoints.on(adminCreateCreditNote, async ({ actor, params, body, requestKey }) => {
    const { id } = await creditNotes.create({
      actor,
      invoiceId: params.id,
      what: creditWhat(body),
      reason: body.reason,
      requestKey,
    });
    return adminCreditNoteView(await creditNotes.get(actor, id));
  });
  endpoints.on(adminCorrectInvoice, async ({ actor, params, body, requestKey }) => {
    const { id } = await creditNotes.correct({
      actor,
      invoiceId: params.id,
      reason: body.reason,
      requestKey,
    });
    return adminInvoiceView(await invoices.get(actor, id));
  });
}
