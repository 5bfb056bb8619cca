import { PRIMARY_COLOR } from './brand.js';
import { MAX_TEXT } from './papers.js';
import type { PaperFact } from './pdf-parts.js';
import { cleanText } from './pdf-script.js';
import type { Sheet, Tag } from './pdf-sheet.js';
import { COLORS, STYLES } from './pdf-style.js';
import { type Line, lineHeight, type TextStyle } from './pdf-text.js';

/** What the law wants said about the tax, below the totals. */
export function drawTaxNote(sheet: Sheet, taxNote: string | null): void {
  if (!taxNote) return;
  drawText(sheet, sheet.root, cleanText(taxNote, MAX_TEXT.block), STYLES.strong);
  sheet.y += 14;
}

/** A heading, with room for the first lines of what comes below it. */
export function drawHeading(sheet: Sheet, text: string, linesBelow = 2): void {
  sheet.ensure(lineHeight(STYLES.heading) + 6 + linesBelow * lineHeight(STYLES.muted));
  sheet.tag(sheet.root, 'H2', () => {
    sheet.y = sheet.draw(sheet.wrap(text, STYLES.heading, sheet.contentWidth), STYLES.heading, {
      x: sheet.left,
      y: sheet.y,
    });
  });
  sheet.y += 6;
}

export interface TextPlace {
  /** Points from the left; a coloured bar runs along such a text. */
  readonly indent?: number;
  readonly width?: number;
}

/** A paragraph that goes on over the page's end. */
export function drawText(
  sheet: Sheet,
  parent: Tag,
  text: string,
  style: TextStyle,
  { indent = 0, width = sheet.contentWidth }: TextPlace = {},
): void {
  for (const line of sheet.wrap(text, style, width - indent)) drawOne(sheet, parent, line, style, indent);
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

/** A heading and the paragraphs below it. */
export function drawSection(sheet: Sheet, heading: string, text: string): void {
  const said = cleanText(text, MAX_TEXT.block);
  drawHeading(sheet, heading, Math.min(2, sheet.wrap(said, STYLES.muted, sheet.contentWidth).length));
  drawText(sheet, sheet.root, said, STYLES.muted);
}

/** Facts one below the other, each on a row of its own: what it is on the left, how much on the right. */
export function drawFactTable(sheet: Sheet, facts: readonly PaperFact[]): void {
  const list = sheet.group(sheet.root, 'Sect');
  for (const [label, value] of facts) {
    const valueWidth = Math.min(sheet.width(value, STYLES.strong), sheet.contentWidth * 0.4);
    const lines = sheet.wrapAtMost(label, STYLES.muted, sheet.contentWidth - valueWidth - 16, 3);
    const height = lines.length * lineHeight(STYLES.muted) + 10;
    sheet.ensure(height);
    const y = sheet.y + 5;
    sheet.tag(list, 'P', () => {
      sheet.draw(lines, STYLES.muted, { x: sheet.left, y });
    });
    sheet.tag(list, 'P', () => {
      const place = { x: sheet.right - valueWidth, y, width: valueWidth, align: 'right' } as const;
      sheet.drawFitted(value, STYLES.strong, place);
    });
    sheet.y += height;
    sheet.artifact(() => sheet.rule(sheet.y, COLORS.hairline));
  }
  sheet.y += 18;
}
