import type { LiveProvider } from '@refinedev/core';
import type { LiveMessage } from '../../server/live/live.contract.js';
import { now } from '../components/today.js';
import { concerns, parseMessage } from './liveMessage.js';

interface Subscription {
  readonly resource: string;
  readonly ids: readonly string[] | null;
  readonly tell: (ids: readonly string[]) => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * One stream for the whole page, open as long as somebody listens. It carries only which rows changed; the pages fetch
 * again by themselves. Whenever the stream opens, the first time too, everything is fetched once: what changed between a
 * page's own fetch and that moment has been told to nobody.
 */
const connect = () => {
  const subscriptions = new Set<Subscription>();
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const spread = (message: LiveMessage) => {
    for (const subscription of subscriptions)
      if (concerns(message, subscription)) subscription.tell(message.ids);
  };

  const open = () => {
    const stream = new EventSource('/v1/live', { withCredentials: true });
    source = stream;
    stream.onopen = () => {
      pauseMs = FIRST_PAUSE_MS;
      for (const subscription of subscriptions) subscription.tell([]);
    };
    stream.onmessage = (event: MessageEvent<string>) => {
      const message = parseMessage(event.data);
      if (message !== null) spread(message);
    };
    stream.onerror = () => {
      // The browser tries again by itself unless the answer was not a stream at all (a proxy's 502, an ended session).
      if (stream.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };

  return {
    add: (subscription: Subscription) => {
      subscriptions.add(subscription);
      if (subscriptions.size === 1) open();
      return () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0) close();
      };
    },
  };
};

const hub = connect();

export const liveProvider: LiveProvider = {
  subscribe: ({ channel, params, callback }) =>
    hub.add({
      resource: channel.replace(/^resources\//, ''),
      ids: params?.ids?.map(String) ?? null,
      tell: (ids) => callback({ channel, type: '*', payload: { ids: [...ids] }, date: now() }),
    }),
  unsubscribe: (leave: () => void) => leave(),
};
