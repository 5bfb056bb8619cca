import type { WebhookEvent } from '../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../kit/db.js';
import { newId } from '../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../kit/list.js';

export type { WebhookEvent };

/** Stores an event once per gateway and id. Null: it was here already. */
export async function insertEvent(
  tx: Tx,
  event: { gateway: string; eventId: string; type: string; objectId: string; payload: Prisma.InputJsonValue },
): Promise<string | null> {
  const id = newId('whk', { now: () => tx.at });
  const inserted = await tx.prisma.webhookEvent.createMany({
    data: { id, ...event, receivedAt: tx.at },
    skipDuplicates: true,
  });
  return inserted.count === 1 ? id : null;
}

export async function findEvent(reader: Reader, id: string): Promise<WebhookEvent | null> {
  return reader.webhookEvent.findUnique({ where: { id } });
}

export async function recordAttempt(
  reader: Reader,
  id: string,
  result: { status: WebhookEvent['status']; lastError: string | null; processedAt: Date | null },
): Promise<void> {
  await reader.webhookEvent.update({ where: { id }, data: { ...result, attempts: { increment: 1 } } });
}

/** Ready to be worked off again; what it was parked for, staff have seen. */
export async function markReceived(tx: Tx, { id, payload }: WebhookEvent): Promise<void> {
  const released = { ...(payload as Prisma.InputJsonObject), parked: null };
  await tx.prisma.webhookEvent.update({
    where: { id },
    data: { status: 'received', lastError: null, payload: released },
  });
}

const instant = { value: (raw: unknown) => new Date(String(raw)) };

export async function listEvents(db: Db, list: ListQuery): Promise<Page<WebhookEvent>> {
  const { where, ...page } = toPrismaList(list, {
    receivedAt: { column: 'receivedAt', ...instant },
    status: 'status',
    gateway: 'gateway',
    type: 'type',
    objectId: 'objectId',
  });
  const [rows, total] = await Promise.all([
    db.prisma.webhookEvent.findMany({ where: { AND: where }, ...page }),
    db.prisma.webhookEvent.count({ where: { AND: where } }),
  ]);
  return { rows, total };
}
