import { randomBytes } from 'node:crypto';
import pg from 'pg';

const template = 'template_countinghouse';

export interface ClonedDatabase {
  readonly url: string;
  /** Also closes what is still connected to it. */
  drop(): Promise<void>;
}

/**
 * The database of this Jest worker: real PostgreSQL, migrated, the job queue's tables included. The suites that run in one worker
 * share it one after the other, so a suite makes its own accounts and never counts another's rows.
 */
export function testDatabase(): string {
  return urlOf(`worker_${process.env['JEST_WORKER_ID'] ?? '1'}`);
}

/** A clone of the empty, migrated database for a suite that counts every row, changes the schema or starts its own server. */
export async function freshDatabase(): Promise<ClonedDatabase> {
  const name = `fresh_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOf(name),
    drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function urlOf(database: string): string {
  const base = process.env['TEST_POSTGRES_URL'];
  if (base === undefined) throw new Error('The test database was not started: run this through Jest.');
  return base + database;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
