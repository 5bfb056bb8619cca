import { readFileSync } from 'node:fs';
import { COUNTINGHOUSE_LOGO, PILLARS_PATH, ROOF_PATH, WORD_MARK_PATH } from './brand.js';
import { renderInvoicePdf } from './invoice-pdf.js';
import type { InvoicePaper } from './papers.js';
import { isDrawable } from './pdf-script.js';
import { invoicePaperFor } from './test/invoice-paper.sample.js';
import { plain, readPdf } from './test/pdf-reader.js';

async function textsOf(paper: InvoicePaper): Promise<string[][]> {
  return readPdf(await renderInvoicePdf(paper)).pages.map((page) => page.texts.map(plain));
}

const manyLines = (count: number): InvoicePaper => {
  const paper = invoicePaperFor('en-GB');
  const [line] = paper.lines;
  if (!line) throw new Error('The sample has lines.');
  return {
    ...paper,
    lines: Array.from({ length: count }, (_, index) => ({ ...line, description: `Line ${index + 1}` })),
  };
};

async function msFor(paper: InvoicePaper): Promise<number> {
  const start = performance.now();
  await renderInvoicePdf(paper);
  return performance.now() - start;
}

describe('the invoice on paper', () => {
  test('carries number, dates, both parties, lines, taxes per rate, total, reference, instructions and terms', async () => {
    const [page, ...more] = await textsOf(invoicePaperFor('en-US', 'USD'));
    expect(more).toEqual([]);
    for (const text of [
      'Invoice',
      'INV-2026-11-00042',
      'November 22, 2026',
      'November 29, 2026',
      'Bill to',
      'Acme Inc.',
      'Countinghouse GmbH',
      'Tax ID US-12-3456789',
      'Pro package: 2,000 credits',
      'Discount -$2.90',
      'Nov 22 – Dec 21, 2026',
      'VAT 19% on $26.10',
      '$4.96',
      'VAT 7% on $3.99',
      '$0.28',
      '$35.33',
      'RF18 INV2 0261 1000 42',
      'IBAN: DE89 3704 0044 0532 0130 00',
      'Thank you for your business.',
      'Payable within 7 days without deduction.',
      'Page 1 of 1',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('never tells whether it was paid', async () => {
    const texts = (await textsOf(invoicePaperFor('en-US'))).flat().join(' ');
    expect(texts).not.toMatch(/\b(paid|unpaid|overdue|void|status)\b/i);
  });

  test('speaks German to a German customer', async () => {
    const [page] = await textsOf(invoicePaperFor('de-DE'));
    for (const text of [
      'Rechnung',
      'Zwischensumme',
      'Gesamtbetrag',
      '35,33 €',
      '29. November 2026',
      'Seite 1 von 1',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('uses English labels with the numbers and dates of any other locale', async () => {
    const [page] = await textsOf(invoicePaperFor('fr-FR'));
    expect(page).toEqual(expect.arrayContaining(['Subtotal', '35,33 €', '29 novembre 2026']));
  });

  test.each([
    ['JPY', '¥3,533'],
    ['KWD', 'KWD 3.533'],
    ['USD', '$35.33'],
  ])('prints %s with its own number of decimals', async (currency, total) => {
    const [page] = await textsOf(invoicePaperFor('en-US', currency));
    expect(page?.filter((text) => text === total)).toHaveLength(2);
  });

  test.each(['ar-EG', 'he-IL', 'th-TH', 'ja-JP', 'xx-invalid-locale-tag', ''])(
    'prints readable digits for the locale %p',
    async (locale) => {
      const paper = { ...invoicePaperFor('en', 'KWD'), locale: locale || 'xx' };
      const texts = (await textsOf(paper)).flat();
      expect(texts.filter((text) => /^\D*3[.,]533\D*$/.test(text))).toHaveLength(2);
      expect(texts.join('')).not.toContain('?');
    },
  );

  test('leaves the tax column out where nothing is taxed, and prints the note on reverse charge', async () => {
    const sample = invoicePaperFor('en-US');
    const lines = sample.lines.map((line) => ({ ...line, taxBasisPoints: 0 }));
    const taxNote = 'Reverse charge: VAT is owed by the recipient.';
    const [page] = await textsOf({ ...sample, lines, taxes: [], taxNote });
    expect(page).not.toContain('Tax');
    expect(page).toContain(taxNote);
  });

  test('is tagged, titled and in the language of its labels', async () => {
    const { source } = readPdf(await renderInvoicePdf(invoicePaperFor('de-DE')));
    expect(source).toContain('/Marked true');
    expect(source).toContain('/Lang (de)');
    expect(source).toContain('/DisplayDocTitle true');
    expect(source).toContain('(Rechnung INV-2026-11-00042)');
    expect(source).toContain('(Countinghouse GmbH)');
    expect(source).toContain('/S /TH');
    expect(source).not.toContain('Helvetica');
  });

  test('is the same to the byte when drawn again', async () => {
    const [first, second] = [await renderInvoicePdf(manyLines(80)), await renderInvoicePdf(manyLines(80))];
    expect(first.equals(second)).toBe(true);
    const other = await renderInvoicePdf({ ...manyLines(80), total: 1n });
    expect(first.equals(other)).toBe(false);
  });

  test('of an invoice that replaces another says which', async () => {
    const corrects = { number: 'INV-2026-11-00041', issueDate: '2026-11-20' };
    expect((await textsOf({ ...invoicePaperFor('en-GB'), corrects }))[0]).toContain(
      'This invoice replaces invoice INV-2026-11-00041 of 20 November 2026, which has been credited.',
    );
    expect((await textsOf({ ...invoicePaperFor('de-DE'), corrects }))[0]).toContain(
      'Diese Rechnung ersetzt die Rechnung INV-2026-11-00041 vom 20. November 2026, die gutgeschrieben wurde.',
    );
  });

  test('prices that include the tax are said to, and the tax stands below the total', async () => {
    const [page] = await textsOf({ ...invoicePaperFor('en-GB', 'GBP'), pricesIncludeTax: true });
    expect(page).toEqual(
      expect.arrayContaining(['Subtotal, prices include tax', 'Includes VAT 19% on £26.10']),
    );
  });
});

describe('long and hostile papers', () => {
  test('every line of 500 is printed once, below a head that comes again on each page', async () => {
    const pages = await textsOf(manyLines(500));
    const lines = pages.flat().filter((text) => /^Line \d+$/.test(text));
    expect(lines).toEqual(Array.from({ length: 500 }, (_, index) => `Line ${index + 1}`));
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
      if (page.some((text) => text.startsWith('Line '))) expect(page).toContain('Unit price');
      if (index > 0) expect(page).toContain('Invoice INV-2026-11-00042');
    }
  });

  test('ten times the lines take at most thirty times the time', async () => {
    await msFor(manyLines(50));
    const few = Math.min(await msFor(manyLines(50)), await msFor(manyLines(50)));
    const many = Math.min(await msFor(manyLines(500)), await msFor(manyLines(500)));
    expect(many / few).toBeLessThan(30);
  });

  test('20,000 unbroken characters everywhere cost no more than an ordinary long invoice', async () => {
    const x = 'W'.repeat(20_000);
    const sample = invoicePaperFor('en-US');
    const hostile: InvoicePaper = {
      ...sample,
      seller: { ...sample.seller, name: x, lines: Array<string>(40).fill(x), taxId: x, email: x, website: x },
      buyer: { name: x, lines: Array<string>(40).fill(x), taxId: x, email: x },
      lines: sample.lines.map((line) => ({ ...line, description: x })),
      taxes: sample.taxes.map((tax) => ({ ...tax, name: x })),
      paymentReference: x,
      paymentInstructions: [{ title: x, text: x, qr: { scheme: 'epc', payload: 'W'.repeat(600) } }],
      notes: x,
      terms: x,
      taxNote: x,
    };
    await msFor(hostile);
    expect(await msFor(hostile)).toBeLessThan(4 * (await msFor(manyLines(500))));
    const texts = (await textsOf(hostile)).flat();
    expect(texts.some((text) => text.endsWith('…'))).toBe(true);
    expect(texts).toContain('$35.33'.replace('$', '€'));
  });

  test('a character that no font has becomes a question mark, never an empty box', async () => {
    const sample = invoicePaperFor('en-US');
    const buyer = { ...sample.buyer, name: 'Zażółć Ελλάς Київ \ue000 😀 \ud800' };
    const [page] = await textsOf({ ...sample, buyer });
    expect(page).toContain('Zażółć Ελλάς Київ ? ? ?');
  });

  const drawn = async (name: string) => {
    const sample = invoicePaperFor('en-US');
    return (await textsOf({ ...sample, buyer: { ...sample.buyer, name } })).flat().join('|');
  };

  // Fonts for these scripts are optional packages: without them the letters are question marks.
  test.each([
    ['Chinese', '北京直骨科技有限公司'],
    ['Japanese', '株式会社サンプル商事'],
    ['Korean', '주식회사 한국물산'],
    ['Thai', 'บริษัท ตัวอย่าง'],
  ])('a name in %s is drawn in its own letters', async (_name, name) => {
    // Marks above a letter are drawn apart from it.
    const shown = (await drawn(name)).replaceAll('|', '');
    expect(shown).toContain(isDrawable(name, 'semibold') ? name : '?');
  });

  test('a name in Hebrew runs from right to left, its blanks and brackets with it', async () => {
    const name = 'חברת (א.ב.) 2026';
    if (!isDrawable(name, 'semibold')) return;
    expect(await drawn(name)).toContain('2026| |(.|ב|.|א|)| |ת|ר|ב|ח');
  });

  test('years are counted as contracts count them, whatever the calendar of the place', async () => {
    expect((await textsOf({ ...invoicePaperFor('th-TH'), number: 'INV-1' })).flat().join(' ')).toMatch(
      /2026/,
    );
  });

  test('marks that hide or turn round text are left out', async () => {
    const sample = invoicePaperFor('en-US');
    const buyer = {
      ...sample.buyer,
      name: 'Acme\u202e\u0000\u200b Inc\u2066.',
      lines: ['one\ttwo\r\nthree'],
    };
    const [page] = await textsOf({ ...sample, buyer });
    expect(page).toEqual(expect.arrayContaining(['Acme Inc.', 'one two', 'three']));
  });

  test.each([
    ['no lines', { lines: [] }],
    ['a zero total', { total: 0n, subtotal: 0n, taxes: [] }],
    ['a negative total', { total: -1n }],
    ['a total beyond every safe integer', { total: 9_223_372_036_854_775_807n }],
    ['no texts', { notes: null, terms: '', paymentReference: null, paymentInstructions: [] }],
  ])('an invoice with %s is drawn', async (_name, change) => {
    const [page] = await textsOf({ ...invoicePaperFor('en-US'), ...change });
    expect(page).toContain('Page 1 of 1');
  });

  test.each([
    ['5,001 lines', { lines: manyLines(5_001).lines }],
    ['a date that does not exist', { issueDate: '2026-02-30' }],
    ['a currency that is none', { currency: 'euro' }],
  ])('an invoice with %s is refused', async (_name, change) => {
    const paper = { ...invoicePaperFor('en-US'), ...change };
    await expect(renderInvoicePdf(paper)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'paper_not_drawable',
    });
  });
});

describe('the logo', () => {
  test('on paper has the same shapes as the files of portal and back office', () => {
    const file = readFileSync(new URL('../../assets/logo.svg', import.meta.url), 'utf8');
    for (const path of [ROOF_PATH, WORD_MARK_PATH]) expect(file).toContain(path);
    expect(file).toContain(PILLARS_PATH);
    expect(file).toContain(`viewBox="0 0 ${COUNTINGHOUSE_LOGO.width} ${COUNTINGHOUSE_LOGO.height}"`);
  });
});
