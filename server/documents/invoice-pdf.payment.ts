import { PRIMARY_COLOR } from './brand.js';
import { type InvoicePaper, MAX_TEXT } from './invoice-paper.js';
import { COLORS, STYLES } from './invoice-pdf.style.js';
import type { Words } from './invoice-pdf.words.js';
import { cleanText } from './pdf-script.js';
import type { Sheet, Tag } from './pdf-sheet.js';
import { type Line, lineHeight, type TextStyle } from './pdf-text.js';

const INDENT = 14;

/** How to pay, the payment reference, the note on the tax and the seller's notes, over as many pages as they need. */
export function drawPayment(sheet: Sheet, paper: InvoicePaper, words: Words): void {
  if (paper.taxNote) {
    drawText(sheet, sheet.root, cleanText(paper.taxNote, MAX_TEXT.block), STYLES.strong);
    sheet.y += 14;
  }
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

function drawHeading(sheet: Sheet, text: string): void {
  // A heading stays with the first lines below it.
  sheet.ensure(64);
  sheet.tag(sheet.root, 'H2', () => {
    sheet.y = sheet.draw(sheet.wrap(text, STYLES.heading, sheet.contentWidth), STYLES.heading, {
      x: sheet.left,
      y: sheet.y,
    });
  });
  sheet.y += 6;
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
  drawText(sheet, section, title, STYLES.strong, INDENT);
  drawText(sheet, section, text, STYLES.muted, INDENT);
  sheet.y += 12;
}

/** A paragraph that goes on over the page's end; with an indent, a coloured bar runs along its left side. */
function drawText(sheet: Sheet, parent: Tag, text: string, style: TextStyle, indent = 0): void {
  for (const line of sheet.wrap(text, style, sheet.contentWidth - indent))
    drawOne(sheet, parent, line, style, indent);
}

function drawOne(sheet: Sheet, parent: Tag, line: Line, style: TextStyle, indent: number): void {
  sheet.ensure(lineHeight(style));
  const { y } = sheet;
  if (indent > 0) {
    sheet.artifact(() => {
      sheet.doc.rect(sheet.left, y, 2, lineHeight(style) + 0.2).fill(PRIMARY_COLOR);
    });
  }
  sheet.tag(parent, 'P', () => {
    sheet.y = sheet.draw([line], style, { x: sheet.left + indent, y });
  });
}
