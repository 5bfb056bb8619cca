import fc from 'fast-check';
import { money } from '../../kit/money.js';
import { netOfLines, taxTotals } from '../tax/tax.rules.js';
import {
  type CreditParts,
  type CreditWhat,
  creditableOf,
  creditParts,
  leftOfLines,
  openSale,
} from './invoices.credit-notes.rules.js';

const seed = Number(process.hrtime.bigint() % 1_000_000_007n);
console.info(`seed ${seed}`);

interface Line {
  id: string;
  amount: bigint;
  taxName: string;
  taxBasisPoints: number;
  credits: bigint | null;
}

const line = (id: string, amount: bigint, more: Partial<Line> = {}): Line => ({
  id,
  amount,
  taxName: 'VAT',
  taxBasisPoints: 1900,
  credits: null,
  ...more,
});

/** An invoice of these lines, with the tax beside or inside its prices. */
function invoiceOf(lines: Line[], pricesIncludeTax = false) {
  const taxes = taxTotals(
    lines.map((own) => ({ ...own, amount: money(own.amount, 'XXX'), taxCategory: 'S' as const })),
    'XXX',
    pricesIncludeTax,
  ).map((tax) => ({ ...tax, taxable: tax.taxable.minor, amount: tax.amount.minor }));
  return { currency: 'EUR', pricesIncludeTax, lines, taxes };
}

type Invoice = ReturnType<typeof invoiceOf>;
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const totalOf = (invoice: Invoice) => creditableOf(openSale(invoice, []));

describe('credit notes', () => {
  test('half of 119.00 at 19 % is 50.00 and 9.50 of tax', () => {
    const parts = creditParts(openSale(invoiceOf([line('a', 10_000n)]), []), { amount: 5_950n });
    expect(parts).toMatchObject({ subtotal: 5_000n, tax: 950n, total: 5_950n });
    expect(parts.lines).toEqual([{ invoiceLineId: 'a', amount: 5_000n, net: 5_000n, credits: 0n }]);
  });

  test('three notes over a third each take the tax that the whole has: 3 × 1.33 at 19 % is 0.76', () => {
    const invoice = invoiceOf([line('a', 133n), line('b', 133n), line('c', 133n)]);
    const notes: CreditParts[] = [];
    for (const id of ['a', 'b', 'c']) {
      notes.push(creditParts(openSale(invoice, notes), { lines: [{ invoiceLineId: id, amount: 133n }] }));
    }
    expect(notes.map(({ tax }) => tax)).toEqual([25n, 26n, 25n]);
    expect(creditableOf(openSale(invoice, notes))).toBe(0n);
  });

  test('prices that include the tax: 1.19 credited is 1.00 and 0.19', () => {
    const invoice = invoiceOf([line('a', 119n), line('b', 238n)], true);
    expect(netOfLines(invoice)).toEqual([100n, 200n]);
    const parts = creditParts(openSale(invoice, []), { lines: [{ invoiceLineId: 'a', amount: 119n }] });
    expect(parts).toMatchObject({ subtotal: 100n, tax: 19n, total: 119n });
  });

  test('credits go back in proportion, and the last one only with the last of its price', () => {
    const invoice = invoiceOf([line('a', 1_000n, { credits: 3n, taxBasisPoints: 0 })]);
    const first = creditParts(openSale(invoice, []), { amount: 500n });
    expect(first.lines[0]?.credits).toBe(2n);
    const second = creditParts(openSale(invoice, [first]), { amount: 499n });
    expect(second.lines[0]?.credits).toBe(0n);
    expect(leftOfLines(openSale(invoice, [first, second]))).toEqual([{ id: 'a', credits: 1n, net: 1n }]);
    expect(creditParts(openSale(invoice, [first, second]), 'all').lines[0]?.credits).toBe(1n);
  });

  test('credits that were given away with a sale go back with the last of it', () => {
    const invoice = invoiceOf([line('a', 1_000n), line('gift', 0n, { credits: 50n })]);
    const first = creditParts(openSale(invoice, []), { amount: 1_189n });
    expect(first.lines).toHaveLength(1);
    const last = creditParts(openSale(invoice, [first]), { amount: 1n });
    expect(last.lines).toContainEqual({ invoiceLineId: 'gift', amount: 0n, net: 0n, credits: 50n });
  });

  test('refused: more than is left, nothing left, a foreign line', () => {
    const invoice = invoiceOf([line('a', 100n)]);
    const sale = openSale(invoice, []);
    const refusal = (what: CreditWhat, notes: CreditParts[] = []) => {
      try {
        creditParts(openSale(invoice, notes), what);
        return null;
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(refusal({ amount: 120n })).toBe('more_than_creditable');
    expect(refusal({ lines: [{ invoiceLineId: 'a', amount: 101n }] })).toBe('more_than_creditable');
    expect(
      refusal({
        lines: [
          { invoiceLineId: 'a', amount: 60n },
          { invoiceLineId: 'a', amount: 41n },
        ],
      }),
    ).toBe('more_than_creditable');
    expect(refusal({ lines: [{ invoiceLineId: 'b', amount: 1n }] })).toBe('line_not_found');
    expect(refusal({ amount: 0n })).toBe('nothing_to_credit');
    expect(refusal('all', [creditParts(sale, 'all')])).toBe('nothing_to_credit');
  });

  const lines = fc.array(
    fc.record({
      amount: fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, 1_000_000n)),
      rate: fc.constantFrom(0, 1, 700, 1900, 2500, 10_000),
      credits: fc.option(fc.oneof(fc.bigInt(1n, 3n), fc.bigInt(1n, 100_000n)), { nil: null }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ share: fc.integer({ min: 1, max: 1000 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({ place: fc.nat({ max: 5 }), share: fc.integer({ min: 1, max: 1000 }) }),
    },
    { weight: 1, arbitrary: fc.constant('all' as const) },
  );
  const isOfLine = (
    next: { share: number } | { place: number; share: number },
  ): next is { place: number; share: number } => 'place' in next;
  const share = (amount: bigint, thousandths: number) => {
    const part = (amount * BigInt(thousandths)) / 1000n;
    return part > 0n ? part : amount > 0n ? 1n : 0n;
  };

  test('any sequence of notes takes back every line, tax and credit exactly, and none below zero or beyond', () => {
    const property = fc.property(
      lines,
      fc.boolean(),
      fc.array(step, { maxLength: 12 }),
      (drawn, inside, steps) => {
        const invoice = invoiceOf(
          drawn.map((own, index) =>
            line(`l${index}`, own.amount, { taxBasisPoints: own.rate, credits: own.credits }),
          ),
          inside,
        );
        const total = totalOf(invoice);
        const notes: CreditParts[] = [];
        for (const next of [...steps, 'all' as const]) {
          const sale = openSale(invoice, notes);
          const left = creditableOf(sale);
          if (left === 0n) break;
          let what: CreditWhat = 'all';
          if (next !== 'all') {
            if (isOfLine(next)) {
              const own = sale.lines[next.place % sale.lines.length];
              const amount = own ? share(own.amount - own.creditedAmount, next.share) : 0n;
              if (!own || amount === 0n) continue;
              what = { lines: [{ invoiceLineId: own.id, amount }] };
            } else what = { amount: share(left, next.share) };
          }
          const parts = creditParts(sale, what);
          if (what !== 'all' && 'amount' in what) expect(parts.total).toBe(what.amount);
          if (what === 'all') expect(parts.total).toBe(left);
          expect(parts.total).toBeGreaterThan(0n);
          expect(parts.subtotal + parts.tax).toBe(parts.total);
          expect(sum(parts.lines.map(({ net }) => net))).toBe(parts.subtotal);
          expect(sum(parts.taxes.map(({ taxable }) => taxable))).toBe(parts.subtotal);
          expect(sum(parts.lines.map(({ amount }) => amount))).toBe(inside ? parts.total : parts.subtotal);
          for (const own of parts.lines) {
            expect(own.amount >= 0n && own.net >= 0n && own.credits >= 0n).toBe(true);
          }
          for (const tax of parts.taxes) expect(tax.amount >= 0n && tax.taxable >= 0n).toBe(true);
          notes.push(parts);
          for (const own of leftOfLines(openSale(invoice, notes))) {
            expect(own.net >= 0n && (own.credits ?? 0n) >= 0n).toBe(true);
            // Nobody pays a price and gets no credits for it.
            if (own.credits === 0n) expect(own.net).toBe(0n);
          }
        }
        expect(sum(notes.map((note) => note.total))).toBe(total);
        if (total === 0n) return;
        for (const own of invoice.lines) {
          const taken = notes
            .flatMap((note) => note.lines)
            .filter(({ invoiceLineId }) => invoiceLineId === own.id);
          expect(sum(taken.map(({ amount }) => amount))).toBe(own.amount);
          expect(sum(taken.map(({ credits }) => credits))).toBe(own.credits ?? 0n);
        }
        for (const tax of invoice.taxes) {
          const taken = notes
            .flatMap((note) => note.taxes)
            .filter((own) => own.name === tax.name && own.basisPoints === tax.basisPoints);
          expect(sum(taken.map(({ amount }) => amount))).toBe(tax.amount);
          expect(sum(taken.map(({ taxable }) => taxable))).toBe(tax.taxable);
        }
      },
    );
    fc.assert(property, { seed, numRuns: 2_000 });
  });
});
