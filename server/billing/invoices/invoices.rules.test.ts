import fc from 'fast-check';
import { money } from '../../kit/money.js';
import { packageDiscount } from '../packages/packages.rules.js';
import {
  creditorReference,
  type InvoiceStatus,
  invoiceNumber,
  isPayable,
  type LineInput,
  mayBecome,
  receive,
  seriesOf,
  TRANSITIONS,
  totals,
} from './invoices.rules.js';

const line = (more: Partial<LineInput>): LineInput => ({
  description: 'Work',
  quantity: 1,
  unitAmount: money(100, 'EUR'),
  discount: money(0, 'EUR'),
  taxName: 'USt.',
  taxBasisPoints: 1900,
  taxCategory: 'S',
  creditPackageId: null,
  credits: null,
  ...more,
});

describe('totals', () => {
  test('Pro with its discount in Germany: 29.00 − 2.90 = 26.10, 19 % of it 4.96', () => {
    const listPrice = money(2900, 'EUR');
    const discount = packageDiscount(listPrice, 10);
    const result = totals([line({ unitAmount: listPrice, discount })], 'EUR');
    expect(result).toMatchObject({
      subtotal: money(2900, 'EUR'),
      discount: money(290, 'EUR'),
      tax: money(496, 'EUR'),
      total: money(3106, 'EUR'),
      lines: [{ amount: money(2610, 'EUR') }],
    });
  });

  test('the subtotal is before the discount, the total after it and with the tax', () => {
    const result = totals(
      [line({ quantity: 3, unitAmount: money(133, 'EUR') }), line({ taxBasisPoints: 0 })],
      'EUR',
    );
    expect([result.subtotal.minor, result.tax.minor, result.total.minor]).toEqual([499n, 76n, 575n]);
  });

  test('a whole that is given away costs nothing', () => {
    const result = totals([line({ discount: money(100, 'EUR') })], 'EUR');
    expect([result.subtotal.minor, result.total.minor]).toEqual([100n, 0n]);
  });

  test('lines of two currencies cannot be added', () => {
    expect(() => totals([line({ unitAmount: money(1, 'USD'), discount: money(0, 'USD') })], 'EUR')).toThrow(
      'USD',
    );
  });
});

describe('a creditor reference (ISO 11649)', () => {
  const letters = (text: string) =>
    [...text].map((c) => (c >= 'A' ? String(c.charCodeAt(0) - 55) : c)).join('');
  const isValid = (reference: string) =>
    BigInt(letters(reference.slice(4) + reference.slice(0, 4))) % 97n === 1n;

  test.each([
    ['539007547034', 'RF18539007547034'],
    ['000000000539007547034', 'RF18000000000539007547034'],
    ['2348231', 'RF712348231'],
  ])('of %s is the published example %s', (number, reference) => {
    expect(creditorReference(number)).toBe(reference);
    expect(isValid(reference)).toBe(true);
  });

  test('every invoice number has a valid one of at most 25 characters', () => {
    const month = fc.record({
      y: fc.integer({ min: 2000, max: 2999 }),
      m: fc.integer({ min: 1, max: 12 }),
      n: fc.integer({ min: 1, max: 99_999 }),
    });
    fc.assert(
      fc.property(month, ({ y, m, n }) => {
        const reference = creditorReference(
          invoiceNumber(seriesOf(`${y}-${String(m).padStart(2, '0')}-15`), n),
        );
        expect(reference).toMatch(/^RF\d{2}INV\d{11}$/);
        expect(isValid(reference)).toBe(true);
      }),
    );
  });

  test('two digits exchanged are noticed', () => {
    const reference = creditorReference('INV-2026-11-00012');
    expect(isValid(reference.replace('00012', '00021'))).toBe(false);
  });
});

test('a number carries its month, and five digits or more', () => {
  expect(invoiceNumber(seriesOf('2026-11-30'), 42)).toBe('INV-2026-11-00042');
  expect(invoiceNumber(seriesOf('2026-12-01'), 123_456)).toBe('INV-2026-12-123456');
});

describe('states', () => {
  const all = Object.keys(TRANSITIONS) as InvoiceStatus[];
  const allowed: [InvoiceStatus, InvoiceStatus][] = [
    ['draft', 'pending'],
    ['draft', 'paid'],
    ['pending', 'paid'],
    ['pending', 'void'],
    ['pending', 'uncollectible'],
    ['uncollectible', 'paid'],
    ['paid', 'pending'],
  ];
  test.each(all.flatMap((from) => all.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(allowed.some(([a, b]) => a === from && b === to));
  });

  test.each(all)('money can be taken for %s only while it is open', (status) => {
    expect(isPayable(status)).toBe(status === 'pending' || status === 'uncollectible');
  });
});

test.each([
  [100n, 100n, { used: 100n, due: 0n }],
  [100n, 99n, { used: 99n, due: 1n }],
  [100n, 150n, { used: 100n, due: 0n }],
  [0n, 5n, { used: 0n, due: 0n }],
])('%s due and %s arrived', (due, arrived, expected) => expect(receive(due, arrived)).toEqual(expected));
