import pg from 'pg';
import { LIVE_CHANNEL, type LiveChange, type LiveNotice } from '../kit/db.js';
import type { Log } from '../kit/log.js';

export type Listener = (change: Pick<LiveChange, 'resource' | 'ids'>) => void;

export interface Live {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Hears of an account's changes until the returned function is called. */
  listen(accountId: string, listener: Listener): () => void;
}

const RECONNECT_MS = 2000;

/**
 * Passes on what transactions of any process announce (`NOTIFY`), over one connection of its own. Lost messages do no
 * harm: the browser fetches again whenever it reconnects.
 */
export function createLive({ url, log }: { url: string; log: Log }): Live {
  const listeners = new Map<string, Set<Listener>>();
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;

  function tell(payload: string | undefined): void {
    if (!payload) return;
    const { accountId, changes } = JSON.parse(payload) as LiveNotice;
    for (const listener of listeners.get(accountId) ?? []) for (const change of changes) listener(change);
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'countinghouse live' });
    next.on('notification', ({ payload }) => tell(payload));
    next.on('error', (error) => {
      log.warn({ error: error.message }, 'Live updates lost their connection');
      reconnectLater();
    });
    await next.connect();
    await next.query(`LISTEN ${LIVE_CHANNEL}`);
    client = next;
  }

  function reconnectLater(): void {
    client = null;
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = null;
      connect().catch(reconnectLater);
    }, RECONNECT_MS);
  }

  return {
    start: connect,
    stop: async () => {
      stopped = true;
      if (retry) clearTimeout(retry);
      await client?.end();
    },
    listen: (accountId, listener) => {
      const own = listeners.get(accountId) ?? new Set();
      listeners.set(accountId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(accountId);
      };
    },
  };
}
