import { type InvoicePaper, MAX_TEXT, type PaymentInstruction } from './papers.js';
import { drawHeading, drawSection, drawTaxNote, drawText } from './pdf-prose.js';
import { drawQr } from './pdf-qr.js';
import { cleanText } from './pdf-script.js';
import type { Sheet, Tag } from './pdf-sheet.js';
import { COLORS, STYLES } from './pdf-style.js';
import { lineHeight } from './pdf-text.js';
import type { Words } from './pdf-words.js';

const INDENT = 14;
/** 28 mm: with the longest EPC payload a module is 0.41 mm, which phones read from paper. */
const QR_SIZE = 80;
/** Four modules of the smallest code stay free between it and its caption. */
const QR_GAP = 9;
const CODE_HEIGHT = QR_SIZE + QR_GAP + lineHeight(STYLES.small);

/** How to pay, the payment reference, the note on the tax and the seller's notes, over as many pages as they need. */
export function drawPayment(sheet: Sheet, paper: InvoicePaper, words: Words): void {
  drawTaxNote(sheet, paper.taxNote);
  if (paper.paymentReference || paper.paymentInstructions.length > 0) {
    drawHeading(sheet, words.labels.howToPay);
    if (paper.paymentReference) drawReference(sheet, words, cleanText(paper.paymentReference, MAX_TEXT.word));
    for (const instruction of paper.paymentInstructions) drawInstruction(sheet, instruction, words);
  }
  if (paper.notes) drawSection(sheet, words.labels.notes, paper.notes);
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

function drawInstruction(sheet: Sheet, { title, text, qr }: PaymentInstruction, { labels }: Words): void {
  const section = sheet.group(sheet.root, 'Sect');
  sheet.ensure(Math.max(3 * lineHeight(STYLES.body), qr ? CODE_HEIGHT : 0));
  const { page } = sheet.doc;
  const codeEnd = sheet.y + CODE_HEIGHT;
  if (qr) drawCode(sheet, section, qr.payload, labels.scan[qr.scheme]);
  const width = sheet.contentWidth - (qr ? QR_SIZE + 32 : 0);
  drawText(sheet, section, cleanText(title, MAX_TEXT.name), STYLES.strong, { indent: INDENT, width });
  drawText(sheet, section, cleanText(text, MAX_TEXT.block), STYLES.muted, { indent: INDENT, width });
  // Long instructions may have gone on overleaf; the code stays where they began.
  if (qr && sheet.doc.page === page) sheet.y = Math.max(sheet.y, codeEnd);
  sheet.y += 12;
}

/** Draws a code at the right, beside the text that is to come. */
function drawCode(sheet: Sheet, section: Tag, payload: string, caption: string): void {
  const { y } = sheet;
  const x = sheet.right - QR_SIZE;
  sheet.figure(section, caption, () => drawQr(sheet.doc, payload, { x, y, size: QR_SIZE }));
  sheet.tag(section, 'P', () => {
    const place = { x: x - 24, y: y + QR_SIZE + QR_GAP, width: QR_SIZE + 24, align: 'right' } as const;
    sheet.drawFitted(caption, STYLES.small, place);
  });
}
