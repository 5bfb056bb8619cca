import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProofStore } from '../billing/payments/payments.proofs.port.js';

/** Small letters only: some file systems do not tell capitals apart. The first two are the subfolder. */
const KEY = /^[0-9a-f]{64}$/;

/**
 * Proofs in a folder of this machine. Names are 256 random bits, never anything that somebody sent; files are readable for the
 * program's own user only. A file is flushed to the disk before it gets its name, so a name never stands for half a file.
 */
export function createProofFolder(folder: string): ProofStore {
  const incoming = join(folder, 'incoming');
  const stored = join(folder, 'stored');
  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error('Not a key of this store');
    return join(stored, key.slice(0, 2), key);
  };

  return {
    incoming,
    async put(path) {
      const key = randomBytes(32).toString('hex');
      await mkdir(dirname(pathOf(key)), { recursive: true, mode: 0o700 });
      await flush(path);
      await rename(path, pathOf(key));
      await flush(dirname(pathOf(key)));
      return key;
    },
    async open(key) {
      try {
        const file = await open(pathOf(key), constants.O_RDONLY | constants.O_NOFOLLOW);
        return file.createReadStream();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    async *listBefore(instant) {
      for (const shard of await namesIn(stored)) {
        for (const key of await namesIn(join(stored, shard))) {
          if (KEY.test(key) && (await changedBefore(pathOf(key), instant))) yield key;
        }
      }
    },
    async clearIncoming(before) {
      for (const name of await namesIn(incoming)) {
        const path = join(incoming, name);
        if (await changedBefore(path, before)) await rm(path, { force: true });
      }
    },
  };
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A file that has gone meanwhile has not changed before anything. */
async function changedBefore(path: string, instant: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < instant;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
