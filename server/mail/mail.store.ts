import type { Prisma, Reader, Tx } from '../kit/db.js';
import { newId } from '../kit/ids.js';

/** A stored mail as it is delivered. */
export type StoredMail = Prisma.EmailMessageGetPayload<object>;

/** A mail as it is queued: what it was told, and how it was written. */
export interface NewMail {
  readonly template: string;
  readonly to: string;
  readonly locale: string;
  readonly accountId: string | null;
  readonly data: Prisma.InputJsonObject;
  readonly dedupeKey: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Adds a queued mail. Answers its id, or null where the same `dedupeKey` has one already. */
export async function addMail(tx: Tx, { to, ...mail }: NewMail): Promise<string | null> {
  const id = newId('eml', { now: () => tx.at });
  const added = await tx.prisma.emailMessage.createMany({
    data: { ...mail, id, toAddress: to, createdAt: tx.at },
    skipDuplicates: true,
  });
  return added.count === 1 ? id : null;
}

export const findMail = (prisma: Reader, id: string): Promise<StoredMail | null> =>
  prisma.emailMessage.findUnique({ where: { id } });

/** Counts one attempt, for one of several deliverers only: whoever saw an older count is answered false. */
export async function claimAttempt(prisma: Reader, { id, attempts }: StoredMail): Promise<boolean> {
  const claimed = await prisma.emailMessage.updateMany({
    where: { id, attempts, status: 'queued' },
    data: { attempts: { increment: 1 } },
  });
  return claimed.count === 1;
}

/** Writes down how an attempt ended. */
export async function recordAttempt(
  prisma: Reader,
  id: string,
  outcome:
    | { status: 'sent' | 'kept'; providerMessageId: string | null; sentAt: Date | null }
    | { status: 'queued' | 'failed'; lastError: string },
): Promise<void> {
  const data = 'lastError' in outcome ? outcome : { ...outcome, lastError: null };
  await prisma.emailMessage.updateMany({ where: { id, status: 'queued' }, data });
}
