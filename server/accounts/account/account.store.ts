import type { Account, MemberRole, SubscriptionStatus, User } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';

export type { Account };
export type AccountRow = Account & { owner: Pick<User, 'id' | 'name' | 'email'> };
export type AdminAccountRow = AccountRow & {
  wallet: { balance: bigint } | null;
  subscriptions: { plan: { name: string } }[];
};

/** States in which a subscription counts. */
const LIVE: SubscriptionStatus[] = ['trialing', 'active', 'past_due', 'paused'];
const owner = { owner: { select: { id: true, name: true, email: true } } } as const;
const forStaff = {
  ...owner,
  wallet: { select: { balance: true } },
  subscriptions: {
    where: { status: { in: LIVE } },
    select: { plan: { select: { name: true } } },
    take: 1,
  },
};

export async function findAccount(reader: Reader, id: string): Promise<AccountRow | null> {
  return reader.account.findUnique({ where: { id }, include: owner });
}

export async function findForStaff(reader: Reader, id: string): Promise<AdminAccountRow | null> {
  return reader.account.findUnique({ where: { id }, include: forStaff });
}

/** Locks the account's row until the transaction ends. */
export async function lockAccount(tx: Tx, id: string): Promise<AccountRow | null> {
  await tx.prisma.$queryRaw`SELECT id FROM account WHERE id = ${id} FOR UPDATE`;
  return findAccount(tx.prisma, id);
}

/** The membership a person acts under: the oldest of an account that is not closed. */
export async function findMembership(
  reader: Reader,
  userId: string,
): Promise<{
  accountId: string;
  role: MemberRole;
  account: Pick<Account, 'name' | 'status' | 'currency' | 'country'>;
} | null> {
  return reader.membership.findFirst({
    where: { userId, account: { status: { not: 'closed' } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      accountId: true,
      role: true,
      account: { select: { name: true, status: true, currency: true, country: true } },
    },
  });
}

export async function slugExists(reader: Reader, slug: string): Promise<boolean> {
  return (await reader.account.count({ where: { slug } })) > 0;
}

export type NewAccount = Pick<
  Account,
  'id' | 'name' | 'slug' | 'ownerId' | 'currency' | 'locale' | 'country' | 'billingEmail'
> & { membershipId: string };

export async function insertAccount(tx: Tx, { membershipId, ...account }: NewAccount): Promise<void> {
  await tx.prisma.account.create({
    data: {
      ...account,
      createdAt: tx.at,
      wallet: { create: {} },
      memberships: { create: { id: membershipId, userId: account.ownerId, role: 'owner', createdAt: tx.at } },
    },
  });
}

export type AccountChange = Partial<
  Pick<
    Account,
    | 'name'
    | 'billingEmail'
    | 'line1'
    | 'line2'
    | 'city'
    | 'state'
    | 'postalCode'
    | 'country'
    | 'taxId'
    | 'taxIdType'
    | 'taxIdState'
    | 'taxIdCheckedAt'
    | 'taxExempt'
    | 'locale'
    | 'timeZone'
    | 'status'
    | 'suspendedReason'
  >
>;

export async function updateAccount(tx: Tx, id: string, change: AccountChange): Promise<AccountRow> {
  return tx.prisma.account.update({ where: { id }, data: change, include: owner });
}

/** Keeps the first customer id that is written; answers the one that stands. */
export async function keepStripeCustomer(db: Db, accountId: string, customerId: string): Promise<string> {
  await db.prisma.account.updateMany({
    where: { id: accountId, stripeCustomerId: null },
    data: { stripeCustomerId: customerId },
  });
  const row = await db.prisma.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { stripeCustomerId: true },
  });
  return row.stripeCustomerId ?? customerId;
}

export async function findByStripeCustomer(reader: Reader, customerId: string): Promise<string | null> {
  const row = await reader.account.findUnique({
    where: { stripeCustomerId: customerId },
    select: { id: true },
  });
  return row?.id ?? null;
}

const COLUMNS = {
  createdAt: 'createdAt',
  name: 'name',
  status: 'status',
  country: 'country',
  currency: 'currency',
} as const;

export async function listAccounts(db: Db, list: ListQuery): Promise<Page<AdminAccountRow>> {
  const { where, ...page } = toPrismaList(list, COLUMNS);
  const search = list.q
    ? { contains: list.q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
    : null;
  const scoped = {
    AND: [
      ...where,
      ...(search ? [{ OR: [{ name: search }, { billingEmail: search }, { owner: { email: search } }] }] : []),
    ],
  };
  const [rows, total] = await Promise.all([
    db.prisma.account.findMany({ where: scoped, include: forStaff, ...page }),
    db.prisma.account.count({ where: scoped }),
  ]);
  return { rows, total };
}
