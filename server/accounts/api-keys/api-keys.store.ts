import type { ApiKey } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';

export type { ApiKey };

export async function listKeys(reader: Reader, accountId: string): Promise<ApiKey[]> {
  return reader.apiKey.findMany({ where: { accountId, revokedAt: null }, orderBy: { createdAt: 'desc' } });
}

export async function insertKey(
  tx: Tx,
  key: { accountId: string; name: string; prefix: string; keyHash: string; createdById: string },
): Promise<ApiKey> {
  return tx.prisma.apiKey.create({
    data: { id: newId('key', { now: () => tx.at }), ...key, createdAt: tx.at },
  });
}

/** Locks the account's row, so that two requests cannot both take the last free place. */
export async function lockKeys(tx: Tx, accountId: string): Promise<number> {
  await tx.prisma.$queryRaw`SELECT id FROM account WHERE id = ${accountId} FOR UPDATE`;
  return tx.prisma.apiKey.count({ where: { accountId, revokedAt: null } });
}

export async function revokeKey(tx: Tx, id: string, accountId: string): Promise<ApiKey | null> {
  const { count } = await tx.prisma.apiKey.updateMany({
    where: { id, accountId, revokedAt: null },
    data: { revokedAt: tx.at },
  });
  return count === 0 ? null : tx.prisma.apiKey.findUnique({ where: { id } });
}

/** A live key by its hash, with the state of its account. */
export async function findByHash(db: Db, keyHash: string) {
  return db.prisma.apiKey.findFirst({
    where: { keyHash, revokedAt: null },
    select: { id: true, accountId: true, lastUsedAt: true, account: { select: { status: true } } },
  });
}

export async function noteUse(db: Db, id: string, at: Date): Promise<void> {
  await db.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: at } });
}
