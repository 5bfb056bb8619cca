import { createHmac } from 'node:crypto';
import type { Db } from '../kit/db.js';
import { addSeconds, type Clock } from '../kit/time.js';
import { tooManyAttempts } from './identity.errors.js';
import { countAttempt, forgetAttempts, uncountAttempt } from './identity.store.js';

/** So many attempts in so many seconds. */
export interface Limit {
  readonly max: number;
  readonly seconds: number;
}

export interface Attempt {
  /** What is tried, for example `sign-in`. */
  readonly what: string;
  /** Who tries it or on whom: a network, an e-mail address, an id. Kept as a keyed hash. */
  readonly subject: string;
}

export interface Attempts {
  /** Counts one attempt. Refuses with `rate_limited` and the seconds left once the limit is passed. */
  count(attempt: Attempt, limit: Limit): Promise<void>;
  /** After a success: that attempt was none. Earlier ones stay counted, so that one's own account buys no guesses. */
  takeBack(attempt: Attempt): Promise<void>;
  /** After a success: the next attempts begin at zero. */
  forget(attempt: Attempt): Promise<void>;
}

/** Counts attempts in the database, so that all processes see the same number. */
export function createAttempts(parts: { db: Db; clock: Clock; secret: string; enabled: boolean }): Attempts {
  const { db, clock, secret, enabled } = parts;
  const keyOf = ({ what, subject }: Attempt): string =>
    `${what}:${createHmac('sha256', secret).update(`attempts:${what}:${subject}`).digest('base64url')}`;
  return {
    async count(attempt, limit) {
      if (!enabled) return;
      const at = clock.now();
      const windowEndsAt = addSeconds(at, limit.seconds);
      const counted = await countAttempt(db.prisma, { key: keyOf(attempt), at, windowEndsAt });
      if (counted.count <= limit.max) return;
      throw tooManyAttempts(Math.max(1, Math.ceil((counted.windowEndsAt.getTime() - at.getTime()) / 1000)));
    },
    async takeBack(attempt) {
      if (enabled) await uncountAttempt(db.prisma, keyOf(attempt));
    },
    async forget(attempt) {
      if (enabled) await forgetAttempts(db.prisma, keyOf(attempt));
    },
  };
}
