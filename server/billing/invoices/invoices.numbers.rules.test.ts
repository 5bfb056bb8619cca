import { reportSeries } from './invoices.numbers.rules.js';

const paper = (place: number, issueDate = '2026-11-22', key = 'INV-2026-11') => ({ key, place, issueDate });

describe('the gap report', () => {
  test('a series without a gap', () => {
    expect(reportSeries([{ key: 'INV-2026-11', last: 2 }], [paper(1), paper(2)])).toEqual([
      {
        key: 'INV-2026-11',
        document: 'invoice',
        first: 1,
        last: 2,
        count: 2,
        missing: [],
        duplicates: [],
        datesBack: [],
      },
    ]);
  });

  test('what is missing, twice there or dated back is named, at the ends too', () => {
    const papers = [
      paper(2, '2026-11-22'),
      paper(2, '2026-11-22'),
      paper(3, '2026-11-21'),
      paper(5, '2026-11-23'),
    ];
    expect(reportSeries([{ key: 'INV-2026-11', last: 6 }], papers)).toMatchObject([
      { first: 2, last: 6, count: 4, missing: [1, 4, 6], duplicates: [2], datesBack: [3] },
    ]);
  });

  test('a counter without papers, and papers without a counter', () => {
    const papers = [paper(1, '2026-12-01', 'CRN-2026-12')];
    expect(reportSeries([{ key: 'INV-2026-11', last: 1 }], papers)).toMatchObject([
      { key: 'CRN-2026-12', document: 'credit_note', last: 1, count: 1, missing: [] },
      { key: 'INV-2026-11', first: 0, last: 1, count: 0, missing: [1] },
    ]);
  });
});
