import { move } from 'piscina';
import { renderCreditNotePdf } from './credit-note-pdf.js';
import { renderInvoicePdf } from './invoice-pdf.js';
import type { CreditNotePaper, InvoicePaper } from './papers.js';

// These run in a thread of their own. The bytes are handed over, not copied.
const handOver = (pdf: Buffer): unknown =>
  move(pdf.buffer.slice(pdf.byteOffset, pdf.byteOffset + pdf.byteLength) as ArrayBuffer);

export const renderInvoice = async (paper: InvoicePaper): Promise<unknown> =>
  handOver(await renderInvoicePdf(paper));

export const renderCreditNote = async (paper: CreditNotePaper): Promise<unknown> =>
  handOver(await renderCreditNotePdf(paper));
