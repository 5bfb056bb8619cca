import { createHash } from 'node:crypto';
import { type ApiKeyActor, authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, DomainError, notFound } from '../../kit/errors.js';
import { newSecret } from '../../kit/ids.js';
import type { Clock } from '../../kit/time.js';
import {
  type ApiKey,
  findByHash,
  insertKey,
  listKeys,
  lockKeys,
  noteUse,
  revokeKey,
} from './api-keys.store.js';

export type { ApiKey };

const MAX_KEYS = 20;
/** The time of the last use is for people; it need not be exact, and a write per request would cost too much. */
const NOTE_USE_EVERY_MS = 60_000;
const PREFIX_LENGTH = 10;

export interface ApiKeys {
  list(actor: CustomerActor): Promise<ApiKey[]>;
  /** Answers the key's text, which is kept nowhere. Refuses with `too_many_api_keys`. */
  create(actor: CustomerActor, name: string): Promise<{ key: string; row: ApiKey }>;
  /** Refuses with `api_key_not_found`. */
  revoke(actor: CustomerActor, id: string): Promise<ApiKey>;
  /** Whose key this is. Refuses with `unauthenticated`, and with `account_suspended` where the account is not active. */
  actorOf(key: string | null): Promise<ApiKeyActor>;
}

const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

export function createApiKeys({ db, clock }: { db: Db; clock: Clock }): ApiKeys {
  return {
    async list(actor) {
      authorize(actor, 'apiKeys.manage');
      return listKeys(db.prisma, actor.accountId);
    },

    async create(actor, name) {
      authorize(actor, 'apiKeys.manage');
      const key = `chk_${newSecret()}`;
      return db.transaction(async (tx) => {
        if ((await lockKeys(tx, actor.accountId)) >= MAX_KEYS) {
          throw conflict('too_many_api_keys', `At most ${MAX_KEYS} keys. Revoke one first.`);
        }
        const row = await insertKey(tx, {
          accountId: actor.accountId,
          name,
          prefix: key.slice(0, PREFIX_LENGTH),
          keyHash: hashOfKey(key),
          createdById: actor.userId,
        });
        const subject = { type: 'api_key', id: row.id };
        tx.audit({ actor, action: 'api_key.create', subject, accountId: actor.accountId, after: { name } });
        return { key, row };
      });
    },

    async revoke(actor, id) {
      authorize(actor, 'apiKeys.manage');
      return db.transaction(async (tx) => {
        const row = await revokeKey(tx, id, actor.accountId);
        if (!row) throw notFound('api_key');
        const subject = { type: 'api_key', id };
        tx.audit({ actor, action: 'api_key.revoke', subject, accountId: actor.accountId });
        return row;
      });
    },

    async actorOf(key) {
      const found = key ? await findByHash(db, hashOfKey(key)) : null;
      if (!found) throw new DomainError('unauthenticated', 'unauthenticated', 'Send a valid API key.');
      if (found.account.status !== 'active') {
        throw conflict('account_suspended', `The account is ${found.account.status}.`);
      }
      const now = clock.now();
      if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > NOTE_USE_EVERY_MS) {
        await noteUse(db, found.id, now);
      }
      return { kind: 'apiKey', keyId: found.id, accountId: found.accountId };
    },
  };
}
