import type pg from 'pg';
import type { Clock } from '../../../kit/time.js';

/** The sandbox's own time: that of the product, moved ahead on demand so that renewals can be watched. */
export interface SandboxClock extends Clock {
  load(): Promise<void>;
  aheadSeconds(): number;
  setAhead(seconds: number): Promise<void>;
}

const PAPER = 'clock';

export function createSandboxClock(pool: pg.Pool, clock: Clock): SandboxClock {
  let ahead = 0;
  return {
    now: () => new Date(clock.now().getTime() + ahead * 1000),
    load: async () => {
      const { rows } = await pool.query<{ content: { aheadSeconds?: number } }>(
        'select content from sandbox.papers where name = $1',
        [PAPER],
      );
      ahead = rows[0]?.content.aheadSeconds ?? 0;
    },
    aheadSeconds: () => ahead,
    setAhead: async (seconds) => {
      await pool.query(
        'insert into sandbox.papers (name, content) values ($1, $2) on conflict (name) do update set content = excluded.content',
        [PAPER, JSON.stringify({ aheadSeconds: seconds })],
      );
      ahead = seconds;
    },
  };
}
