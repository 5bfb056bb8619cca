import type { CreditHold, CreditHoldLot, CreditHoldStatus } from '../../generated/prisma/client.js';
import type { Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';

export type HoldRow = CreditHold & { lots: CreditHoldLot[] };

export interface NewHold {
  accountId: string;
  operation: string;
  quantity: bigint;
  credits: bigint;
  expiresAt: Date;
  requestKey: string;
  lots: readonly { lotId: string; credits: bigint }[];
}

export async function insertHold(tx: Tx, { lots, ...hold }: NewHold): Promise<HoldRow> {
  return tx.prisma.creditHold.create({
    data: {
      id: newId('hld', { now: () => tx.at }),
      ...hold,
      createdAt: tx.at,
      lots: { create: lots.map((lot) => ({ ...lot })) },
    },
    include: { lots: true },
  });
}

export async function findHold(reader: Reader, id: string): Promise<HoldRow | null> {
  return reader.creditHold.findUnique({ where: { id }, include: { lots: true } });
}

export async function findHoldByRequestKey(
  reader: Reader,
  accountId: string,
  requestKey: string,
): Promise<HoldRow | null> {
  return reader.creditHold.findUnique({
    where: { accountId_requestKey: { accountId, requestKey } },
    include: { lots: true },
  });
}

export async function closeHold(
  tx: Tx,
  id: string,
  status: Exclude<CreditHoldStatus, 'open'>,
  settledCredits: bigint | null,
): Promise<void> {
  await tx.prisma.creditHold.update({ where: { id }, data: { status, settledCredits, closedAt: tx.at } });
}

export async function listDueHolds(reader: Reader, at: Date): Promise<{ id: string; accountId: string }[]> {
  return reader.creditHold.findMany({
    where: { status: 'open', expiresAt: { lte: at } },
    orderBy: { expiresAt: 'asc' },
    take: 500,
    select: { id: true, accountId: true },
  });
}
