import { dateToInstant } from '../kit/time.js';
import { type Logo, PRIMARY_COLOR } from './brand.js';
import { MAX_ADDRESS_LINES, MAX_TEXT, type Party, type SalePaper } from './papers.js';
import { cleanText } from './pdf-script.js';
import { MARGIN, openSheet, type Sheet } from './pdf-sheet.js';
import { COLORS, STYLES } from './pdf-style.js';
import { lineHeight, type TextStyle } from './pdf-text.js';
import type { Words } from './pdf-words.js';

const FOOTER_HEIGHT = 84;
const LOGO_HEIGHT = 28;

/** What stands above and below every paper: A4, or US Letter where that is the office paper. */
export interface PaperHead {
  /** What kind of paper it is, such as "Invoice". */
  readonly kind: string;
  readonly paper: SalePaper;
  readonly words: Words;
  readonly logo: Logo;
}

/** Opens the sheet of a paper, with its head drawn; further pages repeat logo and title. */
export function openPaper({ kind, paper, words, logo }: PaperHead): Sheet {
  const number = cleanText(paper.number, MAX_TEXT.word);
  const title = `${kind} ${number}`;
  const sheet = openSheet({
    size: words.pageSize,
    title,
    author: cleanText(paper.seller.name, MAX_TEXT.name),
    language: words.language,
    created: dateToInstant(paper.issueDate),
    bottom: FOOTER_HEIGHT + 12,
    onFurtherPage: (page) => drawRunningHead(page, title, logo),
  });
  drawHead(sheet, { kind, number, logo });
  return sheet;
}

function drawRunningHead(sheet: Sheet, title: string, logo: Logo): number {
  sheet.drawLogo(logo, { x: sheet.left, y: 34, height: 18 });
  const place = { x: sheet.right - 260, y: 36, width: 260, align: 'right' } as const;
  sheet.drawFitted(title, STYLES.muted, place);
  sheet.rule(62, COLORS.rule);
  return 78;
}

function drawHead(sheet: Sheet, { kind, number, logo }: { kind: string; number: string; logo: Logo }): void {
  sheet.artifact(() => {
    sheet.doc.rect(0, 0, sheet.doc.page.width, 5).fill(PRIMARY_COLOR);
  });
  sheet.y = 46;
  sheet.figure(sheet.root, logo.name, () =>
    sheet.drawLogo(logo, { x: sheet.left, y: sheet.y, height: LOGO_HEIGHT }),
  );
  const right = { x: sheet.right - 260, width: 260, align: 'right' } as const;
  sheet.tag(sheet.root, 'H1', () => {
    sheet.drawFitted(kind, STYLES.title, { ...right, y: sheet.y - 6 });
  });
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(number, { ...STYLES.muted, size: 10.5 }, { ...right, y: sheet.y + 26 });
  });
  sheet.y += 66;
}

export type PaperFact = readonly [label: string, value: string];

/** The two parties and, in the third column, dates and numbers. */
export function drawParties(sheet: Sheet, paper: SalePaper, words: Words, facts: readonly PaperFact[]): void {
  const { labels } = words;
  const width = (sheet.contentWidth - 2 * 24) / 3;
  const columns = [0, 1, 2].map((column) => sheet.left + column * (width + 24)) as [number, number, number];
  const top = sheet.y;
  const billTo = drawParty(
    sheet,
    { party: paper.buyer, label: labels.billTo, taxId: labels.taxId },
    columns[0],
    width,
  );
  sheet.y = top;
  const from = drawParty(
    sheet,
    { party: paper.seller, label: labels.from, taxId: labels.taxId },
    columns[1],
    width,
  );
  sheet.y = top;
  const dates = drawFacts(sheet, facts, columns[2], width);
  sheet.y = Math.max(billTo, from, dates) + 20;
}

function drawParty(
  sheet: Sheet,
  { party, label, taxId }: { party: Party; label: string; taxId: string },
  x: number,
  width: number,
): number {
  let y = sheet.y;
  const group = sheet.group(sheet.root, 'Sect');
  const put = (text: string, style: TextStyle, maxLines: number): void =>
    sheet.tag(group, 'P', () => {
      y = sheet.draw(sheet.wrapAtMost(text, style, width, maxLines), style, { x, y });
    });
  put(label, STYLES.label, 1);
  y += 3;
  put(cleanText(party.name, MAX_TEXT.name), STYLES.strong, 3);
  for (const line of party.lines.slice(0, MAX_ADDRESS_LINES))
    put(cleanText(line, MAX_TEXT.line), STYLES.muted, 2);
  if (party.taxId) put(`${taxId} ${cleanText(party.taxId, MAX_TEXT.word)}`, STYLES.muted, 2);
  if (party.email) put(cleanText(party.email, MAX_TEXT.line), STYLES.muted, 2);
  return y;
}

function drawFacts(sheet: Sheet, facts: readonly PaperFact[], x: number, width: number): number {
  let y = sheet.y;
  const group = sheet.group(sheet.root, 'Sect');
  for (const [label, value] of facts) {
    sheet.tag(group, 'P', () => {
      y = sheet.draw(sheet.wrapAtMost(label, STYLES.label, width, 1), STYLES.label, { x, y });
    });
    sheet.tag(group, 'P', () => {
      const text = cleanText(value, MAX_TEXT.word);
      y = sheet.draw(sheet.wrapAtMost(text, STYLES.body, width, 2), STYLES.body, { x, y }) + 5;
    });
  }
  return y - 5;
}

/** The tinted box that says at a glance what the paper comes to. */
export function drawSummary(sheet: Sheet, { left, right }: { left: PaperFact; right: PaperFact }): void {
  const height = 54;
  const y = sheet.y;
  sheet.artifact(() => {
    sheet.doc.roundedRect(sheet.left, y, sheet.contentWidth, height, 8).fill(COLORS.tint);
  });
  const half = (sheet.contentWidth - 32 - 16) / 2;
  const first = { x: sheet.left + 16, width: half, align: 'left' } as const;
  const second = { x: sheet.left + 32 + half, width: half, align: 'right' } as const;
  const put = (text: string, style: TextStyle, place: typeof first | typeof second, down: number): void =>
    sheet.tag(sheet.root, 'P', () => sheet.drawFitted(text, style, { ...place, y: y + down }));
  put(left[0], STYLES.label, first, 9);
  put(left[1], STYLES.amount, first, 20);
  put(right[0], STYLES.label, second, 9);
  put(right[1], { ...STYLES.heading, size: 12 }, second, 24);
  sheet.y = y + height + 22;
}

/** Terms, who the seller is, and the page's number. */
export function drawFooter(sheet: Sheet, { seller }: SalePaper, terms: string, pageOf: string): void {
  const bank = seller.bank ? [seller.bank.name, seller.bank.iban, seller.bank.bic] : [];
  const identity = [seller.name, ...seller.lines, seller.taxId, seller.email, seller.website, ...bank]
    .filter((part): part is string => Boolean(part))
    .map((part) => cleanText(part, MAX_TEXT.line).replaceAll(/\s/g, '\u00a0'))
    .join('\u00a0· ');
  let y = sheet.doc.page.height - FOOTER_HEIGHT;
  sheet.rule(y, COLORS.rule);
  y += 9;
  const width = sheet.contentWidth - 90;
  const said = sheet.wrapAtMost(cleanText(terms, MAX_TEXT.terms), STYLES.small, width, 3);
  sheet.drawFitted(pageOf, STYLES.small, { x: sheet.right - 80, y, width: 80, align: 'right' });
  y = sheet.draw(said, STYLES.small, { x: MARGIN, y }) + 3;
  const room = Math.floor((sheet.doc.page.height - 12 - y) / lineHeight(STYLES.small));
  sheet.draw(sheet.wrapAtMost(identity, STYLES.small, sheet.contentWidth, Math.min(3, room)), STYLES.small, {
    x: MARGIN,
    y,
  });
}
