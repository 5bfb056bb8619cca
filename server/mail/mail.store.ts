import type { Prisma, Reader, Tx } from '../kit/db.js';
import { newId } from '../kit/ids.js';
import type { MailMessage } from './mail.messages.js';
import type { RenderedMail } from './templates/render.js';

/** A stored mail as it is delivered. */
export type StoredMail = Prisma.EmailMessageGetPayload<object>;

/** Adds a queued mail. Answers its id, or null where the same `dedupeKey` has one already. */
export async function addMail(tx: Tx, message: MailMessage, rendered: RenderedMail): Promise<string | null> {
  const id = newId('eml', { now: () => tx.at });
  const added = await tx.prisma.emailMessage.createMany({
    data: {
      id,
      template: message.template,
      toAddress: message.to,
      subject: rendered.subject,
      text: rendered.text,
      html: rendered.html,
      locale: message.locale,
      accountId: message.accountId,
      data: message.data,
      dedupeKey: message.dedupeKey,
      createdAt: tx.at,
    },
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
