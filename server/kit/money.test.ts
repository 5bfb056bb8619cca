import fc from 'fast-check';
import {
  add,
  allocate,
  basisPointsOf,
  compare,
  divideHalfUp,
  formatMoney,
  fromDecimal,
  money,
  multiply,
  negate,
  subtract,
  sum,
  toDecimal,
  toWire,
  zero,
} from './money.js';

const minors = (parts: { minor: bigint }[]) => parts.map(({ minor }) => minor);
const anyMinor = fc.bigInt({ min: 1n - 10n ** 15n, max: 10n ** 15n - 1n });
const anyWeights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 40 });

describe('splitting an amount', () => {
  test('the parts always sum to the whole, also for negative amounts and weights of zero', () => {
    fc.assert(
      fc.property(anyMinor, anyWeights, (minor, weights) => {
        const parts = allocate(money(minor, 'USD'), weights);
        expect(parts).toHaveLength(weights.length);
        expect(sum(parts, 'USD').minor).toBe(minor);
      }),
    );
  });

  test('no part is further than one minor unit from its exact share', () => {
    fc.assert(
      fc.property(anyMinor, anyWeights, (minor, weights) => {
        const total = weights.reduce((a, b) => a + b, 0n);
        fc.pre(total > 0n);
        allocate(money(minor, 'USD'), weights).forEach((part, index) => {
          const error = part.minor * total - minor * weights[index]!;
          expect(error < total && error > -total).toBe(true);
        });
      }),
    );
  });

  test('a weight of zero gets nothing while another has some', () => {
    fc.assert(
      fc.property(anyMinor, anyWeights, (minor, weights) => {
        fc.pre(weights.some((weight) => weight > 0n));
        allocate(money(minor, 'USD'), weights).forEach((part, index) => {
          if (weights[index] === 0n) expect(part.minor).toBe(0n);
        });
      }),
    );
  });

  test('a negative amount is split like its opposite', () => {
    fc.assert(
      fc.property(anyMinor, anyWeights, (minor, weights) => {
        expect(minors(allocate(money(-minor, 'USD'), weights))).toEqual(
          minors(allocate(money(minor, 'USD'), weights)).map((part) => -part),
        );
      }),
    );
  });

  test.each([
    ['a third of 100', 100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    ['one cent for three', 1n, [1n, 1n, 1n], [1n, 0n, 0n]],
    ['nothing', 0n, [3n, 7n], [0n, 0n]],
    ['all weights zero', 5n, [0n, 0n], [3n, 2n]],
    ['the largest remainder first', 10n, [1n, 2n, 4n], [1n, 3n, 6n]],
    ['a refund of a third', -100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
  ])('%s', (_case, minor, weights, parts) => {
    expect(minors(allocate(money(minor, 'EUR'), weights))).toEqual(parts);
  });

  test('there must be somebody to split among, and nobody may take a negative share', () => {
    expect(() => allocate(money(1, 'EUR'), [])).toThrow('Nothing to allocate to');
    expect(() => allocate(money(1, 'EUR'), [1n, -1n])).toThrow('negative');
  });
});

describe('rounding', () => {
  test.each([
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [1n, -2n, -1n],
    [49n, 100n, 0n],
    [50n, 100n, 1n],
    [-49n, 100n, 0n],
    [0n, 7n, 0n],
    [7581n, 100n, 76n],
  ])('%s / %s is %s: halves go away from zero', (numerator, denominator, expected) => {
    expect(divideHalfUp(numerator, denominator)).toBe(expected);
  });

  test('the error is never more than half a unit', () => {
    fc.assert(
      fc.property(anyMinor, fc.bigInt({ min: 1n, max: 10n ** 9n }), (numerator, denominator) => {
        const error = (divideHalfUp(numerator, denominator) * denominator - numerator) * 2n;
        expect(error <= denominator && -error <= denominator).toBe(true);
      }),
    );
  });

  test('division by zero is an error, not a number', () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow('zero');
  });

  test('a share in basis points: 19 % of 26.10 is 4.96', () => {
    expect(basisPointsOf(money(2610, 'EUR'), 1900)).toEqual(money(496, 'EUR'));
  });
});

describe('arithmetic', () => {
  test('two currencies cannot be combined', () => {
    const [usd, eur] = [money(1, 'USD'), money(1, 'EUR')];
    for (const deed of [add, subtract, compare]) expect(() => deed(usd, eur)).toThrow('USD and EUR');
    expect(() => sum([usd, eur], 'USD')).toThrow('USD and EUR');
  });

  test('sums, differences, multiples and opposites are exact beyond what a float holds', () => {
    const large = money(9_007_199_254_740_993n, 'USD');
    expect(add(large, money(2, 'USD')).minor).toBe(9_007_199_254_740_995n);
    expect(subtract(large, large)).toEqual(zero('USD'));
    expect(multiply(large, 3).minor).toBe(27_021_597_764_222_979n);
    expect(negate(large).minor).toBe(-9_007_199_254_740_993n);
    expect([compare(large, zero('USD')), compare(zero('USD'), large), compare(large, large)]).toEqual([
      1, -1, 0,
    ]);
  });

  test('what does not fit the wire is our bug, not a wrong number', () => {
    expect(toWire(9_007_199_254_740_991n)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => toWire(9_007_199_254_740_992n)).toThrow('does not fit the wire');
  });
});

describe('decimals', () => {
  test.each([
    [123450n, 'USD', '1234.50'],
    [5n, 'USD', '0.05'],
    [-5n, 'USD', '-0.05'],
    [1234n, 'JPY', '1234'],
    [1234n, 'KWD', '1.234'],
    [1n, 'KWD', '0.001'],
    [0n, 'EUR', '0.00'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93'],
  ])('%s of %s is written %s, and read back the same', (minor, currency, text) => {
    expect(toDecimal(money(minor, currency))).toBe(text);
    expect(fromDecimal(text, currency)).toEqual(money(minor, currency));
  });

  test('every amount survives being written and read', () => {
    fc.assert(
      fc.property(anyMinor, fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (minor, currency) => {
        expect(fromDecimal(toDecimal(money(minor, currency)), currency).minor).toBe(minor);
      }),
    );
  });

  test.each(['', '.', '1.', '1,50', '1.505', '1e3', '0x10', 'NaN', '1 000', '--1', '1234567890123456', '١'])(
    '"%s" is no amount in dollars',
    (text) => {
      expect(() => fromDecimal(text, 'USD')).toThrow(
        expect.objectContaining({ code: 'invalid_amount', kind: 'invalid' }),
      );
    },
  );

  test('a yen has no decimals', () => {
    expect(() => fromDecimal('1.5', 'JPY')).toThrow('at most 0 decimals');
  });
});

describe('for people', () => {
  test.each([
    [123450n, 'USD', 'en', '$1,234.50'],
    [123450n, 'EUR', 'de', '1.234,50 €'],
    [1234n, 'JPY', 'en', '¥1,234'],
    [1234n, 'KWD', 'en', 'KWD 1.234'],
    [-5n, 'USD', 'en', '-$0.05'],
    [9_007_199_254_740_993n, 'USD', 'en', '$90,071,992,547,409.93'],
  ])('%s of %s in %s reads %s', (minor, currency, locale, text) => {
    expect(formatMoney(money(minor, currency), locale).replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
  });
});
