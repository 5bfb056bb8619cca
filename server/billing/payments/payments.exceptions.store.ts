import type { GatewayException } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';

export type { GatewayException };

export async function lockException(tx: Tx, id: string): Promise<GatewayException | null> {
  await tx.prisma.$queryRaw`SELECT id FROM gateway_exception WHERE id = ${id} FOR UPDATE`;
  return tx.prisma.gatewayException.findUnique({ where: { id } });
}

export async function findException(reader: Reader, id: string): Promise<GatewayException | null> {
  return reader.gatewayException.findUnique({ where: { id } });
}

export async function markResolved(
  tx: Tx,
  id: string,
  by: { staffId: string | null; resolution: string },
): Promise<GatewayException> {
  return tx.prisma.gatewayException.update({
    where: { id },
    data: { status: 'resolved', resolvedAt: tx.at, resolvedById: by.staffId, resolution: by.resolution },
  });
}

export async function listExceptions(db: Db, list: ListQuery): Promise<Page<GatewayException>> {
  const { where, ...page } = toPrismaList(list, {
    createdAt: { column: 'createdAt', value: (raw: unknown) => new Date(String(raw)) },
    status: 'status',
    kind: 'kind',
    gateway: 'gateway',
  });
  const [rows, total] = await Promise.all([
    db.prisma.gatewayException.findMany({ where: { AND: where }, ...page }),
    db.prisma.gatewayException.count({ where: { AND: where } }),
  ]);
  return { rows, total };
}
