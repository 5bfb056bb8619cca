import pg from 'pg';
import { testClock } from '../test/clock.js';
import { freshDatabase } from '../test/database.js';
import { createDb, type Db, LIVE_CHANNEL, type LiveChange, type LiveNotice } from './db.js';

const clock = testClock('2026-11-22T10:00:00Z');
let db: Db;
let listener: pg.Client;
let notices: LiveNotice[];
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  db = createDb({ url: database.url, poolSize: 4, clock, onError: () => undefined });
  listener = new pg.Client({ connectionString: database.url });
  await listener.connect();
  listener.on('notification', ({ payload }) => notices.push(JSON.parse(payload ?? '') as LiveNotice));
  await listener.query(`LISTEN ${LIVE_CHANNEL}`);
  close = async () => {
    await listener.end();
    await db.close();
    await database.drop();
  };
});
afterAll(() => close());
beforeEach(() => {
  notices = [];
});

/** What is told when these changes are committed together. */
async function told(...changes: LiveChange[]): Promise<LiveNotice[]> {
  await db.transaction(async (tx) => changes.forEach(tx.live));
  // Notifications of a commit are there before the answer to the next statement.
  await listener.query('SELECT 1');
  return notices;
}

describe('statements of one transaction', () => {
  /** The numbers of statements that were under way on one connection when another was sent. */
  async function sideBySide(story: () => Promise<unknown>): Promise<number> {
    const real = pg.Client.prototype.query;
    let most = 0;
    const open = new Map<unknown, number>();
    const counting = function (this: pg.Client, ...args: unknown[]) {
      const now = (open.get(this) ?? 0) + 1;
      open.set(this, now);
      most = Math.max(most, now);
      const answer = Reflect.apply(real, this, args) as unknown;
      const done = () => void open.set(this, (open.get(this) ?? 1) - 1);
      if (answer instanceof Promise) answer.then(done, done);
      else done();
      return answer;
    };
    pg.Client.prototype.query = counting as typeof real;
    try {
      await story();
    } finally {
      pg.Client.prototype.query = real;
    }
    return most;
  }

  test('come one after another, also where Prisma reads several relations of a row', async () => {
    const most = await sideBySide(() =>
      db.transaction((tx) =>
        tx.prisma.invoice.findMany({
          include: { lines: true, taxes: true, creditNotes: true, account: true },
        }),
      ),
    );
    expect(most).toBe(1);
  });

  test('come one after another, also where we ask for them at once; each has its own answer', async () => {
    let answers: unknown[] = [];
    const most = await sideBySide(async () => {
      answers = await db.transaction((tx) =>
        Promise.all([1, 2, 3].map((n) => tx.prisma.$queryRawUnsafe(`SELECT ${n} AS n`))),
      );
    });
    expect([most, answers]).toEqual([1, [[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]]);
  });

  test('that fail take the transaction with them, and the connection is as good as new', async () => {
    for (let times = 0; times < 6; times += 1) {
      const failing = db.transaction((tx) =>
        Promise.all([
          tx.prisma.$queryRawUnsafe('SELECT 1 / 0'),
          tx.prisma.$queryRawUnsafe('SELECT 1'),
          tx.prisma.$executeRawUnsafe(
            "INSERT INTO number_series (key, last, last_date) VALUES ('X-2026-11', 1, '2026-11-22')",
          ),
        ]),
      );
      await expect(failing).rejects.toThrow('division by zero');
    }
    expect(await db.prisma.numberSeries.count()).toBe(0);
    expect(await db.transaction((tx) => tx.prisma.account.count())).toBe(0);
  });
});

describe('what is told of a transaction', () => {
  test('is one message per account, each row named once', async () => {
    const change = { accountId: 'acc_1', resource: 'credits', ids: ['acc_1'] } as const;
    const spent = Array.from({ length: 50 }, (): LiveChange => ({ ...change, ids: [...change.ids] }));
    const notice = await told(
      ...spent,
      { accountId: 'acc_1', resource: 'invoices', ids: ['inv_1'] },
      { accountId: 'acc_2', resource: 'invoices', ids: ['inv_3'] },
      { accountId: 'acc_1', resource: 'invoices', ids: ['inv_2', 'inv_1'] },
    );
    expect(notice).toEqual([
      {
        accountId: 'acc_1',
        changes: [
          { resource: 'credits', ids: ['acc_1'] },
          { resource: 'invoices', ids: ['inv_1', 'inv_2'] },
        ],
      },
      { accountId: 'acc_2', changes: [{ resource: 'invoices', ids: ['inv_3'] }] },
    ]);
  });

  test('is nothing where nothing changed', async () => {
    expect(await told()).toEqual([]);
  });

  test('is all of a resource where its rows are too many to be named: the transaction stands', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `inv_${index}`.padEnd(30, 'x'));
    expect(await told({ accountId: 'acc_1', resource: 'invoices', ids })).toEqual([
      { accountId: 'acc_1', changes: [{ resource: 'invoices', ids: [] }] },
    ]);
  });
});
