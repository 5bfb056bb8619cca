import { boundary, periodAt } from './calendar.js';
import { settleBalance, share, taxesOf, totalsOf } from './sums.js';

const at = (text: string): number => Date.parse(text) / 1000;
const shown = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString().slice(0, 19);
const monthly = { interval: 'month', interval_count: 1 } as const;
const yearly = { interval: 'year', interval_count: 1 } as const;

test.each([
  ['2027-01-31T10:30:00Z', ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
  ['2027-01-30T10:30:00Z', ['2027-02-28', '2027-03-30', '2027-04-30', '2027-05-30']],
  ['2028-01-29T10:30:00Z', ['2028-02-29', '2028-03-29', '2028-04-29', '2028-05-29']],
  ['2027-11-30T00:00:00Z', ['2027-12-30', '2028-01-30', '2028-02-29', '2028-03-30']],
])('a month from %s keeps its day, and the last one of a shorter month', (anchor, days) => {
  const time = anchor.slice(10, 19);
  expect([1, 2, 3, 4].map((n) => shown(boundary(at(anchor), monthly, n)))).toEqual(
    days.map((day) => `${day}${time}`),
  );
});

test('29 February comes back in the next leap year', () => {
  const anchor = at('2028-02-29T12:00:00Z');
  expect([1, 2, 3, 4, -1].map((n) => shown(boundary(anchor, yearly, n)).slice(0, 10))).toEqual([
    '2029-02-28',
    '2030-02-28',
    '2031-02-28',
    '2032-02-29',
    '2027-02-28',
  ]);
});

test('every instant lies in exactly one period, also long before and after the anchor', () => {
  const anchor = at('2027-01-31T10:30:00Z');
  for (let day = -2000; day < 2000; day += 1) {
    const instant = anchor + day * 86_400 + (day % 7) * 1234;
    const { start, end } = periodAt(anchor, monthly, instant);
    expect(start <= instant && instant < end).toBe(true);
    expect(periodAt(anchor, monthly, end).start).toBe(end);
  }
});

test('shares are exact and rounded half away from zero, taxes line by line', () => {
  expect([share(2900, 1, 2), share(-2901, 1, 2), share(5, 1, 2), share(1, 1, 3)]).toEqual([
    1450, -1451, 3, 0,
  ]);
  const rate = (percentage: number, inclusive: boolean) =>
    ({ id: `txr_${percentage}`, percentage, inclusive }) as Parameters<typeof taxesOf>[1][number];
  expect(taxesOf(133, [rate(19, false)])[0]).toMatchObject({ amount: 25, taxable_amount: 133 });
  expect(taxesOf(11900, [rate(19, true)])[0]).toMatchObject({ amount: 1900, taxable_amount: 10000 });
  const lines = [100, -50].map((amount) => ({ amount, taxes: taxesOf(amount, [rate(19, false)]) }));
  // 19 % of 50 are 9.50: 19.00 less 10 (half away from zero), not 9.50.
  expect(totalsOf(lines)).toMatchObject({ subtotal: 50, total: 59 });
});

test.each([
  [2900, 0, { amountDue: 2900, endingBalance: 0 }],
  [2900, -1000, { amountDue: 1900, endingBalance: 0 }],
  [2900, -2900, { amountDue: 0, endingBalance: 0 }],
  [2900, -2870, { amountDue: 0, endingBalance: 30 }],
  [2900, 100, { amountDue: 3000, endingBalance: 0 }],
  [-500, 0, { amountDue: 0, endingBalance: -500 }],
  [40, 0, { amountDue: 0, endingBalance: 40 }],
])('a total of %i with a balance of %i', (total, balance, expected) => {
  expect(settleBalance(total, balance, 50)).toEqual(expected);
});
