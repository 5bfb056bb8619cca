import type { Config } from '../server/config.js';
import { createDb, type Db } from '../server/kit/db.js';
import type { Log } from '../server/kit/log.js';
import type { Clock } from '../server/kit/time.js';
import type { Services } from '../server/services.js';
import { seedCatalogue } from './seed/catalogue.js';
import { seedHistory } from './seed/history.js';
import { seedAccounts, seedPeople, seedSubscription } from './seed/people.js';

export interface SeedParts {
  db: Db;
  clock: Clock;
  config: Config;
  log: Log;
  /** The services on another database connection and clock, since the sample lies in the past. */
  servicesOn: (db: Db, clock: Clock) => Services;
}

const SEED_LOCK = 'countinghouse:seed';

/** Fills an empty database with the sample of two customers, once; several processes that start at once wait here. */
export async function seedSampleData(parts: SeedParts): Promise<void> {
  const { demoPassword } = parts.config;
  if (!demoPassword) throw new Error('SEED=sample needs DEMO_PASSWORD');
  const lock = await parts.db.pool.connect();
  try {
    await lock.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [SEED_LOCK]);
    if ((await parts.db.prisma.account.count()) > 0) return;
    await fill(parts, demoPassword);
  } finally {
    lock.release(true); // ends the connection, and with it the lock
  }
}

async function fill({ clock, config, log, servicesOn }: SeedParts, password: string): Promise<void> {
  const today = clock.now();
  let now = new Date(today.getTime() - 95 * 86_400_000);
  const seedClock: Clock = { now: () => now };
  const onError = (error: Error) => log.warn({ error: error.message }, 'A database connection broke');
  const db = createDb({ url: config.database.url, poolSize: 4, clock: seedClock, onError });
  try {
    const services = servicesOn(db, seedClock);
    const users = await seedPeople(services.identity, password);
    if ((await db.prisma.creditPackage.count()) === 0) await db.transaction(seedCatalogue);
    const { acmeId, globexId } = await db.transaction((tx) => seedAccounts(tx, users));
    const sam = await db.prisma.staffUser.findUniqueOrThrow({ where: { email: 'sam@countinghouse.test' } });
    await seedHistory({
      services,
      db,
      today,
      setNow: (instant) => {
        now = instant;
      },
      acme: { kind: 'customer', userId: users['alice@acme.test'], accountId: acmeId, role: 'owner' },
      globex: { kind: 'customer', userId: users['charlie@globex.test'], accountId: globexId, role: 'owner' },
      sam: { kind: 'staff', staffId: sam.id, role: 'finance', email: sam.email, name: sam.name },
      cards: config.sandbox.enabled,
    });
    await db.transaction((tx) => seedSubscription(tx, acmeId));
    log.info({ ms: clock.now().getTime() - today.getTime() }, 'Sample data is in');
  } finally {
    await db.close();
  }
}
