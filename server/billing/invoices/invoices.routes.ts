import { asAttachment } from '../../kit/http/attachment.js';
import type { Endpoints } from '../../kit/http/router.js';
import {
  adminCreateInvoice,
  adminGetInvoice,
  adminGetInvoicePdf,
  adminListInvoices,
  adminMarkUncollectible,
  adminSendInvoice,
  adminVoidInvoice,
  getInvoice,
  getInvoicePdf,
  listInvoices,
} from './invoices.contract.js';
import type { InvoicePdfs } from './invoices.pdf.service.js';
import type { Invoices } from './invoices.service.js';
import { adminInvoiceView, invoiceView } from './invoices.views.js';

export function invoicesRoutes(endpoints: Endpoints, invoices: Invoices, pdfs: InvoicePdfs): void {
  endpoints.on(listInvoices, async ({ actor, list }) => {
    const { rows, total } = await invoices.list(actor, list);
    return { rows: rows.map(invoiceView), total };
  });
  endpoints.on(getInvoice, async ({ actor, params }) => invoiceView(await invoices.get(actor, params.id)));
  endpoints.on(getInvoicePdf, async ({ actor, params, res }) =>
    asAttachment(res, await pdfs.pdf(actor, params.id)),
  );

  endpoints.on(adminListInvoices, async ({ actor, list }) => {
    const { rows, total } = await invoices.list(actor, list);
    return { rows: rows.map(adminInvoiceView), total };
  });
  endpoints.on(adminGetInvoice, async ({ actor, params }) =>
    adminInvoiceView(await invoices.get(actor, params.id)),
  );
  endpoints.on(adminGetInvoicePdf, async ({ actor, params, res }) =>
    asAttachment(res, await pdfs.pdf(actor, params.id)),
  );
  endpoints.on(adminCreateInvoice, async ({ actor, body, requestKey }) => {
    const { id } = await invoices.createManual({
      actor,
      accountId: body.accountId,
      lines: body.lines.map((line) => ({
        description: line.description,
        quantity: line.quantity,
        unitAmount: BigInt(line.unitAmount),
        discount: line.discount === undefined ? null : BigInt(line.discount),
        taxBasisPoints: line.taxBasisPoints ?? null,
      })),
      dueDate: body.dueDate ?? null,
      notes: body.notes ?? null,
      send: body.send ?? false,
      requestKey,
    });
    return adminInvoiceView(await invoices.get(actor, id));
  });
  endpoints.on(adminVoidInvoice, async ({ actor, params, body }) => {
    await invoices.voidInvoice({ actor, invoiceId: params.id, reason: body.reason });
    return adminInvoiceView(await invoices.get(actor, params.id));
  });
  endpoints.on(adminMarkUncollectible, async ({ actor, params, body }) => {
    await invoices.markUncollectible({ actor, invoiceId: params.id, reason: body.reason });
    return adminInvoiceView(await invoices.get(actor, params.id));
  });
  endpoints.on(adminSendInvoice, async ({ actor, params }) => {
    await invoices.sendAgain({ actor, invoiceId: params.id });
    return adminInvoiceView(await invoices.get(actor, params.id));
  });
}
