import { money } from '../../kit/money.js';
import { type House, openHouse } from '../house.js';
import { inLanes, until } from '../house.waits.js';

const WRITERS = 200;
/** As many transactions at once as the program may have connections. */
const CONNECTIONS = 20;

/** Repeatable random numbers (mulberry32): a failure can be run again with the seed that was printed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class ForcedRollback extends Error {}

describe('invoice numbers', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ poolSize: CONNECTIONS });
  });
  afterAll(() => house.close());

  test(`${WRITERS} writers, ${CONNECTIONS} at any moment, one in ten rolled back, leave no gap and no twin, and dates never go back`, async () => {
    const seed = Number(process.hrtime.bigint() % 1_000_000n);
    const random = randomOf(seed);
    const doomed = Array.from({ length: WRITERS }, () => random() < 0.1);
    const buyers = [
      await house.services.accounts.getBuyer(house.acme.accountId),
      await house.services.accounts.getBuyer(house.globex.accountId),
    ];
    const issue = async (rollsBack: boolean, n: number): Promise<string | null> => {
      const buyer = buyers[n % 2]!;
      const lines = [
        { description: `Work ${n}`, quantity: 1 + (n % 3), unitAmount: money(133, buyer.currency) },
      ];
      try {
        return await house.db.transaction(async (tx) => {
          const { number } = await house.services.invoices.issue(tx, { buyer, lines, send: false });
          if (rollsBack) throw new ForcedRollback();
          return number;
        });
      } catch (error) {
        if (error instanceof ForcedRollback) return null;
        throw error;
      }
    };
    const since = performance.now();
    const cpuBefore = process.cpuUsage();
    const numbers = await inLanes(CONNECTIONS, doomed, issue);
    const seconds = (performance.now() - since) / 1000;

    const cpu = process.cpuUsage(cpuBefore);
    const cpuMs = (cpu.user + cpu.system) / 1000 / WRITERS;
    const kept = numbers.filter((number) => number !== null);
    const lost = doomed.filter(Boolean).length;
    console.info(
      `seed ${seed}: ${kept.length} issued, ${lost} rolled back, ${(WRITERS / seconds).toFixed(0)} a second, ${cpuMs.toFixed(0)} ms of processor each`,
    );
    expect(kept).toHaveLength(WRITERS - lost);
    expect(new Set(kept).size).toBe(kept.length);
    const counted = kept.map((number) => Number(number.slice(-5))).sort((a, b) => a - b);
    expect(counted).toEqual(Array.from({ length: kept.length }, (_, n) => n + 1));
    expect(await house.sql('SELECT last FROM number_series')).toEqual([{ last: kept.length }]);
    expect(await house.sql('SELECT count(*)::int AS rows FROM invoice')).toEqual([{ rows: kept.length }]);
    expect(await house.books()).toEqual({});
  }, 150_000);

  test('writers are served in the order in which they came', async () => {
    const buyer = await house.services.accounts.getBuyer(house.acme.accountId);
    const lines = [{ description: 'Work', quantity: 1, unitAmount: money(1, 'USD') }];
    const issued: number[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const write = (n: number, then: () => Promise<void>) =>
      house.db.transaction(async (tx) => {
        await house.services.invoices.issue(tx, { buyer, lines, send: false });
        issued.push(n);
        await then();
      });
    const waiting = async () => {
      const [row] = await house.sql(
        `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return row?.['n'] as number;
    };
    const writers = [write(0, () => held)];
    await until('the first has its number', async () => issued.length === 1);
    for (let n = 1; n <= 5; n += 1) {
      writers.push(write(n, async () => undefined));
      await until(`writer ${n} stands in line`, async () => (await waiting()) === n);
    }
    letGo();
    await Promise.all(writers);
    expect(issued).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await house.books()).toEqual({});
  });

  test('a clock that runs backwards takes neither the date back nor the number', async () => {
    const buyer = await house.services.accounts.getBuyer(house.acme.accountId);
    const lines = [{ description: 'Work', quantity: 1, unitAmount: money(1, 'USD') }];
    const issue = () =>
      house.db.transaction((tx) => house.services.invoices.issue(tx, { buyer, lines, send: false }));
    const [{ day: today } = { day: 1 }] = await house.sql<{ day: number }>(
      'SELECT extract(day FROM max(issue_date))::int AS day FROM invoice',
    );
    house.advance(today > 1 ? -86_400 : 0);
    const back = await issue();
    house.advance(today > 1 ? 86_400 : 0);
    expect(back.issueDate?.getUTCDate()).toBe(today);
    expect(await house.books()).toEqual({});
  });

  test('a new month begins at one', async () => {
    house.advance(35 * 86_400);
    const buyer = await house.services.accounts.getBuyer(house.acme.accountId);
    const lines = [{ description: 'Work', quantity: 1, unitAmount: money(99, 'USD') }];
    const invoice = await house.db.transaction((tx) =>
      house.services.invoices.issue(tx, { buyer, lines, send: false }),
    );
    expect(invoice.number).toMatch(/^INV-\d{4}-\d{2}-00001$/);
    expect(await house.books()).toEqual({});
  });
});
