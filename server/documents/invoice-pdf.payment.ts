import { type InvoicePaper, MAX_TEXT } from './papers.js';
import { drawHeading, drawTaxNote, drawText } from './pdf-prose.js';
import { cleanText } from './pdf-script.js';
import type { Sheet } from './pdf-sheet.js';
import { COLORS, STYLES } from './pdf-style.js';
import { lineHeight } from './pdf-text.js';
import type { Words } from './pdf-words.js';

const INDENT = 14;

/** How to pay, the payment reference, the note on the tax and the seller's notes, over as many pages as they need. */
export function drawPayment(sheet: Sheet, paper: InvoicePaper, words: Words): void {
  drawTaxNote(sheet, paper.taxNote);
  if (paper.paymentReference || paper.paymentInstructions.length > 0) {
    drawHeading(sheet, words.labels.howToPay);
    if (paper.paymentReference) drawReference(sheet, words, cleanText(paper.paymentReference, MAX_TEXT.word));
    for (const { title, text } of paper.paymentInstructions) {
      drawInstruction(sheet, {
        title: cleanText(title, MAX_TEXT.name),
        text: cleanText(text, MAX_TEXT.block),
      });
    }
  }
  if (paper.notes) {
    drawHeading(sheet, words.labels.notes);
    drawText(sheet, sheet.root, cleanText(paper.notes, MAX_TEXT.block), STYLES.muted);
  }
}

function drawReference(sheet: Sheet, words: Words, reference: string): void {
  const height = 30;
  sheet.ensure(height + 10);
  const { y } = sheet;
  const labelWidth = sheet.width(words.labels.reference, STYLES.muted);
  const width = Math.min(sheet.contentWidth, labelWidth + 36 + sheet.width(reference, STYLES.heading));
  sheet.artifact(() => {
    sheet.doc.roundedRect(sheet.left, y, width, height, 6).lineWidth(0.8).strokeColor(COLORS.rule).stroke();
  });
  const x = sheet.left + 12;
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(words.labels.reference, STYLES.muted, {
      x,
      y: y + 8.6,
      width: labelWidth,
      align: 'left',
    });
  });
  sheet.tag(sheet.root, 'P', () => {
    const rest = width - labelWidth - 36;
    sheet.drawFitted(reference, STYLES.heading, {
      x: x + labelWidth + 12,
      y: y + 7,
      width: rest,
      align: 'left',
    });
  });
  sheet.y = y + height + 12;
}

function drawInstruction(sheet: Sheet, { title, text }: { title: string; text: string }): void {
  const section = sheet.group(sheet.root, 'Sect');
  sheet.ensure(3 * lineHeight(STYLES.body));
  drawText(sheet, section, title, STYLES.strong, { indent: INDENT });
  drawText(sheet, section, text, STYLES.muted, { indent: INDENT });
  sheet.y += 12;
}
