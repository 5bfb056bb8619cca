import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';

const LOTS = 30;
const ENTRIES = 12;
const HOLDS = 20;
const MOST_CURRENCIES = 20;

/** Of which kind of lot the credits of each row are: one statement a page. */
export async function creditEntryColumns({ db }: Pick<Room, 'db'>, ids: readonly string[]) {
  const rows = await db.prisma.creditEntry.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, lot: { select: { source: true } } },
  });
  return new Map(rows.map(({ id, lot }) => [id, { source: lot?.source ?? null }]));
}

export async function creditEntryDetails({ db }: Pick<Room, 'db'>, id: string) {
  const found = await db.prisma.creditEntry.findUniqueOrThrow({
    where: { id },
    select: {
      account: { select: { id: true, name: true } },
      lot: {
        select: {
          id: true,
          source: true,
          granted: true,
          remaining: true,
          expiresAt: true,
          payment: { select: { id: true } },
          invoiceLine: { select: { invoice: { select: { id: true, number: true } } } },
        },
      },
      usageEvent: { select: { operation: true, quantity: true, occurredAt: true } },
    },
  });
  return plain(found);
}

/** Credits of an account: sums, lots in the order in which they are spent, what is set aside, the newest movements. */
export async function creditsOf({ db }: Pick<Room, 'db'>, accountId: string) {
  const [wallet, lots, holds, entries] = await Promise.all([
    db.prisma.wallet.findUnique({
      where: { accountId },
      select: { balance: true, reserved: true, frozen: true, debt: true },
    }),
    db.prisma.creditLot.findMany({
      where: { accountId, OR: [{ remaining: { gt: 0 } }, { owed: { gt: 0 } }] },
      orderBy: [{ priority: 'asc' }, { expiresAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }],
      take: LOTS,
      select: {
        id: true,
        source: true,
        granted: true,
        remaining: true,
        reserved: true,
        owed: true,
        frozenAt: true,
        expiresAt: true,
        createdAt: true,
        payment: { select: { id: true } },
        invoiceLine: { select: { invoice: { select: { id: true, number: true } } } },
      },
    }),
    db.prisma.creditHold.findMany({
      where: { accountId, status: 'open' },
      orderBy: { createdAt: 'desc' },
      take: HOLDS,
      select: {
        id: true,
        operation: true,
        quantity: true,
        credits: true,
        expiresAt: true,
        createdAt: true,
      },
    }),
    db.prisma.creditEntry.findMany({
      where: { accountId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: ENTRIES,
      select: {
        id: true,
        kind: true,
        credits: true,
        balanceAfter: true,
        debt: true,
        reason: true,
        createdAt: true,
        usageEvent: { select: { operation: true } },
      },
    }),
  ]);
  return plain({ wallet, lots, holds, entries });
}

/** Money on account per currency, also where there is none any more. */
export async function balancesOf({ db }: Pick<Room, 'db'>, accountId: string) {
  const rows = await db.prisma.moneyOnAccount.findMany({
    where: { accountId },
    orderBy: { currency: 'asc' },
    take: MOST_CURRENCIES,
    select: { currency: true, balance: true },
  });
  return plain(rows);
}
