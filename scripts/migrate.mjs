// Applies prisma/migrations without the Prisma command line, which would want to download an engine. Table, checksum and lock are
// those of `prisma migrate deploy`, so either may follow the other on one database.
// Usage: DATABASE_URL=postgresql://… node scripts/migrate.mjs
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { Refusal, root, say, tell } from './project.mjs';

/** The advisory lock that Prisma's own engine takes. */
const prismaMigrationLock = 72707369;

const migrationsTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Brings a database up to the newest migration; two processes that start together take turns.
 * Refuses where an applied migration was edited afterwards, or where one broke off earlier.
 * @returns the names of the migrations that were applied now
 */
export async function migrate(connectionString, dir = join(root, 'prisma/migrations')) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaMigrationLock]);
    await client.query(migrationsTable);
    const recorded = await recordedMigrations(client);
    const applied = [];
    for (const migration of migrationsIn(dir)) {
      if (isApplied(migration, recorded.get(migration.name))) continue;
      await apply(client, migration);
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await client.end(); // the lock goes with the session
  }
}

function migrationsIn(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function recordedMigrations(client) {
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

function isApplied({ name, checksum }, row) {
  if (!row) return false;
  if (!row.finished_at)
    throw new Refusal(`Migration ${name} broke off earlier; mend the database, then remove its row.`);
  if (row.checksum !== checksum)
    throw new Refusal(`Migration ${name} was changed after it had been applied to this database.`);
  return true;
}

async function apply(client, { name, sql, checksum }) {
  await client.query('BEGIN');
  try {
    await client.query(sql); // without parameters, so many statements and function bodies go through as they stand
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed: ${error.message}`, { cause: error });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await tell(async () => {
    const connectionString = process.env.DATABASE_URL;
    if (!connectionString) throw new Refusal('Set DATABASE_URL to the database that is to be migrated.');
    const applied = await migrate(connectionString);
    say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  });
}
