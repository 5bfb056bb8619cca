import fc from 'fast-check';
import { money, sum } from '../../kit/money.js';
import { taxTotals, totalTax } from './tax.rules.js';

const line = (minor: number, taxBasisPoints: number, taxName = 'USt.') => ({
  amount: money(minor, 'EUR'),
  taxName,
  taxBasisPoints,
});

test('tax is computed over the sum of a rate, not line by line: 3 × 1.33 at 19 % is 0.76', () => {
  expect(taxTotals([line(133, 1900), line(133, 1900), line(133, 1900)], 'EUR')).toEqual([
    { name: 'USt.', basisPoints: 1900, taxable: money(399, 'EUR'), amount: money(76, 'EUR') },
  ]);
});

test('each rate has its own total, the highest first; an exempt sale shows its base', () => {
  const totals = taxTotals([line(1000, 700), line(500, 0, 'No tax'), line(2000, 1900), line(1, 700)], 'EUR');
  expect(
    totals.map(({ basisPoints, taxable, amount }) => [basisPoints, taxable.minor, amount.minor]),
  ).toEqual([
    [1900, 2000n, 380n],
    [700, 1001n, 70n],
    [0, 500n, 0n],
  ]);
  expect(totalTax(totals, 'EUR')).toEqual(money(450, 'EUR'));
});

test('the same rate under two names stays apart', () => {
  expect(taxTotals([line(100, 1900, 'USt.'), line(100, 1900, 'Tax')], 'EUR')).toHaveLength(2);
});

test('a yen is taxed in whole yen', () => {
  const [total] = taxTotals([{ amount: money(105, 'JPY'), taxName: 'Tax', taxBasisPoints: 1000 }], 'JPY');
  expect(total?.amount).toEqual(money(11, 'JPY'));
});

test('the bases of all rates sum to the net amount, and the order of lines does not matter', () => {
  const lines = fc.array(
    fc.record({
      minor: fc.integer({ min: 0, max: 10_000_000 }),
      rate: fc.constantFrom(0, 700, 1900, 2000, 10_000),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(lines, (drawn) => {
      const taxed = drawn.map(({ minor, rate }) => line(minor, rate));
      const totals = taxTotals(taxed, 'EUR');
      expect(
        sum(
          totals.map(({ taxable }) => taxable),
          'EUR',
        ),
      ).toEqual(
        sum(
          taxed.map(({ amount }) => amount),
          'EUR',
        ),
      );
      expect(taxTotals([...taxed].reverse(), 'EUR')).toEqual(totals);
    }),
  );
});
