import type { CreditEntry, CreditLot, CreditSource, Wallet } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import type { Money } from '../../kit/money.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';

export type { CreditEntry, CreditLot, CreditSource, Wallet };

/** Locks the account's one wallet row (made on first use): whoever moves credits waits here. */
export async function lockWallet(tx: Tx, accountId: string): Promise<Wallet> {
  await tx.prisma.wallet.createMany({ data: { accountId }, skipDuplicates: true });
  const rows = await tx.prisma.$queryRaw<Wallet[]>`
    SELECT account_id AS "accountId", balance, reserved, frozen, debt, last_entry AS "lastEntry"
    FROM wallet WHERE account_id = ${accountId} FOR UPDATE`;
  const [wallet] = rows;
  if (!wallet) throw new Error(`Account ${accountId} has no wallet`);
  return wallet;
}

export interface NewLot {
  accountId: string;
  source: CreditSource;
  credits: bigint;
  /** What the whole lot was sold for, net of tax; null: a gift. */
  price: Money | null;
  priority: number;
  expiresAt: Date | null;
  invoiceLineId: string | null;
  paymentId: string | null;
  reason: string | null;
}

/** Lot, ledger entry and the wallet's new sums. The caller holds the wallet's lock. */
export async function insertLot(tx: Tx, wallet: Wallet, lot: NewLot): Promise<CreditLot> {
  const clock = { now: () => tx.at };
  const { credits, reason, price, ...columns } = lot;
  const row = await tx.prisma.creditLot.create({
    data: {
      id: newId('lot', clock),
      ...columns,
      value: price?.minor ?? 0n,
      currency: price?.currency ?? null,
      granted: credits,
      remaining: credits,
      createdAt: tx.at,
    },
  });
  const number = wallet.lastEntry + 1n;
  const balanceAfter = wallet.balance + credits;
  await tx.prisma.creditEntry.create({
    data: {
      id: newId('cre', clock),
      accountId: lot.accountId,
      number,
      kind: 'grant',
      credits,
      balanceAfter,
      lotId: row.id,
      reason,
      createdAt: tx.at,
    },
  });
  await tx.prisma.wallet.update({
    where: { accountId: lot.accountId },
    data: { balance: balanceAfter, lastEntry: number },
  });
  return row;
}

export async function findLotOfLine(reader: Reader, invoiceLineId: string): Promise<CreditLot | null> {
  return reader.creditLot.findUnique({ where: { invoiceLineId } });
}

export async function readWallet(reader: Reader, accountId: string): Promise<Wallet> {
  const row = await reader.wallet.findUnique({ where: { accountId } });
  return row ?? { accountId, balance: 0n, reserved: 0n, frozen: 0n, debt: 0n, lastEntry: 0n };
}

/** Lots with something left, in the order in which they are spent: priority, expiry, age. */
export async function listSpendableLots(reader: Reader, accountId: string, at: Date): Promise<CreditLot[]> {
  return reader.creditLot.findMany({
    where: { accountId, remaining: { gt: 0 }, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
    orderBy: [
      { priority: 'asc' },
      { expiresAt: { sort: 'asc', nulls: 'last' } },
      { createdAt: 'asc' },
      { id: 'asc' },
    ],
    take: 500,
  });
}

export async function listEntries(db: Db, accountId: string, list: ListQuery): Promise<Page<CreditEntry>> {
  const { where, orderBy, ...page } = toPrismaList(list, { kind: 'kind', createdAt: 'createdAt' });
  const scoped = { AND: [{ accountId }, ...where] };
  // Entries of one transaction share their instant: the number keeps their order.
  const ordered = orderBy.map((by) => ('id' in by ? { number: by.id } : by));
  const [rows, total] = await Promise.all([
    db.prisma.creditEntry.findMany({ where: scoped, orderBy: ordered, ...page }),
    db.prisma.creditEntry.count({ where: scoped }),
  ]);
  return { rows, total };
}
