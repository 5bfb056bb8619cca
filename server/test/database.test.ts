import pg from 'pg';
import { testClock } from './clock.js';
import { freshDatabase, testDatabase } from './database.js';

async function queryIn<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the database of the tests', () => {
  it('is migrated, with the tables of the job queue', async () => {
    const tables = await queryIn<{ name: string }>(
      testDatabase(),
      `SELECT format('%s.%s', schemaname, tablename) AS name FROM pg_tables WHERE schemaname <> 'pg_catalog'`,
    );
    const names = tables.map((table) => table.name);
    expect(names).toContain('public._prisma_migrations');
    expect(names).toContain('graphile_worker._private_jobs');
  });

  it('lends a suite a clone of its own and takes it back', async () => {
    const own = await freshDatabase();
    await queryIn(own.url, 'CREATE TABLE only_here (id int)');
    expect(await queryIn(testDatabase(), `SELECT 1 FROM pg_tables WHERE tablename = 'only_here'`)).toEqual(
      [],
    );
    await own.drop();
    await expect(queryIn(own.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describe('the clock of the tests', () => {
  it('stands still until it is moved', () => {
    const clock = testClock('2028-02-28T12:00:00Z');
    expect(clock.now()).toEqual(clock.now());
    clock.advance({ days: 1, hours: 12 });
    expect(clock.now().toISOString()).toBe('2028-03-01T00:00:00.000Z');
    clock.set('2026-01-31T00:00:00Z');
    expect(clock.now().toISOString()).toBe('2026-01-31T00:00:00.000Z');
  });

  it('refuses what is no instant', () => {
    expect(() => testClock('tomorrow')).toThrow('Not an instant: tomorrow');
  });
});
