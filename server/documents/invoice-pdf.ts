import { dateToInstant } from '../kit/time.js';
import { COUNTINGHOUSE_LOGO, type Logo, PRIMARY_COLOR } from './brand.js';
import { checkPaper, type InvoicePaper, MAX_ADDRESS_LINES, MAX_TEXT, type Party } from './invoice-paper.js';
import { drawLines } from './invoice-pdf.lines.js';
import { drawPayment } from './invoice-pdf.payment.js';
import { COLORS, STYLES } from './invoice-pdf.style.js';
import { type Words, wordsFor } from './invoice-pdf.words.js';
import { cleanText } from './pdf-script.js';
import { MARGIN, openSheet, type Sheet } from './pdf-sheet.js';
import { lineHeight, type TextStyle } from './pdf-text.js';

const FOOTER_HEIGHT = 84;
const LOGO_HEIGHT = 28;

/**
 * Draws an issued invoice: A4, or US Letter where that is the office paper. The same paper always gives the same bytes.
 * Refuses (`invalid`) a paper that is malformed or has more than 5,000 lines; cuts overlong texts with an ellipsis.
 */
export async function renderInvoicePdf(doc: InvoicePaper, logo: Logo = COUNTINGHOUSE_LOGO): Promise<Buffer> {
  const paper = checkPaper(doc);
  const words = wordsFor(paper.locale, paper.currency);
  const title = `${words.labels.invoice} ${cleanText(paper.number, MAX_TEXT.word)}`;
  const sheet = openSheet({
    size: words.pageSize,
    title,
    author: cleanText(paper.seller.name, MAX_TEXT.name),
    language: words.language,
    created: dateToInstant(paper.issueDate),
    bottom: FOOTER_HEIGHT + 12,
    onFurtherPage: (page) => drawRunningHead(page, title, logo),
  });
  drawHead(sheet, paper, words, logo);
  drawParties(sheet, paper, words);
  drawSummary(sheet, paper, words);
  drawLines(sheet, paper, words);
  drawPayment(sheet, paper, words);
  return sheet.finish((place) => drawFooter(sheet, paper, words.labels.page(place)));
}

function drawRunningHead(sheet: Sheet, title: string, logo: Logo): number {
  sheet.drawLogo(logo, { x: sheet.left, y: 34, height: 18 });
  const place = { x: sheet.right - 260, y: 36, width: 260, align: 'right' } as const;
  sheet.drawFitted(title, STYLES.muted, place);
  sheet.rule(62, COLORS.rule);
  return 78;
}

function drawHead(sheet: Sheet, paper: InvoicePaper, words: Words, logo: Logo): void {
  sheet.artifact(() => {
    sheet.doc.rect(0, 0, sheet.doc.page.width, 5).fill(PRIMARY_COLOR);
  });
  sheet.y = 46;
  sheet.figure(sheet.root, logo.name, () =>
    sheet.drawLogo(logo, { x: sheet.left, y: sheet.y, height: LOGO_HEIGHT }),
  );
  const right = { x: sheet.right - 260, width: 260, align: 'right' } as const;
  const number = cleanText(paper.number, MAX_TEXT.word);
  sheet.tag(sheet.root, 'H1', () => {
    sheet.drawFitted(words.labels.invoice, STYLES.title, { ...right, y: sheet.y - 6 });
  });
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(number, { ...STYLES.muted, size: 10.5 }, { ...right, y: sheet.y + 26 });
  });
  sheet.y += 66;
}

function drawParties(sheet: Sheet, paper: InvoicePaper, words: Words): void {
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
  const dates = drawFacts(
    sheet,
    [
      [labels.issueDate, words.date(paper.issueDate)],
      [labels.dueDate, words.date(paper.dueDate)],
      ...(paper.paymentReference
        ? [[labels.reference, cleanText(paper.paymentReference, MAX_TEXT.word)] as const]
        : []),
    ],
    columns[2],
    width,
  );
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

function drawFacts(
  sheet: Sheet,
  facts: readonly (readonly [string, string])[],
  x: number,
  width: number,
): number {
  let y = sheet.y;
  const group = sheet.group(sheet.root, 'Sect');
  for (const [label, value] of facts) {
    sheet.tag(group, 'P', () => {
      y = sheet.draw(sheet.wrapAtMost(label, STYLES.label, width, 1), STYLES.label, { x, y });
    });
    sheet.tag(group, 'P', () => {
      y = sheet.draw(sheet.wrapAtMost(value, STYLES.body, width, 2), STYLES.body, { x, y }) + 5;
    });
  }
  return y - 5;
}

function drawSummary(sheet: Sheet, paper: InvoicePaper, words: Words): void {
  const height = 54;
  const y = sheet.y;
  sheet.artifact(() => {
    sheet.doc.roundedRect(sheet.left, y, sheet.contentWidth, height, 8).fill(COLORS.tint);
  });
  const half = (sheet.contentWidth - 32 - 16) / 2;
  const left = { x: sheet.left + 16, width: half, align: 'left' } as const;
  const right = { x: sheet.left + 32 + half, width: half, align: 'right' } as const;
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(words.labels.amountDue, STYLES.label, { ...left, y: y + 9 });
  });
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(words.money(paper.total), STYLES.amount, { ...left, y: y + 20 });
  });
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(words.labels.payBy, STYLES.label, { ...right, y: y + 9 });
  });
  sheet.tag(sheet.root, 'P', () => {
    sheet.drawFitted(words.date(paper.dueDate), { ...STYLES.heading, size: 12 }, { ...right, y: y + 24 });
  });
  sheet.y = y + height + 22;
}

function drawFooter(sheet: Sheet, paper: InvoicePaper, pageOf: string): void {
  const { seller } = paper;
  const bank = seller.bank ? [seller.bank.name, seller.bank.iban, seller.bank.bic] : [];
  const identity = [seller.name, ...seller.lines, seller.taxId, seller.email, seller.website, ...bank]
    .filter((part): part is string => Boolean(part))
    .map((part) => cleanText(part, MAX_TEXT.line).replaceAll(/\s/g, '\u00a0'))
    .join('\u00a0· ');
  let y = sheet.doc.page.height - FOOTER_HEIGHT;
  sheet.rule(y, COLORS.rule);
  y += 9;
  const width = sheet.contentWidth - 90;
  const terms = sheet.wrapAtMost(cleanText(paper.terms, MAX_TEXT.terms), STYLES.small, width, 3);
  sheet.drawFitted(pageOf, STYLES.small, { x: sheet.right - 80, y, width: 80, align: 'right' });
  y = sheet.draw(terms, STYLES.small, { x: MARGIN, y }) + 3;
  const room = Math.floor((sheet.doc.page.height - 12 - y) / lineHeight(STYLES.small));
  sheet.draw(sheet.wrapAtMost(identity, STYLES.small, sheet.contentWidth, Math.min(3, room)), STYLES.small, {
    x: MARGIN,
    y,
  });
}
