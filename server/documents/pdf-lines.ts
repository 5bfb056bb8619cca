import { MAX_TEXT, type PaperLine, type SalePaper } from './papers.js';
import { cleanText } from './pdf-script.js';
import type { Sheet, Tag } from './pdf-sheet.js';
import { COLORS, STYLES } from './pdf-style.js';
import { type Line, lineHeight, type TextStyle } from './pdf-text.js';
import type { Words } from './pdf-words.js';

interface Column {
  readonly label: string;
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** What one line prints, column by column; the first column may have several lines. */
interface Row {
  readonly description: readonly Line[];
  readonly detail: readonly Line[];
  readonly cells: readonly string[];
}

const GAP = 14;
const ROW_PADDING = 6;
const MAX_NUMBER_WIDTH = 110;

/** The table of lines, its head repeated on every page, and the totals below it; `total` is what the last is called. */
export function drawLines(sheet: Sheet, paper: SalePaper, words: Words, { total }: { total: string }): void {
  const numbers = paper.lines.map((line) => numbersOf(line, paper, words));
  const columns = layOutColumns(sheet, numberLabels(paper, words), numbers, words);
  const table = sheet.group(sheet.root, 'Table');
  const head = sheet.group(table, 'TR');
  drawTableHead(sheet, columns, (type, draw) => sheet.tag(head, type, draw));
  paper.lines.forEach((line, index) => {
    const row = layOutRow(sheet, line, words, { columns, cells: numbers[index] ?? [] });
    // The head comes again on the new page; for a screen reader it is the same table, so the repeat is not read out.
    if (sheet.ensure(rowHeight(row))) {
      sheet.artifact(() => drawTableHead(sheet, columns, (_type, draw) => draw()));
    }
    drawRow(sheet, sheet.group(table, 'TR'), row, columns);
  });
  drawTotals(sheet, paper, words, total);
}

const showsTax = (paper: SalePaper): boolean =>
  paper.taxes.length > 0 || paper.lines.some((line) => line.taxBasisPoints !== 0);

const numberLabels = (paper: SalePaper, { labels }: Words): string[] => [
  labels.quantity,
  labels.unitAmount,
  ...(showsTax(paper) ? [labels.tax] : []),
  labels.amount,
];

const numbersOf = (line: PaperLine, paper: SalePaper, words: Words): string[] => [
  words.number(line.quantity),
  words.money(line.unitAmount),
  ...(showsTax(paper) ? [words.rate(line.taxBasisPoints)] : []),
  words.money(line.amount),
];

/** Numbers get what their widest needs, within reason (`drawFitted` shrinks the rest); the description gets what is left. */
function layOutColumns(
  sheet: Sheet,
  labels: readonly string[],
  numbers: readonly (readonly string[])[],
  words: Words,
): Column[] {
  const columns: Column[] = [];
  let right = sheet.right;
  for (const [index, label] of [...labels.entries()].reverse()) {
    const widest = numbers.reduce((longest, row) => {
      const text = row[index] ?? '';
      return text.length >= longest.length ? text : longest;
    }, '');
    const needed = Math.max(sheet.width(widest, STYLES.body) + 4, sheet.width(label, STYLES.label));
    const width = Math.min(MAX_NUMBER_WIDTH, needed);
    columns.unshift({ label, x: right - width, width, align: 'right' });
    right -= width + GAP;
  }
  const first = {
    label: words.labels.description,
    x: sheet.left,
    width: right - sheet.left,
    align: 'left',
  } as const;
  return [first, ...columns];
}

function drawTableHead(
  sheet: Sheet,
  columns: readonly Column[],
  put: (type: 'TH', draw: () => void) => void,
): void {
  const y = sheet.y;
  for (const { label, x, width, align } of columns) {
    put('TH', () => sheet.drawFitted(label, STYLES.label, { x, y, width, align }));
  }
  sheet.y = y + lineHeight(STYLES.label) + 5;
  ruleBelow(sheet, COLORS.rule);
}

function layOutRow(
  sheet: Sheet,
  line: PaperLine,
  words: Words,
  { columns, cells }: { columns: readonly Column[]; cells: readonly string[] },
): Row {
  const width = columns[0]?.width ?? 0;
  const details = [
    ...(line.period ? [words.period(line.period)] : []),
    ...(line.discount === 0n ? [] : [`${words.labels.discount} ${words.money(-line.discount)}`]),
  ];
  return {
    description: sheet.wrapAtMost(cleanText(line.description, MAX_TEXT.description), STYLES.body, width, 12),
    detail: details.flatMap((text) => sheet.wrap(text, STYLES.small, width)),
    cells,
  };
}

const rowHeight = (row: Row): number =>
  row.description.length * lineHeight(STYLES.body) +
  row.detail.length * lineHeight(STYLES.small) +
  2 * ROW_PADDING;

function drawRow(sheet: Sheet, parent: Tag, row: Row, columns: readonly Column[]): void {
  const y = sheet.y + ROW_PADDING;
  const [first, ...rest] = columns;
  sheet.tag(parent, 'TD', () => {
    const below = sheet.draw(row.description, STYLES.body, { x: first?.x ?? 0, y });
    sheet.draw(row.detail, STYLES.small, { x: first?.x ?? 0, y: below });
  });
  rest.forEach(({ x, width, align }, index) => {
    sheet.tag(parent, 'TD', () =>
      sheet.drawFitted(row.cells[index] ?? '', STYLES.body, { x, y, width, align }),
    );
  });
  sheet.y += rowHeight(row);
  ruleBelow(sheet, COLORS.hairline);
}

function drawTotals(sheet: Sheet, paper: SalePaper, words: Words, total: string): void {
  const { labels } = words;
  const taxes = paper.taxes.map((tax): [string, string] => {
    const named = {
      name: cleanText(tax.name, 40),
      rate: words.rate(tax.basisPoints),
      taxable: words.money(tax.taxable),
    };
    const label = paper.pricesIncludeTax ? labels.includesTaxOn(named) : labels.taxOn(named);
    return [label, words.money(tax.amount)];
  });
  const rows: [string, string][] = [
    [paper.pricesIncludeTax ? labels.subtotalWithTax : labels.subtotal, words.money(paper.subtotal)],
    ...(paper.discount === 0n ? [] : [[labels.discount, words.money(-paper.discount)] as [string, string]]),
    ...(paper.pricesIncludeTax ? [] : taxes),
  ];
  const step = lineHeight(STYLES.body) + 5;
  sheet.ensure((rows.length + (paper.pricesIncludeTax ? taxes.length : 0)) * step + 52);
  sheet.y += 12;
  const list = sheet.group(sheet.root, 'Sect');
  const plain = { labelStyle: STYLES.muted, valueStyle: STYLES.body };
  for (const [label, value] of rows) {
    drawTotal(sheet, list, { label, value, ...plain });
    sheet.y += step;
  }
  sheet.artifact(() => {
    const { doc, right } = sheet;
    doc
      .moveTo(right - TOTALS_WIDTH, sheet.y + 2)
      .lineTo(right, sheet.y + 2)
      .lineWidth(0.8)
      .strokeColor(COLORS.ink)
      .stroke();
  });
  sheet.y += 9;
  const style = STYLES.heading;
  drawTotal(sheet, list, {
    label: total,
    value: words.money(paper.total),
    labelStyle: style,
    valueStyle: style,
  });
  sheet.y += lineHeight(style) + (paper.pricesIncludeTax ? 6 : 20);
  if (!paper.pricesIncludeTax) return;
  for (const [label, value] of taxes) {
    drawTotal(sheet, list, { label, value, labelStyle: STYLES.muted, valueStyle: STYLES.muted });
    sheet.y += step;
  }
  sheet.y += 14;
}

const TOTALS_WIDTH = 260;

function drawTotal(
  sheet: Sheet,
  parent: Tag,
  total: { label: string; value: string; labelStyle: TextStyle; valueStyle: TextStyle },
): void {
  const x = sheet.right - TOTALS_WIDTH;
  const valueWidth = Math.min(sheet.width(total.value, total.valueStyle), TOTALS_WIDTH * 0.55);
  const labelWidth = TOTALS_WIDTH - valueWidth - GAP;
  sheet.tag(parent, 'P', () => {
    sheet.drawFitted(total.label, total.labelStyle, { x, y: sheet.y, width: labelWidth, align: 'left' });
  });
  sheet.tag(parent, 'P', () => {
    const place = { x: sheet.right - valueWidth, y: sheet.y, width: valueWidth, align: 'right' } as const;
    sheet.drawFitted(total.value, total.valueStyle, place);
  });
}

const ruleBelow = (sheet: Sheet, color: string): void => sheet.artifact(() => sheet.rule(sheet.y, color));
