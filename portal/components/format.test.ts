import { formatsFor, minorPerMajor, parseMoney, typedMoney } from './format.js';

const us = formatsFor({ locale: 'en', country: 'US', timeZone: 'America/Los_Angeles' });
const de = formatsFor({ locale: 'de', country: 'DE', timeZone: 'Europe/Berlin' });
/** Intl writes narrow and no-break spaces where it likes. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test('has the digits of its currency', () => {
    expect(us.money(2610, 'USD')).toBe('$26.10');
    expect(us.money(-290, 'USD')).toBe('-$2.90');
    expect(us.money(500, 'JPY')).toBe('¥500');
    expect(plain(us.money(1234, 'KWD'))).toBe('KWD 1.234');
    expect(plain(de.money(123456, 'EUR'))).toBe('1.234,56 €');
  });

  test('per credit is as exact as it needs to be', () => {
    expect(us.unitPrice(900, 500, 'USD')).toBe('$0.018');
    expect(us.unitPrice(2610, 2000, 'USD')).toBe('$0.0131');
  });

  test('knows how many minor units make one', () => {
    expect(['JPY', 'USD', 'KWD'].map(minorPerMajor)).toEqual([1, 100, 1000]);
  });
});

describe('an amount that was typed', () => {
  test.each([
    ['26.10', 'USD', 2610],
    ['26,1', 'EUR', 2610],
    [' 26 ', 'USD', 2600],
    ['0.07', 'USD', 7],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1234],
  ])('%s %s is %d minor units', (typed, currency, minor) => {
    expect(parseMoney(typed, currency)).toBe(minor);
  });

  test.each([
    ['', 'USD'],
    ['-1', 'USD'],
    ['1.234', 'USD'],
    ['1.5', 'JPY'],
    ['1e3', 'USD'],
    ['1,234.56', 'USD'],
    ['NaN', 'USD'],
  ])('%s %s is none', (typed, currency) => {
    expect(parseMoney(typed, currency)).toBeNull();
  });

  test('comes back as it went in', () => {
    for (const minor of [0, 1, 99, 2610, 100_000])
      expect(parseMoney(typedMoney(minor, 'USD'), 'USD')).toBe(minor);
  });
});

describe('days', () => {
  test('of a document are the same everywhere', () => {
    expect(us.date('2026-11-22')).toBe('Nov 22, 2026');
    expect(de.date('2026-11-22')).toBe('22.11.2026');
  });

  test('of an instant are those of the account', () => {
    expect(us.day('2026-11-22T02:00:00Z')).toBe('Nov 21, 2026');
    expect(de.day('2026-11-22T02:00:00Z')).toBe('22.11.2026');
  });

  test('in a time zone that the browser does not know are told in UTC', () => {
    const odd = formatsFor({ locale: 'en', country: 'US', timeZone: 'Mars/Olympus' });
    expect(odd.day('2026-11-22T02:00:00Z')).toBe('Nov 22, 2026');
  });
});
