import type pg from 'pg';
import type { Logger } from 'pino';

/** Works off what is due, sleeps until the next thing is, and is woken by commits. */
export interface Loop {
  wake(): void;
  /** Resolves when nothing is due any more. What waits for its time or for a retry keeps waiting. */
  settle(): Promise<void>;
  stop(): Promise<void>;
  start(): void;
}

const SLEEP_MAX_MS = 60_000;
const AFTER_ERROR_MS = 1_000;

export function createLoop(options: {
  readonly pool: pg.Pool;
  readonly logger: Logger;
  /** The sandbox's own time, which moments go by; the rest goes by the database's. */
  readonly nowMs: () => number;
  /** Works off one batch; returns how much it found. */
  readonly runDue: () => Promise<number>;
  /** Resolves when nothing that `runDue` started is under way. */
  readonly idle: () => Promise<void>;
}): Loop {
  const { pool, logger } = options;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let wokenMeanwhile = false;
  let isStopped = true;

  async function run(): Promise<void> {
    let sleepMs = AFTER_ERROR_MS;
    try {
      do {
        wokenMeanwhile = false;
        while (!isStopped && (await options.runDue()) > 0);
      } while (wokenMeanwhile && !isStopped);
      sleepMs = isStopped ? 0 : await nextDueMs();
    } catch (error) {
      if (!isStopped) logger.error({ error }, 'sandbox: the webhook loop failed and will try again');
    }
    running = null;
    if (isStopped) return;
    if (wokenMeanwhile) wake();
    else sleep(sleepMs);
  }

  async function nextDueMs(): Promise<number> {
    const { rows } = await pool.query<{ ms: string | null }>(
      `select extract(epoch from min(at) - now()) * 1000 as ms from (
         select min(next_at) as at from sandbox.deliveries where state = 'pending'
         union all select min(due_at) from sandbox.effects
         union all select now() + (min(due) * 1000 - $1) * interval '1 millisecond' from sandbox.moments where clock = '') as waiting`,
      [options.nowMs()],
    );
    return Math.min(SLEEP_MAX_MS, Math.max(5, Number(rows[0]?.ms ?? SLEEP_MAX_MS)));
  }

  function sleep(ms: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(wake, ms);
    timer.unref();
  }

  function wake(): void {
    if (isStopped) return;
    wokenMeanwhile = true;
    running ??= run();
  }

  return {
    wake,
    settle: async () => {
      do {
        wake();
        await running;
        await options.idle();
      } while (running !== null && !isStopped);
    },
    start: () => {
      isStopped = false;
      wake();
    },
    stop: async () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
      await options.idle();
    },
  };
}
