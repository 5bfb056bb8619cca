import type { PaymentProof } from '../../generated/prisma/client.js';
import type { Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';

export type ProofRow = PaymentProof & { uploadedBy: { id: string; name: string; email: string } };

const include = { uploadedBy: { select: { id: true, name: true, email: true } } } as const;

export async function listProofs(reader: Reader, paymentId: string): Promise<ProofRow[]> {
  return reader.paymentProof.findMany({
    where: { paymentId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include,
  });
}

/** `accountId`: whose payment it must be; null: anybody's. */
export async function findProof(
  reader: Reader,
  which: { id: string; paymentId: string; accountId: string | null },
): Promise<ProofRow | null> {
  const { id, paymentId, accountId } = which;
  return reader.paymentProof.findFirst({
    where: { id, paymentId, ...(accountId ? { payment: { accountId } } : {}) },
    include,
  });
}

export async function findSameProof(
  reader: Reader,
  paymentId: string,
  sha256: string,
): Promise<ProofRow | null> {
  return reader.paymentProof.findUnique({ where: { paymentId_sha256: { paymentId, sha256 } }, include });
}

export async function countProofs(reader: Reader, paymentId: string): Promise<number> {
  return reader.paymentProof.count({ where: { paymentId } });
}

export async function insertProof(
  tx: Tx,
  columns: Omit<PaymentProof, 'id' | 'createdAt'>,
): Promise<ProofRow> {
  const id = newId('prf', { now: () => tx.at });
  return tx.prisma.paymentProof.create({ data: { id, ...columns, createdAt: tx.at }, include });
}

export async function deleteProof(tx: Tx, id: string): Promise<void> {
  await tx.prisma.paymentProof.delete({ where: { id } });
}

/** Which of these files belong to a proof. */
export async function knownKeys(reader: Reader, keys: readonly string[]): Promise<Set<string>> {
  const rows = await reader.paymentProof.findMany({
    where: { storageKey: { in: [...keys] } },
    select: { storageKey: true },
  });
  return new Set(rows.map(({ storageKey }) => storageKey));
}
