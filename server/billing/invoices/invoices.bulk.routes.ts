import type { QueryOf } from '../../kit/endpoint.contract.js';
import { sendCsv } from '../../kit/http/csv-file.js';
import type { Endpoints } from '../../kit/http/router.js';
import { sendZip } from '../../kit/http/zip-file.js';
import {
  adminExportInvoices,
  adminInvoicePdfs,
  adminSendInvoices,
  adminVoidInvoices,
} from './invoices.bulk.contract.js';
import type { InvoiceBulk, InvoiceSelection } from './invoices.bulk.service.js';

/** Mounted before the routes of one invoice, which would take these paths for ids. */
export function invoiceBulkRoutes(endpoints: Endpoints, bulk: InvoiceBulk): void {
  endpoints.on(adminSendInvoices, async ({ actor, body }) => ({
    results: await bulk.send({ actor, ...body }),
  }));
  endpoints.on(adminVoidInvoices, async ({ actor, body }) => ({
    results: await bulk.voidAll({ actor, ...body }),
  }));
  endpoints.on(adminExportInvoices, async ({ actor, query, res }) => {
    await sendCsv(res, 'invoices.csv', bulk.rows(actor, selectionOf(query)));
    return undefined;
  });
  endpoints.on(adminInvoicePdfs, async ({ actor, query, res }) => {
    await sendZip(res, 'invoices.zip', bulk.pdfs(actor, query.id));
    return undefined;
  });
}

const selectionOf = (query: QueryOf<typeof adminExportInvoices>): InvoiceSelection => ({
  ids: query.id ?? null,
  status: query.status ?? null,
  overdue: query.overdue === undefined ? null : query.overdue === 'true',
  currency: query.currency ?? null,
  accountId: query.accountId ?? null,
  issued: { from: query.issuedFrom ?? null, to: query.issuedTo ?? null },
  due: { from: query.dueFrom ?? null, to: query.dueTo ?? null },
  number: query.number ?? null,
  paymentReference: query.paymentReference ?? null,
  q: query.q ?? null,
});
