import { readFileSync } from 'node:fs';
import { type House, openHouse } from '../../test/house.js';

const DOCUMENT = new URL('../../../docs/tax.md', import.meta.url);

/** The rows of the table that begins with `| Day |`. */
function examples(): string[][] {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [, table = ''] = text.split('| Day |');
  const rows = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('the examples of docs/tax.md', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    for (const [country, region, name, basisPoints] of [
      ['US', 'CA', 'Sales tax', 725],
      ['CA', 'ON', 'HST', 1300],
    ]) {
      const rate = { country, region, name, basisPoints, validFrom: '2024-01-01' };
      expect((await house.sam.post('/v1/admin/tax-rates', rate)).status).toBe(201);
    }
  });
  afterAll(() => house.close());

  test('are there', () => expect(examples().length).toBeGreaterThan(30));

  test.each(examples())(
    '%s %s %s %s %s: %s %s',
    async (day, country, region, number, exempt, category, rate, name, reason, note) => {
      const buyer = {
        country: country ?? '',
        state: region || null,
        locale: 'en',
        taxExempt: exempt === 'yes',
        taxId: number ? ({ number, state: 'unverified' } as const) : null,
      };
      const decision = await house.services.tax.decide(house.db.prisma, buyer, day ?? '');
      expect({ ...decision, note: null }).toEqual({
        category,
        name,
        basisPoints: Math.round(Number.parseFloat(rate ?? '') * 100),
        pricesIncludeTax: false,
        reason,
        note: null,
      });
      if (note) expect(decision.note?.startsWith(note)).toBe(true);
      else expect(decision.note).toBeNull();
    },
  );
});
