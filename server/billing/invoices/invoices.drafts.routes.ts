import type { Endpoints } from '../../kit/http/router.js';
import {
  adminChangeDraft,
  adminCreateDraft,
  adminDeleteDraft,
  adminIssueDraft,
} from './invoices.drafts.contract.js';
import type { Invoices } from './invoices.service.js';
import { adminInvoiceView } from './invoices.views.js';

interface WireLine {
  id?: string | undefined;
  description: string;
  quantity: number;
  unitAmount: number;
  discount?: number | undefined;
  taxBasisPoints?: number | undefined;
}

const draftLine = (line: WireLine) => ({
  id: line.id ?? null,
  description: line.description,
  quantity: line.quantity,
  unitAmount: BigInt(line.unitAmount),
  discount: line.discount === undefined ? null : BigInt(line.discount),
  taxBasisPoints: line.taxBasisPoints ?? null,
});

export function draftsRoutes(endpoints: Endpoints, invoices: Invoices): void {
  endpoints.on(adminCreateDraft, async ({ actor, body, requestKey }) => {
    const { id } = await invoices.createDraft({
      actor,
      accountId: body.accountId,
      lines: body.lines.map(draftLine),
      dueDate: body.dueDate ?? null,
      notes: body.notes ?? null,
      requestKey,
    });
    return adminInvoiceView(await invoices.get(actor, id));
  });
  endpoints.on(adminChangeDraft, async ({ actor, params, body }) => {
    const { lines, dueDate, notes } = body;
    await invoices.changeDraft({
      actor,
      invoiceId: params.id,
      change: {
        ...(lines ? { lines: lines.map(draftLine) } : {}),
        ...(dueDate === undefined ? {} : { dueDate }),
        ...(notes === undefined ? {} : { notes }),
      },
    });
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
