import { createDb, type Db } from '../kit/db.js';
import { createLog } from '../kit/log.js';
import { systemClock } from '../kit/time.js';
import { type ClonedDatabase, freshDatabase } from '../test/database.js';
import { until } from '../test/house.waits.js';
import { startWorker, type Tasks, type Worker } from './worker.js';

describe('the worker', () => {
  let database: ClonedDatabase;
  let db: Db;
  let worker: Worker | null = null;
  beforeEach(async () => {
    database = await freshDatabase();
    db = createDb({ url: database.url, poolSize: 8, clock: systemClock, onError: () => undefined });
  });
  afterEach(async () => {
    await worker?.stop();
    await db.close();
    await database.drop();
  });

  const start = async (tasks: Tasks): Promise<void> => {
    worker = await startWorker({
      pool: db.pool,
      log: createLog('silent'),
      tasks,
      schedule: [],
      concurrency: 2,
    });
  };
  const enqueue = (task: string, payload: object = {}) =>
    db.transaction((tx) => tx.job(task, { ...payload }));
  const jobs = async () =>
    (await db.pool.query('SELECT locked_by, attempts, last_error FROM graphile_worker.jobs')).rows;

  test('a job enqueued in a transaction that is rolled back does not exist', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.job('greet', {});
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await jobs()).toEqual([]);
  });

  test('a job that fails comes again, with what went wrong beside it', async () => {
    let tries = 0;
    await start({
      fail: async () => {
        tries += 1;
        throw new Error('no luck');
      },
    });
    await enqueue('fail');
    const [job] = await until('the failure is kept', async () => {
      const rows = await jobs();
      return rows[0]?.last_error && rows;
    });
    expect({ tries, job }).toEqual({
      tries: 1,
      job: { locked_by: null, attempts: 1, last_error: 'no luck' },
    });
  });

  test('a job under way belongs to a worker whose presence can be seen, so that nobody gives it back', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await start({ wait: () => ended });
    await enqueue('wait');
    const [{ locked_by: owner }] = await until('the job is under way', async () => {
      const rows = await jobs();
      return rows[0]?.locked_by && rows;
    });
    const { rows } = await db.pool.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free', [
      `countinghouse:worker:${owner}`,
    ]);
    expect(rows).toEqual([{ free: false }]);
    end();
    await until('the job is done', async () => (await jobs()).length === 0);
  });

  test('a job whose worker died is given back and done', async () => {
    await enqueue('greet', { name: 'Alice' });
    await db.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'a dead worker', locked_at = now() - interval '6 seconds', attempts = 1`,
    );
    const greeted: unknown[] = [];
    await start({ greet: async (payload) => void greeted.push(payload) });
    await until('the job is done', async () => (await jobs()).length === 0);
    expect(greeted).toEqual([{ name: 'Alice' }]);
  });

  test('a job that was just taken is left to its worker for five seconds', async () => {
    await enqueue('greet');
    await db.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'a new worker', locked_at = now()`,
    );
    await start({ greet: async () => undefined });
    expect(await jobs()).toMatchObject([{ locked_by: 'a new worker' }]);
  });

  test('a worker that has stopped says so', async () => {
    await start({});
    expect(worker?.isRunning()).toBe(true);
    await worker?.stop();
    expect(worker?.isRunning()).toBe(false);
    worker = null;
  });
});
