import fc from 'fast-check';
import { type BurnableLot, burn } from './credits.rules.js';

const now = new Date('2026-11-22T12:00:00Z');
const lot = (id: string, more: Partial<BurnableLot> = {}): BurnableLot => ({
  id,
  remaining: 10n,
  reserved: 0n,
  frozenAt: null,
  priority: 50,
  expiresAt: null,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  ...more,
});
const order = (lots: BurnableLot[], credits: bigint) =>
  burn(lots, credits, now)?.map(({ lotId, credits: n }) => [lotId, n]);

test('priority goes before expiry, expiry before age, age before id', () => {
  const lots = [
    lot('e-younger', { createdAt: new Date('2026-03-01T00:00:00Z') }),
    lot('d-older', { createdAt: new Date('2026-02-01T00:00:00Z') }),
    lot('c-expires-late', { expiresAt: new Date('2027-06-01T00:00:00Z') }),
    lot('b-expires-soon', { expiresAt: new Date('2026-12-01T00:00:00Z') }),
    lot('a-first', { priority: 10 }),
    lot('g-twin', { createdAt: new Date('2026-04-01T00:00:00Z') }),
    lot('f-twin', { createdAt: new Date('2026-04-01T00:00:00Z') }),
  ];
  expect(order(lots, 70n)?.map(([id]) => id)).toEqual([
    'a-first',
    'b-expires-soon',
    'c-expires-late',
    'd-older',
    'e-younger',
    'f-twin',
    'g-twin',
  ]);
});

test('the last lot is taken in part', () => {
  expect(order([lot('a'), lot('b')], 13n)).toEqual([
    ['a', 10n],
    ['b', 3n],
  ]);
});

test('an expired lot is not touched, not even in its last instant', () => {
  const expired = lot('gone', { expiresAt: now });
  const alive = lot('here', { expiresAt: new Date(now.getTime() + 1) });
  expect(order([expired, alive], 10n)).toEqual([['here', 10n]]);
  expect(burn([expired], 1n, now)).toBeNull();
});

test('where there is not enough, nothing is taken', () => {
  expect(burn([lot('a'), lot('b')], 21n, now)).toBeNull();
  expect(burn([], 1n, now)).toBeNull();
});

test('nothing asked, nothing taken', () => {
  expect(burn([lot('a')], 0n, now)).toEqual([]);
});

test('what is taken is exactly what was asked, never more than a lot holds, in whatever order the lots are given', () => {
  const anyLot = fc.record({
    remaining: fc.bigInt({ min: 0n, max: 1000n }),
    priority: fc.constantFrom(10, 50),
    expiresAt: fc.constantFrom(null, new Date('2026-01-01'), new Date('2027-01-01')),
  });
  fc.assert(
    fc.property(fc.array(anyLot, { maxLength: 12 }), fc.bigInt({ min: 0n, max: 5000n }), (drawn, credits) => {
      const lots = drawn.map((more, index) => lot(`lot${index}`, more));
      const burnt = burn(lots, credits, now);
      const spendable = lots
        .filter((each) => each.expiresAt === null || each.expiresAt > now)
        .reduce((sum, each) => sum + each.remaining, 0n);
      expect(burnt === null).toBe(spendable < credits);
      if (!burnt) return;
      expect(burnt.reduce((sum, each) => sum + each.credits, 0n)).toBe(credits);
      for (const each of burnt) {
        const from = lots.find(({ id }) => id === each.lotId);
        expect(each.credits > 0n && each.credits <= (from?.remaining ?? 0n)).toBe(true);
      }
      expect(burn([...lots].reverse(), credits, now)).toEqual(burnt);
    }),
  );
});
