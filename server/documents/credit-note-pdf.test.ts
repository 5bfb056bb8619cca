import { renderCreditNotePdf } from './credit-note-pdf.js';
import type { CreditNotePaper } from './papers.js';
import { creditNotePaperFor } from './test/credit-note-paper.sample.js';
import { plain, readPdf } from './test/pdf-reader.js';

async function textsOf(paper: CreditNotePaper): Promise<string[][]> {
  return readPdf(await renderCreditNotePdf(paper)).pages.map((page) => page.texts.map(plain));
}

const outcome = (change: Partial<CreditNotePaper['outcome']>): CreditNotePaper['outcome'] => ({
  setAgainstDue: 0n,
  refunded: { amount: 0n, method: null },
  chargedBack: 0n,
  onAccount: 0n,
  ...change,
});

describe('the credit note on paper', () => {
  test('names the invoice with its date, lines, taxes per rate, the total as credited, the reason and where the money went', async () => {
    const [page, ...more] = await textsOf(creditNotePaperFor('en-US', 'USD'));
    expect(more).toEqual([]);
    for (const text of [
      'Credit note',
      'CRN-2026-12-00007',
      'December 3, 2026',
      'Credit note for',
      'INV-2026-11-00042',
      'November 22, 2026',
      'Amount credited',
      'Pro package: 2,000 credits',
      'VAT 19% on $26.10',
      'VAT 7% on $3.99',
      'Total credited',
      '$35.33',
      'Set against what was due on INV-2026-11-00042: this much less is to be paid',
      '$5.33',
      'Money on account: it pays other invoices, or is paid out on request',
      '$30.00',
      'Credits taken back',
      '2,000',
      'Reason',
      'The package was bought twice.',
      'Page 1 of 1',
    ]) {
      expect(page).toContain(text);
    }
    expect(page?.join(' ')).not.toMatch(/Payment reference|How to pay|Due date|Please pay|-\$/);
  });

  test.each([
    ['by card', outcome({ refunded: { amount: 3_533n, method: 'stripe' } }), 'Refunded by card'],
    [
      'by a gateway unknown',
      outcome({ refunded: { amount: 3_533n, method: null } }),
      'Refunded to the payer',
    ],
    [
      'by transfer',
      outcome({ refunded: { amount: 3_533n, method: 'bank_transfer' } }),
      'Refunded by bank transfer',
    ],
    [
      'by the payer’s bank',
      outcome({ chargedBack: 3_533n }),
      'Returned through the payer’s bank, which had reversed the payment',
    ],
  ])('says that the money went back %s, and nothing of what did not happen', async (_name, went, words) => {
    const [page] = await textsOf({ ...creditNotePaperFor('en-US', 'USD'), outcome: went, credits: null });
    expect(page).toContain(words);
    expect(page?.join(' ')).not.toMatch(/Set against|Money on account|Credits/);
  });

  test('credits that had not been granted yet are not called taken back', async () => {
    const credits = { count: 2_000n, wereGranted: false };
    const [page] = await textsOf({ ...creditNotePaperFor('en-US'), credits });
    expect(page).toContain('Credits that will not be granted');
    expect(page).not.toContain('Credits taken back');
  });

  test('speaks German to a German customer, and calls itself what German law wants', async () => {
    const [page] = await textsOf(creditNotePaperFor('de-DE'));
    for (const text of [
      'Rechnungskorrektur',
      'Korrektur zur Rechnung',
      'Summe der Korrektur',
      '35,33 €',
      'Grund',
    ])
      expect(page).toContain(text);
  });

  test('prices that include the tax are said to, and the tax stands below the total', async () => {
    const sample = creditNotePaperFor('en-GB', 'GBP');
    const [page] = await textsOf({ ...sample, pricesIncludeTax: true });
    expect(page).toEqual(
      expect.arrayContaining(['Subtotal, prices include tax', 'Includes VAT 19% on £26.10']),
    );
  });

  test('carries the note of the reverse charge', async () => {
    const taxNote = 'Reverse charge: VAT is owed by the recipient.';
    expect((await textsOf({ ...creditNotePaperFor('en-US'), taxNote }))[0]).toContain(taxNote);
  });

  test.each([
    ['JPY', '¥3,533'],
    ['KWD', 'KWD 3.533'],
  ])('prints %s with its own number of decimals', async (currency, total) => {
    const [page] = await textsOf(creditNotePaperFor('en-US', currency));
    expect(page?.filter((text) => text === total)).toHaveLength(2);
  });

  test('an amount beyond every safe integer is printed whole, smaller where it needs the room', async () => {
    const total = 9_223_372_036_854_775_807n;
    const paper = { ...creditNotePaperFor('en-US', 'KWD'), total, outcome: outcome({ onAccount: total }) };
    const [page] = await textsOf(paper);
    expect(page?.filter((text) => text === 'KWD 9,223,372,036,854,775.807')).toHaveLength(3);
  });

  test('20,000 unbroken characters everywhere are cut, and every page has its foot', async () => {
    const x = 'W'.repeat(20_000);
    const sample = creditNotePaperFor('en-US');
    const pages = await textsOf({
      ...sample,
      buyer: { name: x, lines: Array<string>(40).fill(x), taxId: x, email: x },
      lines: sample.lines.map((line) => ({ ...line, description: x })),
      reason: x,
      taxNote: x,
    });
    for (const [index, page] of pages.entries())
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
  });

  test('is the same to the byte when drawn again', async () => {
    const paper = creditNotePaperFor('de-DE');
    expect((await renderCreditNotePdf(paper)).equals(await renderCreditNotePdf(paper))).toBe(true);
  });

  test.each([
    ['a date that does not exist', { issueDate: '2026-02-30' }],
    ['an invoice without a number', { invoice: { number: '', issueDate: '2026-11-22' } }],
  ])('one with %s is refused', async (_name, change) => {
    await expect(renderCreditNotePdf({ ...creditNotePaperFor('en-US'), ...change })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'paper_not_drawable',
    });
  });
});
