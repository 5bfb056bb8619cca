import type {
  CreditEntry,
  CreditEntryKind,
  CreditLot,
  CreditSource,
  Wallet,
} from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import type { Money } from '../../kit/money.js';

export type { CreditEntry, CreditEntryKind, CreditLot, CreditSource, Wallet };

/** Locks the account's one wallet row (made on first use): whoever moves credits waits here. */
export async function lockWallet(tx: Tx, accountId: string): Promise<Wallet> {
  const lock = async (): Promise<Wallet | undefined> => {
    const [row] = await tx.prisma.$queryRaw<Wallet[]>`
      SELECT account_id AS "accountId", balance, reserved, frozen, debt, last_entry AS "lastEntry"
      FROM wallet WHERE account_id = ${accountId} FOR UPDATE`;
    return row;
  };
  const locked = await lock();
  if (locked) return locked;
  await tx.prisma.wallet.createMany({ data: { accountId }, skipDuplicates: true });
  const made = await lock();
  if (!made) throw new Error(`Account ${accountId} has no wallet`);
  return made;
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
}

/** The lot alone, still without credits: the ledger's entry brings them (`writeMovement`). */
export async function insertLot(tx: Tx, lot: NewLot): Promise<CreditLot> {
  const { credits, price, ...columns } = lot;
  return tx.prisma.creditLot.create({
    data: {
      id: newId('lot', { now: () => tx.at }),
      ...columns,
      value: price?.minor ?? 0n,
      currency: price?.currency ?? null,
      granted: credits,
      remaining: 0n,
      createdAt: tx.at,
    },
  });
}

/** One row of the ledger: signed changes of the balance and of the debt. */
export interface NewEntry {
  kind: CreditEntryKind;
  credits: bigint;
  debt?: bigint;
  lotId: string | null;
  usageEventId?: string | null;
  reason?: string | null;
  requestKey?: string | null;
}

/** Signed changes of a lot's columns. */
export interface LotChange {
  lotId: string;
  remaining?: bigint;
  reserved?: bigint;
  revoked?: bigint;
  owed?: bigint;
}

export interface Movement {
  entries?: readonly NewEntry[];
  lots?: readonly LotChange[];
  /** Signed changes of the wallet's sums that have no ledger entry. */
  reserved?: bigint;
  frozen?: bigint;
}

/**
 * Ledger entries, lots and wallet in one statement, so that they cannot fall apart. The caller holds the wallet's lock;
 * answers the wallet as it is then.
 */
export async function writeMovement(tx: Tx, wallet: Wallet, movement: Movement): Promise<Wallet> {
  const { entries = [], lots = [] } = movement;
  let { balance, debt, lastEntry } = wallet;
  const rows = entries.map((entry) => {
    balance += entry.credits;
    debt += entry.debt ?? 0n;
    lastEntry += 1n;
    return { ...entry, number: lastEntry, balanceAfter: balance };
  });
  const after: Wallet = {
    accountId: wallet.accountId,
    balance,
    debt,
    lastEntry,
    reserved: wallet.reserved + (movement.reserved ?? 0n),
    frozen: wallet.frozen + (movement.frozen ?? 0n),
  };
  const clock = { now: () => tx.at };
  const column = (change: keyof Omit<LotChange, 'lotId'>) => lots.map((lot) => lot[change] ?? 0n);
  await tx.prisma.$executeRaw`
    WITH entry AS (
      INSERT INTO credit_entry (id, account_id, number, kind, credits, balance_after, debt, lot_id, usage_event_id, reason, request_key, created_at)
      SELECT e.id, ${wallet.accountId}, e.number, e.kind::credit_entry_kind, e.credits, e.balance_after, e.debt, e.lot_id,
             e.usage_event_id, e.reason, e.request_key, ${tx.at}
      FROM unnest(${rows.map(() => newId('cre', clock))}::text[], ${rows.map((row) => row.number)}::bigint[], ${rows.map((row) => row.kind)}::text[],
                  ${rows.map((row) => row.credits)}::bigint[], ${rows.map((row) => row.balanceAfter)}::bigint[], ${rows.map((row) => row.debt ?? 0n)}::bigint[],
                  ${rows.map((row) => row.lotId)}::text[], ${rows.map((row) => row.usageEventId ?? null)}::text[],
                  ${rows.map((row) => row.reason ?? null)}::text[], ${rows.map((row) => row.requestKey ?? null)}::text[])
           AS e(id, number, kind, credits, balance_after, debt, lot_id, usage_event_id, reason, request_key)
    ), lot AS (
      UPDATE credit_lot l SET remaining = l.remaining + c.remaining, reserved = l.reserved + c.reserved,
             revoked = l.revoked + c.revoked, owed = l.owed + c.owed
      FROM (SELECT id, sum(remaining) AS remaining, sum(reserved) AS reserved, sum(revoked) AS revoked, sum(owed) AS owed
            FROM unnest(${lots.map((lot) => lot.lotId)}::text[], ${column('remaining')}::bigint[], ${column('reserved')}::bigint[],
                        ${column('revoked')}::bigint[], ${column('owed')}::bigint[]) AS u(id, remaining, reserved, revoked, owed) GROUP BY id) c
      WHERE l.id = c.id
    )
    UPDATE wallet SET balance = ${balance}, debt = ${debt}, last_entry = ${lastEntry}, reserved = ${after.reserved}, frozen = ${after.frozen}
    WHERE account_id = ${wallet.accountId}`;
  return after;
}

export async function findLotOfLine(reader: Reader, invoiceLineId: string): Promise<CreditLot | null> {
  return reader.creditLot.findUnique({ where: { invoiceLineId } });
}

/** Lots that the lines of these invoices bought. */
export async function listBoughtLots(
  reader: Reader,
  accountId: string,
  invoiceIds: readonly string[],
): Promise<CreditLot[]> {
  return reader.creditLot.findMany({
    where: { accountId, invoiceLine: { invoiceId: { in: [...invoiceIds] } } },
    orderBy: { id: 'asc' },
  });
}

export async function markFrozen(tx: Tx, lotIds: readonly string[], frozenAt: Date | null): Promise<void> {
  await tx.prisma.creditLot.updateMany({ where: { id: { in: [...lotIds] } }, data: { frozenAt } });
}

/** Whether the invoice that sold a lot is due again. */
export async function markUngranted(tx: Tx, lotId: string, ungrantedAt: Date | null): Promise<void> {
  await tx.prisma.creditLot.update({ where: { id: lotId }, data: { ungrantedAt } });
}

/** How many credits of a lot have expired unused. */
export async function countExpired(reader: Reader, lotId: string): Promise<bigint> {
  const { _sum } = await reader.creditEntry.aggregate({
    where: { lotId, kind: 'expire' },
    _sum: { credits: true },
  });
  return -(_sum.credits ?? 0n);
}

export async function readWallet(reader: Reader, accountId: string): Promise<Wallet> {
  const row = await reader.wallet.findUnique({ where: { accountId } });
  return row ?? { accountId, balance: 0n, reserved: 0n, frozen: 0n, debt: 0n, lastEntry: 0n };
}

/** Lots with something left, in the order in which they are spent: priority, expiry, age. */
export async function listOpenLots(reader: Reader, accountId: string): Promise<CreditLot[]> {
  return reader.creditLot.findMany(openLots(accountId));
}

/** The same, with the line that sold each. */
export async function listOpenLotsWithSale(reader: Reader, accountId: string) {
  return reader.creditLot.findMany({
    ...openLots(accountId),
    include: { invoiceLine: { select: { invoiceId: true } } },
  });
}

const openLots = (accountId: string) => ({
  where: { accountId, remaining: { gt: 0 } },
  orderBy: [
    { priority: 'asc' as const },
    { expiresAt: { sort: 'asc' as const, nulls: 'last' as const } },
    { createdAt: 'asc' as const },
    { id: 'asc' as const },
  ],
});

/** Accounts with lots that have expired and still hold credits which nobody has set aside or disputes. */
export async function listAccountsWithExpired(reader: Reader, at: Date): Promise<string[]> {
  const rows = await reader.$queryRaw<{ account_id: string }[]>`
    SELECT DISTINCT account_id FROM credit_lot
    WHERE expires_at <= ${at} AND remaining > reserved AND frozen_at IS NULL ORDER BY account_id LIMIT 500`;
  return rows.map((row) => row.account_id);
}

export async function findEntriesByRequestKey(
  reader: Reader,
  accountId: string,
  requestKey: string,
): Promise<CreditEntry[]> {
  return reader.creditEntry.findMany({ where: { accountId, requestKey }, orderBy: { number: 'asc' } });
}

const told = {
  lot: { select: { source: true, invoiceLine: { select: { invoiceId: true } } } },
  usageEvent: { select: { operation: true, quantity: true } },
} as const;
/** An entry with what it came from or went into. */
export type ToldEntry = Prisma.CreditEntryGetPayload<{ include: typeof told }>;

export async function listEntries(db: Db, accountId: string, list: ListQuery): Promise<Page<ToldEntry>> {
  const { where, orderBy, ...page } = toPrismaList(list, { kind: 'kind', createdAt: 'createdAt' });
  const scoped = { AND: [{ accountId }, ...where] };
  // Entries of one transaction share their instant: the number keeps their order.
  const ordered = orderBy.map((by) => ('id' in by ? { number: by.id } : by));
  const [rows, total] = await Promise.all([
    db.prisma.creditEntry.findMany({ where: scoped, orderBy: ordered, include: told, ...page }),
    db.prisma.creditEntry.count({ where: scoped }),
  ]);
  return { rows, total };
}
