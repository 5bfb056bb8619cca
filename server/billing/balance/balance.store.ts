import type { MoneyEntry, MoneyEntryKind } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';

export type { MoneyEntry, MoneyEntryKind };

export interface BalanceRow {
  balance: bigint;
  lastEntry: bigint;
}

/** Locks the one row of account and currency (made on first use): whoever moves money on account waits here. */
export async function lockBalance(tx: Tx, accountId: string, currency: string): Promise<BalanceRow> {
  await tx.prisma.moneyOnAccount.createMany({ data: { accountId, currency }, skipDuplicates: true });
  const [row] = await tx.prisma.$queryRaw<BalanceRow[]>`
    SELECT balance, last_entry AS "lastEntry" FROM money_on_account
    WHERE account_id = ${accountId} AND currency = ${currency} FOR UPDATE`;
  if (!row) throw new Error(`Account ${accountId} has no row for money on account`);
  return row;
}

export interface NewEntry {
  accountId: string;
  currency: string;
  kind: MoneyEntryKind;
  /** Signed minor units. */
  amount: bigint;
  paymentId: string | null;
  invoiceId: string | null;
  creditNoteId: string | null;
  refundId: string | null;
  disputeId: string | null;
  requestKey: string | null;
}

/** The entry and the new sum. The caller holds the row's lock. */
export async function insertEntry(tx: Tx, row: BalanceRow, entry: NewEntry): Promise<MoneyEntry> {
  const number = row.lastEntry + 1n;
  const balance = row.balance + entry.amount;
  const { accountId, currency } = entry;
  const inserted = await tx.prisma.moneyEntry.create({
    data: {
      id: newId('mon', { now: () => tx.at }),
      ...entry,
      number,
      balanceAfter: balance,
      createdAt: tx.at,
    },
  });
  await tx.prisma.moneyOnAccount.update({
    where: { accountId_currency: { accountId, currency } },
    data: { balance, lastEntry: number },
  });
  return inserted;
}

export async function readBalances(
  reader: Reader,
  accountId: string,
): Promise<{ currency: string; balance: bigint }[]> {
  return reader.moneyOnAccount.findMany({
    where: { accountId, balance: { gt: 0 } },
    orderBy: { currency: 'asc' },
    select: { currency: true, balance: true },
  });
}

export async function isEntryOf(reader: Reader, requestKey: string): Promise<boolean> {
  return (await reader.moneyEntry.count({ where: { requestKey } })) > 0;
}

/** The kinds by which money leaves for a refund or chargeback, or comes back. */
const FOR_THE_PAYER = ['refund', 'refund_failed', 'chargeback'] as const satisfies readonly MoneyEntryKind[];

export async function sumTakenFor(
  reader: Reader,
  cause: { refundId: string } | { disputeId: string },
): Promise<bigint> {
  const { _sum } = await reader.moneyEntry.aggregate({
    where: { ...cause, kind: { in: [...FOR_THE_PAYER] } },
    _sum: { amount: true },
  });
  return -(_sum.amount ?? 0n);
}

export async function listEntries(db: Db, accountId: string, list: ListQuery): Promise<Page<MoneyEntry>> {
  const { where, orderBy, ...page } = toPrismaList(list, {
    kind: 'kind',
    currency: 'currency',
    createdAt: 'createdAt',
  });
  const scoped = { AND: [{ accountId }, ...where] };
  // Entries of one transaction share their instant: the number keeps their order.
  const ordered = orderBy.map((by) => ('id' in by ? { number: by.id } : by));
  const [rows, total] = await Promise.all([
    db.prisma.moneyEntry.findMany({ where: scoped, orderBy: ordered, ...page }),
    db.prisma.moneyEntry.count({ where: scoped }),
  ]);
  return { rows, total };
}
