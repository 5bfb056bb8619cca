import type { Endpoints } from '../../kit/http/router.js';
import {
  adminChangeDraft,
  adminCreateDraft,
  adminDeleteDraft,
  adminIssueDraft,
} from './invoices.drafts.contract.js';
import { draftChange, newDraft } from './invoices.drafts.views.js';
import type { Invoices } from './invoices.service.js';
import { adminInvoiceView } from './invoices.views.js';

export function draftsRoutes(endpoints: Endpoints, invoices: Invoices): void {
  endpoints.on(adminCreateDraft, async ({ actor, body, requestKey }) => {
    const { id } = await invoices.createDraft({
      actor,
      ...newDraft(body),
      requestKey,
    });
    return adminInvoiceView(await invoices.get(actor, id));
  });
  endpoints.on(adminChangeDraft, async ({ actor, params, body }) => {
    await invoices.changeDraft({ actor, invoiceId: params.id, change: draftChange(body) });
    return adminInvoiceView(await invoices.get(actor, params.id));
  });
  endpoints.on(adminDeleteDraft, async ({ actor, params }) => {
    const before = await invoices.get(actor, params.id);
    await invoices.deleteDraft({ actor, invoiceId: params.id });
    return adminInvoiceView(before);
  });
  endpoints.on(adminIssueDraft, async ({ actor, params, body }) => {
    await invoices.issueDraft({ actor, invoiceId: params.id, send: body.send ?? false });
    return adminInvoiceView(await invoices.get(actor, params.id));
  });
}
