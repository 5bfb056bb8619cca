import { COUNTINGHOUSE_LOGO, type Logo } from './brand.js';
import { type CreditNotePaper, checkCreditNote, MAX_TEXT } from './papers.js';
import { drawLines } from './pdf-lines.js';
import { drawFooter, drawParties, drawSummary, openPaper, type PaperFact } from './pdf-parts.js';
import { drawFactTable, drawHeading, drawSection, drawTaxNote } from './pdf-prose.js';
import { cleanText } from './pdf-script.js';
import { type Words, wordsFor } from './pdf-words.js';

/**
 * Draws a credit note. Its amounts stand above zero, as what is credited. The same paper always gives the same bytes.
 * Refuses (`invalid`) a paper that is malformed or has more than 5,000 lines; cuts overlong texts with an ellipsis.
 */
export async function renderCreditNotePdf(
  doc: CreditNotePaper,
  logo: Logo = COUNTINGHOUSE_LOGO,
): Promise<Buffer> {
  const paper = checkCreditNote(doc);
  const words = wordsFor(paper.locale, paper.currency);
  const { labels, creditNote } = words;
  const sheet = openPaper({ kind: creditNote.title, paper, words, logo });
  drawParties(sheet, paper, words, [
    [labels.issueDate, words.date(paper.issueDate)],
    [creditNote.forInvoice, paper.invoice.number],
    [creditNote.invoiceDate, words.date(paper.invoice.issueDate)],
  ]);
  drawSummary(sheet, {
    left: [creditNote.credited, words.money(paper.total)],
    right: [creditNote.forInvoice, cleanText(paper.invoice.number, MAX_TEXT.word)],
  });
  drawLines(sheet, paper, words, { total: creditNote.total });
  drawTaxNote(sheet, paper.taxNote);
  drawHeading(sheet, creditNote.outcome);
  drawFactTable(sheet, outcomeOf(paper, words));
  drawSection(sheet, creditNote.reason, paper.reason);
  return sheet.finish((place) =>
    drawFooter(sheet, paper, creditNote.terms(paper.invoice.number), labels.page(place)),
  );
}

/** What became of the money, part by part, and of the credits. */
function outcomeOf(
  { outcome, credits, invoice }: CreditNotePaper,
  { money, number, creditNote }: Words,
): PaperFact[] {
  const { setAgainstDue, refunded, chargedBack, onAccount } = outcome;
  const parts: [label: string, amount: bigint][] = [
    [creditNote.setAgainstDue(cleanText(invoice.number, MAX_TEXT.word)), setAgainstDue],
    [creditNote.refunded(refunded.method), refunded.amount],
    [creditNote.chargedBack, chargedBack],
    [creditNote.onAccount, onAccount],
  ];
  return [
    ...parts
      .filter(([, amount]) => amount !== 0n)
      .map(([label, amount]): PaperFact => [label, money(amount)]),
    ...(credits
      ? [
          [
            credits.wereGranted ? creditNote.creditsBack : creditNote.creditsNotGranted,
            number(Number(credits.count)),
          ] as const,
        ]
      : []),
  ];
}
