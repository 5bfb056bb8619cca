import { DomainError } from '../kit/errors.js';
import type { Endpoints } from '../kit/http/router.js';
import { live as liveContract } from './live.contract.js';
import type { Live } from './live.service.js';

const HEARTBEAT_MS = 25_000;
const MAX_PER_USER = 10;

/** Server-sent events. `drain` ends all streams, so that a stopping process need not wait for its browsers. */
export function liveRoutes(endpoints: Endpoints, live: Live): { drain: () => void } {
  const open = new Map<() => void, string>();
  endpoints.on(liveContract, async ({ actor, req, res }) => {
    const mine = [...open.values()].filter((userId) => userId === actor.userId).length;
    if (mine >= MAX_PER_USER) {
      throw new DomainError('rate_limited', 'too_many_streams', 'Too many open pages.', {
        retryAfterSeconds: 30,
      });
    }
    res.status(200).set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    res.write('retry: 2000\n\n');
    const stop = live.listen(actor.accountId, (message) => res.write(`data: ${JSON.stringify(message)}\n\n`));
    const beat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);
    const end = () => {
      clearInterval(beat);
      stop();
      open.delete(end);
      res.end();
    };
    open.set(end, actor.userId);
    req.on('close', end);
    return undefined;
  });
  return {
    drain: () => {
      for (const end of [...open.keys()]) end();
    },
  };
}
