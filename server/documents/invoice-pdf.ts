import { COUNTINGHOUSE_LOGO, type Logo } from './brand.js';
import { drawPayment } from './invoice-pdf.payment.js';
import { checkInvoice, type InvoicePaper, MAX_TEXT } from './papers.js';
import { drawLines } from './pdf-lines.js';
import { drawFooter, drawParties, drawSummary, openPaper } from './pdf-parts.js';
import { drawText } from './pdf-prose.js';
import { cleanText } from './pdf-script.js';
import { STYLES } from './pdf-style.js';
import { wordsFor } from './pdf-words.js';

/**
 * Draws an issued invoice. The same paper always gives the same bytes. Refuses (`invalid`) a paper that is malformed or
 * has more than 5,000 lines; cuts overlong texts with an ellipsis.
 */
export async function renderInvoicePdf(doc: InvoicePaper, logo: Logo = COUNTINGHOUSE_LOGO): Promise<Buffer> {
  const paper = checkInvoice(doc);
  const words = wordsFor(paper.locale, paper.currency);
  const { labels } = words;
  const sheet = openPaper({ kind: labels.invoice, paper, words, logo });
  drawParties(sheet, paper, words, [
    [labels.issueDate, words.date(paper.issueDate)],
    [labels.dueDate, words.date(paper.dueDate)],
    ...(paper.paymentReference ? [[labels.reference, paper.paymentReference] as const] : []),
  ]);
  drawSummary(sheet, {
    left: [labels.amountDue, words.money(paper.total)],
    right: [labels.payBy, words.date(paper.dueDate)],
  });
  if (paper.corrects) {
    const { number, issueDate } = paper.corrects;
    const said = { number: cleanText(number, MAX_TEXT.word), date: words.date(issueDate) };
    drawText(sheet, sheet.root, labels.corrects(said), STYLES.strong);
    sheet.y += 16;
  }
  drawLines(sheet, paper, words, { total: labels.total });
  drawPayment(sheet, paper, words);
  return sheet.finish((place) => drawFooter(sheet, paper, paper.terms, labels.page(place)));
}
