import { EventEmitter } from 'node:events';
import {
  Logger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import type { Log } from '../kit/log.js';

/** What a job does, given its payload as it was enqueued. Throwing means: again later. */
export type Task = (payload: unknown) => Promise<void>;
export type Tasks = Readonly<Record<string, Task>>;

/** A task that comes by itself, at the minutes of a crontab pattern (UTC). */
export interface ScheduledTask {
  task: string;
  match: string;
}

export interface Worker {
  /** Resolves once running jobs have ended. */
  stop(): Promise<void>;
  isRunning(): boolean;
}

export interface WorkerOptions {
  pool: pg.Pool;
  log: Log;
  tasks: Tasks;
  schedule: readonly ScheduledTask[];
  concurrency: number;
}

/** How often a process looks for jobs whose worker has died. */
const RELEASE_EVERY_MS = 10_000;

/** Makes or updates the job queue's own schema; needed before the first job is enqueued. */
export async function prepareQueue(pool: pg.Pool, log: Log): Promise<void> {
  await runMigrations({ pgPool: pool, logger: queueLogger(log) });
}

/**
 * Works jobs off with graphile-worker. A worker that is killed would leave its job locked for four hours, so each
 * worker holds an advisory lock for as long as its process lives, and jobs whose worker's lock is free are given back.
 */
export async function startWorker({
  pool,
  log,
  tasks,
  schedule,
  concurrency,
}: WorkerOptions): Promise<Worker> {
  const presence = await pool.connect();
  presence.on('error', (error) => log.error({ error }, 'The worker lost its presence lock'));
  const events: WorkerEvents = new EventEmitter();
  let announced: Promise<unknown> = Promise.resolve(); // one query at a time on this connection
  // Jobs are locked in the name of the pool of workers, not of the one that does them.
  events.on('pool:create', ({ workerPool }) => {
    announced = announced
      .then(() =>
        presence.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [presenceOf(workerPool.id)]),
      )
      .catch((error: unknown) => log.error({ error }, 'The worker could not announce itself'));
  });
  const releaseTimer = setInterval(() => void releaseJobsOfTheDead(pool, log), RELEASE_EVERY_MS);
  await releaseJobsOfTheDead(pool, log);
  const runner: Runner = await run({
    pgPool: pool,
    logger: queueLogger(log),
    noHandleSignals: true,
    concurrency,
    pollInterval: 1000,
    taskList: toTaskList(tasks, log),
    parsedCronItems: parseCronItems([...schedule]),
    events,
  });
  let running = true;
  const ended = runner.promise
    .catch((error: unknown) => log.error({ error }, 'The worker stopped'))
    .finally(() => {
      running = false;
    });
  return {
    isRunning: () => running,
    stop: async () => {
      clearInterval(releaseTimer);
      if (running) await runner.stop();
      await ended;
      presence.release(true); // ends the connection, and with it the locks
    },
  };
}

const presenceOf = (poolId: string): string => `countinghouse:worker:${poolId}`;

/** A lock that can be taken belongs to nobody alive. Five seconds' grace: a worker locks its job and itself at once. */
async function releaseJobsOfTheDead(pool: pg.Pool, log: Log): Promise<void> {
  const client = await pool.connect().catch(() => null);
  if (!client) return;
  try {
    const { rows } = await client.query<{ id: string }>(
      `SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs
       WHERE locked_by IS NOT NULL AND locked_at < now() - interval '5 seconds'`,
    );
    for (const { id } of rows) {
      const key = presenceOf(id);
      const taken = await client.query<{ free: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free',
        [key],
      );
      if (!taken.rows[0]?.free) continue;
      await client.query('SELECT graphile_worker.force_unlock_workers(ARRAY[$1])', [id]);
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
      log.warn({ worker: id }, 'Jobs of a worker that died were given back');
    }
  } catch (error) {
    log.error({ error }, 'Jobs of dead workers could not be looked for');
  } finally {
    client.release();
  }
}

function toTaskList(tasks: Tasks, log: Log): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload: unknown) => {
        try {
          await task(payload);
        } catch (error) {
          log.warn(
            { task: name, error: error instanceof Error ? error.message : String(error) },
            'A job failed and comes again',
          );
          throw error;
        }
      },
    ]),
  );
}

/** graphile-worker's own messages: its errors are told by the tasks above, the rest is for debugging. */
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.debug({ queue: message });
  });
}
