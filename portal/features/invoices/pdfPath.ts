/** Where an invoice's PDF is downloaded; the session's cookie goes along with an ordinary link. */
export const pdfPath = (invoiceId: string): string =>
  `/v1/billing/invoices/${encodeURIComponent(invoiceId)}/pdf`;
