import type { Identity } from '../../server/identity/identity.js';
import type { Tx } from '../../server/kit/db.js';
import { newId } from '../../server/kit/ids.js';

const CUSTOMERS = [
  { email: 'alice@acme.test', name: 'Alice Anderson' },
  { email: 'bob@acme.test', name: 'Bob Baker' },
  { email: 'beth@acme.test', name: 'Beth Brown' },
  { email: 'charlie@globex.test', name: 'Charlie Clausen' },
  { email: 'clara@globex.test', name: 'Clara Conrad' },
] as const;

const STAFF = [
  { email: 'sam@countinghouse.test', name: 'Sam Sterling', role: 'finance' },
  { email: 'dana@countinghouse.test', name: 'Dana Dalton', role: 'finance' },
  { email: 'root@countinghouse.test', name: 'Root Rivers', role: 'admin' },
] as const;

export type UserIds = Record<(typeof CUSTOMERS)[number]['email'], string>;

/** The sample sign-ins; those that are there already stay as they are. */
export async function seedPeople(identity: Identity, password: string): Promise<UserIds> {
  const ids: Record<string, string> = {};
  for (const person of CUSTOMERS) {
    ids[person.email] = (await identity.createCustomer({ ...person, password, emailVerified: true })).userId;
  }
  for (const person of STAFF) await identity.createStaff({ ...person, password });
  return ids as UserIds;
}

/** Two customers of ours, with their teams and sites. */
export async function seedAccounts(tx: Tx, users: UserIds): Promise<{ acmeId: string; globexId: string }> {
  const acmeId = newId('acc', { now: () => tx.at });
  const globexId = newId('acc', { now: () => tx.at });
  const member = (user: keyof UserIds, role: 'owner' | 'admin' | 'billing' | 'member') => ({
    id: newId('mbr'),
    userId: users[user],
    role,
    createdAt: tx.at,
  });
  await tx.prisma.account.create({
    data: {
      id: acmeId,
      name: 'Acme Inc.',
      slug: 'acme',
      ownerId: users['alice@acme.test'],
      currency: 'USD',
      locale: 'en',
      timeZone: 'America/New_York',
      billingEmail: 'billing@acme.test',
      line1: '1 Market Street',
      city: 'San Francisco',
      state: 'CA',
      postalCode: '94105',
      country: 'US',
      createdAt: tx.at,
      wallet: { create: {} },
      memberships: {
        create: [
          member('alice@acme.test', 'owner'),
          member('bob@acme.test', 'member'),
          member('beth@acme.test', 'billing'),
        ],
      },
      sites: {
        create: [
          { id: newId('sit'), name: 'Acme Shop', domain: 'shop.acme.test', createdAt: tx.at },
          { id: newId('sit'), name: 'Acme Blog', domain: 'blog.acme.test', createdAt: tx.at },
        ],
      },
    },
  });
  await tx.prisma.account.create({
    data: {
      id: globexId,
      name: 'Globex GmbH',
      slug: 'globex',
      ownerId: users['charlie@globex.test'],
      currency: 'EUR',
      locale: 'de',
      timeZone: 'Europe/Berlin',
      billingEmail: 'buchhaltung@globex.test',
      line1: 'Lindenallee 4',
      city: 'Hamburg',
      postalCode: '20095',
      country: 'DE',
      taxId: 'DE129273398',
      taxIdType: 'eu_vat',
      taxIdState: 'valid',
      taxIdCheckedAt: tx.at,
      createdAt: tx.at,
      wallet: { create: {} },
      memberships: { create: [member('charlie@globex.test', 'owner'), member('clara@globex.test', 'admin')] },
      sites: { create: [{ id: newId('sit'), name: 'Globex', domain: 'globex.test', createdAt: tx.at }] },
    },
  });
  return { acmeId, globexId };
}

/** Acme has the plan Growth, since before it was billed here. */
export async function seedSubscription(tx: Tx, accountId: string): Promise<void> {
  const plan = await tx.prisma.plan.findUniqueOrThrow({
    where: { slug: 'growth' },
    include: { prices: true },
  });
  const start = new Date(Date.UTC(tx.at.getUTCFullYear(), tx.at.getUTCMonth(), 1));
  const end = new Date(Date.UTC(tx.at.getUTCFullYear(), tx.at.getUTCMonth() + 1, 1));
  const id = newId('sub');
  await tx.prisma.subscription.create({
    data: {
      id,
      accountId,
      planId: plan.id,
      status: 'active',
      collector: 'stripe',
      method: 'stripe',
      currency: 'USD',
      price: plan.prices.find(({ currency }) => currency === 'USD')?.amount ?? 0n,
      interval: plan.interval,
      currentPeriodStart: start,
      currentPeriodEnd: end,
      billingAnchor: start,
      anchorDay: 1,
      timeZone: 'UTC',
      createdAt: tx.at,
    },
  });
  await tx.prisma.subscriptionPeriod.create({
    data: {
      id: newId('spd'),
      subscriptionId: id,
      accountId,
      number: 1,
      kind: 'trial',
      planId: plan.id,
      currency: 'USD',
      price: 0n,
      start,
      end,
      partFrom: start,
      partAmount: 0n,
      paidAt: tx.at,
      createdAt: tx.at,
    },
  });
}
