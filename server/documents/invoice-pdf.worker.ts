import { move } from 'piscina';
import type { InvoicePaper } from './invoice-paper.js';
import { renderInvoicePdf } from './invoice-pdf.js';

/** Runs in a thread of its own. The bytes are handed over, not copied. */
export async function renderInvoice(paper: InvoicePaper): Promise<unknown> {
  const pdf = await renderInvoicePdf(paper);
  return move(pdf.buffer.slice(pdf.byteOffset, pdf.byteOffset + pdf.byteLength) as ArrayBuffer);
}
