import type { Reader, Tx } from '../../kit/db.js';
import type { LotSums, WalletSums } from './credits.rebuild.rules.js';

/** The ledger of an account in its order, its lots, and what open holds have set aside. */
export async function readLedger(reader: Reader, accountId: string) {
  const rows = await reader.creditEntry.findMany({
    where: { accountId },
    orderBy: { number: 'asc' },
    select: { number: true, kind: true, credits: true, balanceAfter: true, debt: true, lotId: true },
  });
  const lots = await reader.creditLot.findMany({
    where: { accountId },
    orderBy: { id: 'asc' },
    select: { id: true, remaining: true, reserved: true, revoked: true, owed: true, frozenAt: true },
  });
  const asides = await reader.creditHoldLot.findMany({
    where: { hold: { accountId, status: 'open' } },
    select: { lotId: true, credits: true },
  });
  return { rows, lots, asides };
}

/** The caller holds the wallet's lock. */
export async function writeSums(
  tx: Tx,
  accountId: string,
  wallet: WalletSums,
  lots: readonly ({ id: string } & LotSums)[],
): Promise<void> {
  await tx.prisma.wallet.update({ where: { accountId }, data: wallet });
  for (const { id, ...sums } of lots) await tx.prisma.creditLot.update({ where: { id }, data: sums });
}
