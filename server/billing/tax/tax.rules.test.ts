import fc from 'fast-check';
import { divideHalfUp, money, sum } from '../../kit/money.js';
import { totals } from '../invoices/invoices.rules.js';
import {
  type ApplicableRate,
  decideTax,
  netOfLines,
  reasonsOf,
  type TaxableLine,
  type TaxableSale,
  type TaxCategory,
  taxOfLine,
  taxTotals,
  totalTax,
} from './tax.rules.js';

const line = (minor: number | bigint, taxBasisPoints: number, taxName = 'USt.', currency = 'EUR') =>
  ({
    amount: money(minor, currency),
    taxName,
    taxBasisPoints,
    taxCategory: taxBasisPoints === 0 ? 'Z' : 'S',
  }) satisfies TaxableLine;

describe('tax per rate', () => {
  test('is computed over the sum of a rate, not line by line: 3 × 1.33 at 19 % is 0.76', () => {
    expect(taxTotals([line(133, 1900), line(133, 1900), line(133, 1900)], 'EUR', false)).toEqual([
      {
        name: 'USt.',
        basisPoints: 1900,
        category: 'S',
        taxable: money(399, 'EUR'),
        amount: money(76, 'EUR'),
      },
    ]);
  });

  test('is taken out of the sum where prices include it: 3 × 1.33 hold 0.64 at 19 %', () => {
    const [total] = taxTotals([line(133, 1900), line(133, 1900), line(133, 1900)], 'EUR', true);
    expect([total?.taxable.minor, total?.amount.minor]).toEqual([335n, 64n]);
  });

  test('each rate has its own total, the highest first; an exempt sale shows its base', () => {
    const result = taxTotals(
      [line(1000, 700), line(500, 0, 'No tax'), line(2000, 1900), line(1, 700)],
      'EUR',
      false,
    );
    expect(
      result.map(({ basisPoints, taxable, amount }) => [basisPoints, taxable.minor, amount.minor]),
    ).toEqual([
      [1900, 2000n, 380n],
      [700, 1001n, 70n],
      [0, 500n, 0n],
    ]);
    expect(totalTax(result, 'EUR')).toEqual(money(450, 'EUR'));
  });

  test('the same rate under two names stays apart', () => {
    expect(taxTotals([line(100, 1900, 'USt.'), line(100, 1900, 'Tax')], 'EUR', false)).toHaveLength(2);
  });

  test.each([
    [105n, 1000, 'JPY', false, 11n],
    [105n, 1000, 'JPY', true, 10n],
    [1_999n, 1500, 'KWD', false, 300n],
    [1_999n, 1500, 'KWD', true, 261n],
    [1n, 1900, 'EUR', true, 0n],
    [0n, 1900, 'EUR', true, 0n],
    [100n, 10_000, 'EUR', true, 50n],
  ])(
    '%s minor units at %s basis points in %s (inclusive: %s) carry %s',
    (minor, rate, currency, inclusive, tax) => {
      const [total] = taxTotals([line(minor, rate, 'Tax', currency)], currency, inclusive);
      expect(total?.amount).toEqual(money(tax, currency));
    },
  );
});

interface Drawn {
  unit: bigint;
  quantity: number;
  discountPercent: bigint;
  rate: number;
  name: string;
}

describe('any lines, rates and currencies', () => {
  const anyLines = fc.array(
    fc.record({
      unit: fc.bigInt({ min: 0n, max: 10_000_000n }),
      quantity: fc.integer({ min: 1, max: 1000 }),
      discountPercent: fc.bigInt({ min: 0n, max: 100n }),
      rate: fc.constantFrom(0, 1, 700, 770, 810, 1900, 2000, 2550, 10_000),
      name: fc.constantFrom('USt.', 'Tax'),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const anyCurrency = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD');

  const sale = (drawn: Drawn[], currency: string, inclusive: boolean) =>
    totals(
      drawn.map(({ unit, quantity, discountPercent, rate, name }) => ({
        ...line(0, rate, name, currency),
        description: 'x',
        quantity,
        unitAmount: money(unit, currency),
        discount: money((unit * BigInt(quantity) * discountPercent) / 100n, currency),
        creditPackageId: null,
        credits: null,
      })),
      currency,
      inclusive,
    );

  test('total = subtotal − discount + tax, and the lines without their tax add up to what was taxed', () => {
    fc.assert(
      fc.property(anyLines, anyCurrency, fc.boolean(), (drawn, currency, inclusive) => {
        const { lines, subtotal, discount, tax, taxes, total } = sale(drawn, currency, inclusive);
        const added = (amounts: { minor: bigint }[]) => amounts.reduce((t, { minor }) => t + minor, 0n);
        expect(subtotal.minor - discount.minor + tax.minor).toBe(total.minor);
        expect(added(taxes.map(({ amount }) => amount))).toBe(tax.minor);
        expect(added(taxes.map(({ taxable }) => taxable))).toBe(subtotal.minor - discount.minor);
        expect(added(lines.map(({ net }) => net))).toBe(subtotal.minor - discount.minor);
        const asked = added(lines.map(({ amount }) => amount));
        expect(inclusive ? total.minor : total.minor - tax.minor).toBe(asked);
        expect(discount.minor >= 0n && discount.minor <= subtotal.minor && tax.minor >= 0n).toBe(true);
        for (const { net, amount } of lines) {
          expect(net.minor >= 0n && net.minor <= amount.minor).toBe(true);
          if (!inclusive) expect(net).toEqual(amount);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('an included tax is within half a unit of the rate on what was taxed', () => {
    fc.assert(
      fc.property(anyLines, anyCurrency, (drawn, currency) => {
        for (const { taxable, amount, basisPoints } of sale(drawn, currency, true).taxes) {
          const ideal = taxable.minor * BigInt(basisPoints);
          const off = amount.minor * 10_000n - ideal;
          // A rounded base is off by half a unit at most; its tax then by half a unit more times 1 + rate.
          expect((off < 0n ? -off : off) <= 5_000n + BigInt(basisPoints)).toBe(true);
          expect(amount.minor).toBe(
            taxable.minor +
              amount.minor -
              divideHalfUp((taxable.minor + amount.minor) * 10_000n, 10_000n + BigInt(basisPoints)),
          );
        }
      }),
    );
  });

  test('the order of lines does not matter', () => {
    fc.assert(
      fc.property(anyLines, anyCurrency, fc.boolean(), (drawn, currency, inclusive) => {
        const { taxes, total } = sale(drawn, currency, inclusive);
        const back = sale([...drawn].reverse(), currency, inclusive);
        expect([back.taxes, back.total]).toEqual([taxes, total]);
      }),
    );
  });

  test('a line of nothing holds no tax, and a sale of nothing but such lines none either', () => {
    const taxes = [{ name: 'USt.', basisPoints: 1900, taxable: 0n }];
    const nothing = { amount: 0n, taxName: 'USt.', taxBasisPoints: 1900 };
    expect(netOfLines({ pricesIncludeTax: true, lines: [nothing, nothing], taxes })).toEqual([0n, 0n]);
    expect(sum([], 'EUR')).toEqual(money(0, 'EUR'));
  });
});

describe('the decision', () => {
  const german: ApplicableRate = { region: null, name: 'USt.', basisPoints: 1900, isInclusive: false };
  const decide = (sale: Partial<Omit<TaxableSale, 'buyer'>> & { buyer?: Partial<TaxableSale['buyer']> }) => {
    const { buyer, ...rest } = sale;
    return decideTax({
      sellerCountry: 'DE',
      taxIdCountry: null,
      rate: null,
      ...rest,
      buyer: { country: 'DE', taxExempt: false, locale: 'en', ...buyer },
    });
  };

  test.each<[string, Parameters<typeof decide>[0], TaxCategory, string]>([
    ['at home, also with a tax id', { taxIdCountry: 'DE', rate: german }, 'S', 'rate:DE'],
    ['a rate of zero', { rate: { ...german, basisPoints: 0 } }, 'Z', 'rate:DE'],
    ['a region', { buyer: { country: 'US' }, rate: { ...german, region: 'CA' } }, 'S', 'rate:US-CA'],
    [
      'a business in the EU',
      { buyer: { country: 'FR' }, taxIdCountry: 'FR', rate: german },
      'AE',
      'reverse_charge:FR',
    ],
    ['without a tax id', { buyer: { country: 'FR' }, rate: german }, 'S', 'rate:FR'],
    [
      'with an id of another country',
      { buyer: { country: 'FR' }, taxIdCountry: 'IT', rate: german },
      'S',
      'rate:FR',
    ],
    [
      "with the seller's own country's id",
      { buyer: { country: 'FR' }, taxIdCountry: 'DE', rate: german },
      'S',
      'rate:FR',
    ],
    ['a business in Monaco', { buyer: { country: 'MC' }, taxIdCountry: 'FR' }, 'AE', 'reverse_charge:FR'],
    ['a business outside', { buyer: { country: 'GB' }, taxIdCountry: 'GB', rate: german }, 'O', 'export:GB'],
    [
      'outside without an id where a rate is listed',
      { buyer: { country: 'CH' }, rate: german },
      'S',
      'rate:CH',
    ],
    ['outside without a rate', { buyer: { country: 'US' } }, 'O', 'no_rate:US'],
    ['a state of the EU without a rate', { buyer: { country: 'FR' } }, 'O', 'no_rate:FR'],
    [
      'from Britain to a business in France',
      { sellerCountry: 'GB', buyer: { country: 'FR' }, taxIdCountry: 'FR', rate: german },
      'O',
      'export:FR',
    ],
    [
      'an exempt buyer, wherever',
      { buyer: { country: 'FR', taxExempt: true }, taxIdCountry: 'FR', rate: german },
      'E',
      'exempt',
    ],
  ])('%s', (_case, sale, category, reason) => {
    const decision = decide(sale);
    expect([decision.category, decision.reason]).toEqual([category, reason]);
    expect(decision.basisPoints > 0).toBe(category === 'S');
  });

  test('reverse charge says so, in English and in German', () => {
    const to = (locale: string) => decide({ buyer: { country: 'FR', locale }, taxIdCountry: 'FR' }).note;
    expect(to('en')).toContain('Reverse charge: Article 196, Directive 2006/112/EC');
    expect(to('de')).toContain('Steuerschuldnerschaft des Leistungsempfängers');
    expect(decide({ rate: german }).note).toBeNull();
    expect(decide({ buyer: { country: 'FR' } }).note).toBeNull();
  });

  test('what staff choose for a line is a reason of its own, unless it is the rate that applies anyway', () => {
    const decision = decide({ rate: german });
    expect([null, undefined, 1900].map((chosen) => taxOfLine(decision, chosen).reason)).toEqual([
      'rate:DE',
      'rate:DE',
      'rate:DE',
    ]);
    expect(taxOfLine(decision, 700)).toEqual({
      category: 'S',
      name: 'Tax',
      basisPoints: 700,
      reason: 'override:700',
    });
    expect(taxOfLine(decision, 0).category).toBe('Z');
    const reverse = decide({ buyer: { country: 'FR' }, taxIdCountry: 'FR' });
    expect(taxOfLine(reverse, 0)).toMatchObject({ category: 'AE', reason: 'reverse_charge:FR' });
    expect(reasonsOf([taxOfLine(decision, 700), decision, taxOfLine(decision, 700)])).toBe(
      'override:700, rate:DE',
    );
  });
});
