import type { PaymentMethodConfig, SavedPaymentMethod } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';

export type PaymentMethodConfigRow = PaymentMethodConfig;
export type SavedMethodRow = SavedPaymentMethod;

export async function configsFor(reader: Reader, country: string): Promise<PaymentMethodConfigRow[]> {
  return reader.paymentMethodConfig.findMany({
    where: { country: { in: [country, '*'] } },
    orderBy: [{ sortOrder: 'asc' }, { method: 'asc' }],
  });
}

export async function listConfigs(db: Db, list: ListQuery): Promise<Page<PaymentMethodConfigRow>> {
  const { where, ...page } = toPrismaList(list, {
    country: 'country',
    method: 'method',
    sortOrder: 'sortOrder',
    createdAt: 'createdAt',
  });
  const [rows, total] = await Promise.all([
    db.prisma.paymentMethodConfig.findMany({ where: { AND: where }, ...page }),
    db.prisma.paymentMethodConfig.count({ where: { AND: where } }),
  ]);
  return { rows, total };
}

export type ConfigColumns = Omit<PaymentMethodConfig, 'id' | 'createdAt' | 'updatedAt'>;

export async function allConfigs(reader: Reader): Promise<PaymentMethodConfigRow[]> {
  return reader.paymentMethodConfig.findMany({
    orderBy: [{ country: 'asc' }, { sortOrder: 'asc' }],
    take: 2000,
  });
}

export async function lockConfig(tx: Tx, id: string): Promise<PaymentMethodConfigRow | null> {
  await tx.prisma.$queryRaw`SELECT id FROM payment_method_config WHERE id = ${id} FOR UPDATE`;
  return tx.prisma.paymentMethodConfig.findUnique({ where: { id } });
}

export async function findConfig(reader: Reader, id: string): Promise<PaymentMethodConfigRow | null> {
  return reader.paymentMethodConfig.findUnique({ where: { id } });
}

export async function hasConfig(
  reader: Reader,
  { country, method }: Pick<ConfigColumns, 'country' | 'method'>,
): Promise<boolean> {
  return (await reader.paymentMethodConfig.count({ where: { country, method } })) > 0;
}

export async function insertConfig(tx: Tx, columns: ConfigColumns): Promise<PaymentMethodConfigRow> {
  const id = newId('pmc', { now: () => tx.at });
  return tx.prisma.paymentMethodConfig.create({ data: { id, ...columns, createdAt: tx.at } });
}

export async function updateConfig(
  tx: Tx,
  id: string,
  columns: Partial<ConfigColumns>,
): Promise<PaymentMethodConfigRow> {
  return tx.prisma.paymentMethodConfig.update({ where: { id }, data: columns });
}

export async function deleteConfig(tx: Tx, id: string): Promise<void> {
  await tx.prisma.paymentMethodConfig.delete({ where: { id } });
}

export async function listSaved(reader: Reader, accountId: string): Promise<SavedMethodRow[]> {
  return reader.savedPaymentMethod.findMany({
    where: { accountId, removedAt: null },
    orderBy: [{ isDefault: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }],
    take: 100,
  });
}

export async function findSaved(
  reader: Reader,
  id: string,
  accountId: string,
): Promise<SavedMethodRow | null> {
  return reader.savedPaymentMethod.findFirst({ where: { id, accountId, removedAt: null } });
}

export async function findSavedByGatewayId(reader: Reader, methodId: string): Promise<SavedMethodRow | null> {
  return reader.savedPaymentMethod.findUnique({ where: { stripePaymentMethodId: methodId } });
}

export async function findSavedByVaultId(reader: Reader, vaultId: string): Promise<SavedMethodRow | null> {
  return reader.savedPaymentMethod.findUnique({ where: { paypalVaultId: vaultId } });
}

/** Locks the account's row, so that two cards added at once do not both become the default. */
export async function lockSaved(tx: Tx, accountId: string): Promise<SavedMethodRow[]> {
  await tx.prisma.$queryRaw`SELECT id FROM account WHERE id = ${accountId} FOR UPDATE`;
  return listSaved(tx.prisma, accountId);
}

export async function insertSaved(
  tx: Tx,
  saved: Pick<SavedMethodRow, 'accountId' | 'method' | 'isDefault'> & Partial<SavedMethodRow>,
): Promise<SavedMethodRow> {
  const id = newId('spm', { now: () => tx.at });
  return tx.prisma.savedPaymentMethod.create({ data: { ...saved, id, createdAt: tx.at } });
}

/** The same account, agreed to anew. */
export async function changeVaultId(tx: Tx, id: string, paypalVaultId: string): Promise<SavedMethodRow> {
  return tx.prisma.savedPaymentMethod.update({ where: { id }, data: { paypalVaultId } });
}

export async function makeDefault(tx: Tx, accountId: string, id: string): Promise<SavedMethodRow> {
  await tx.prisma.savedPaymentMethod.updateMany({
    where: { accountId, isDefault: true },
    data: { isDefault: false },
  });
  return tx.prisma.savedPaymentMethod.update({ where: { id }, data: { isDefault: true, removedAt: null } });
}

export async function markRemoved(tx: Tx, id: string): Promise<SavedMethodRow> {
  return tx.prisma.savedPaymentMethod.update({ where: { id }, data: { removedAt: tx.at, isDefault: false } });
}

export async function isInUse(reader: Reader, id: string): Promise<boolean> {
  const subscriptions = await reader.subscription.count({
    where: { savedPaymentMethodId: id, status: { in: ['trialing', 'active', 'past_due', 'incomplete'] } },
  });
  const recharges = await reader.autoRecharge.count({
    where: { savedPaymentMethodId: id, isEnabled: true },
  });
  const payments = await reader.payment.count({
    where: { savedPaymentMethodId: id, status: { in: ['pending', 'requires_action', 'processing'] } },
  });
  return subscriptions + recharges + payments > 0;
}
