import type { Db, Prisma } from './db.js';
import { conflict, DomainError } from './errors.js';
import { addSeconds, type Clock } from './time.js';

/** How long a request may hold its key before another may take it over (its process is then taken for dead). */
const LEASE_SECONDS = 90;

export interface StoredReply {
  status: number;
  body: Prisma.InputJsonValue;
}

export interface Idempotency {
  /** Claims a key, or answers the stored reply. Refuses with `idempotency_key_reused` or `idempotency_key_in_flight`. */
  claim(request: { scope: string; key: string; requestHash: string }): Promise<StoredReply | null>;
  keep(request: { scope: string; key: string }, reply: StoredReply): Promise<void>;
  /** After a refusal that may soon be none: the same request is answered anew, another one with this key is refused still. */
  reopen(request: { scope: string; key: string }): Promise<void>;
  /** After a failure of ours: the caller may try the same key again. */
  release(request: { scope: string; key: string }): Promise<void>;
}

export function createIdempotency({ db, clock }: { db: Db; clock: Clock }): Idempotency {
  const busy = () =>
    new DomainError('conflict', 'idempotency_key_in_flight', 'The same request is still being answered.', {
      retryAfterSeconds: 1,
    });
  return {
    async claim({ scope, key, requestHash }) {
      const now = clock.now();
      const claimed = await db.prisma.idempotencyKey.createMany({
        data: { scope, key, requestHash, state: 'in_flight', lockedAt: now, createdAt: now },
        skipDuplicates: true,
      });
      if (claimed.count === 1) return null;
      const row = await db.prisma.idempotencyKey.findUnique({ where: { scope_key: { scope, key } } });
      if (!row) throw busy(); // released this very moment
      if (row.requestHash !== requestHash) {
        throw conflict('idempotency_key_reused', 'This Idempotency-Key was used for another request.');
      }
      if (row.state === 'done') {
        return { status: row.responseStatus ?? 200, body: row.responseBody as Prisma.InputJsonValue };
      }
      const dead = addSeconds(now, -LEASE_SECONDS);
      const taken = await db.prisma.idempotencyKey.updateMany({
        where: { scope, key, state: 'in_flight', lockedAt: { lt: dead } },
        data: { lockedAt: now },
      });
      if (taken.count === 0) throw busy();
      return null;
    },
    async keep({ scope, key }, reply) {
      await db.prisma.idempotencyKey.update({
        where: { scope_key: { scope, key } },
        data: { state: 'done', responseStatus: reply.status, responseBody: reply.body },
      });
    },
    async reopen({ scope, key }) {
      // As if its process had died long ago: the next one takes it over.
      const lockedAt = addSeconds(clock.now(), -2 * LEASE_SECONDS);
      await db.prisma.idempotencyKey.updateMany({
        where: { scope, key, state: 'in_flight' },
        data: { lockedAt },
      });
    },
    async release({ scope, key }) {
      await db.prisma.idempotencyKey.deleteMany({ where: { scope, key, state: 'in_flight' } });
    },
  };
}
