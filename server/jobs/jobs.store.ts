import type { Db } from '../kit/db.js';

/** Old rows that nobody asks for any more. Answers how many went. */
export async function forgetIdempotencyKeys(db: Db, before: Date): Promise<number> {
  return (await db.prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: before } } })).count;
}
