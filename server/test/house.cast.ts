import { seedCatalogue } from '../../prisma/seed/catalogue.js';
import { seedAccounts, seedPeople } from '../../prisma/seed/people.js';
import type { Db } from '../kit/db.js';
import type { Services } from '../services.js';
import { type Client, openClient } from './house.client.js';

export const PASSWORD = 'a plain pocket umbrella';
const SUPPORT = 'sue@countinghouse.test';

/** The sample companies and their people: Alice owns Acme (US, USD), Charlie owns Globex (DE, EUR). */
export interface Cast {
  alice: Client;
  bob: Client;
  charlie: Client;
  sam: Client;
  dana: Client;
  root: Client;
  support: Client;
}

/** Two companies, their people, staff and what is on sale; nothing bought yet. */
export async function seedHouse(services: Services, db: Db) {
  const users = await seedPeople(services.identity, PASSWORD);
  await services.identity.createStaff({
    email: SUPPORT,
    name: 'Sue Support',
    role: 'support',
    password: PASSWORD,
  });
  await db.transaction(seedCatalogue);
  const { acmeId, globexId } = await db.transaction((tx) => seedAccounts(tx, users));
  const packages = await db.prisma.creditPackage.findMany({ select: { id: true, slug: true } });
  const sam = await db.prisma.staffUser.findUniqueOrThrow({ where: { email: 'sam@countinghouse.test' } });
  return {
    packages: Object.fromEntries(packages.map(({ slug, id }) => [slug, id])),
    acme: { kind: 'customer', userId: users['alice@acme.test'], accountId: acmeId, role: 'owner' },
    globex: { kind: 'customer', userId: users['charlie@globex.test'], accountId: globexId, role: 'owner' },
    samActor: { kind: 'staff', staffId: sam.id, role: 'finance', email: sam.email, name: sam.name },
  } as const;
}

export async function signInAll(baseUrl: string): Promise<Cast> {
  const customer = (email: string) => signIn(baseUrl, '/v1/auth/sign-in/email', email);
  const staff = (email: string) => signIn(baseUrl, '/v1/staff/auth/sign-in/email', email);
  const [alice, bob, charlie, sam, dana, root, support] = await Promise.all([
    customer('alice@acme.test'),
    customer('bob@acme.test'),
    customer('charlie@globex.test'),
    staff('sam@countinghouse.test'),
    staff('dana@countinghouse.test'),
    staff('root@countinghouse.test'),
    staff(SUPPORT),
  ]);
  return { alice, bob, charlie, sam, dana, root, support };
}

/** A browser with a session, here or at a program of its own. */
export async function signIn(
  baseUrl: string,
  path: string,
  email: string,
  password = PASSWORD,
): Promise<Client> {
  const client = openClient(baseUrl);
  const answer = await client.post(path, { email, password });
  if (answer.status !== 200)
    throw new Error(`${email} could not sign in: ${answer.status} ${answer.bytes.toString()}`);
  return client;
}
