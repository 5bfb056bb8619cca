// One PostgreSQL for the whole run, thrown away afterwards: a template database with every migration applied, cloned per worker.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { migrate } from '../../scripts/migrate.mjs';
import { ensureDatabase, startPostgres } from '../../scripts/postgres.mjs';
import { databaseUser, publicFolder } from '../../scripts/postgres-place.mjs';

const template = 'template_countinghouse';
const folderPrefix = 'countinghouse-test-';
// Nothing here has to survive a power cut.
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

export default async function setUp({ maxWorkers }) {
  removeFoldersOfKilledRuns();
  const folder = publicFolder(tmpdir(), databaseUser(), folderPrefix);
  const postgres = await startPostgres({
    folder,
    password: 'unused',
    auth: 'trust',
    initFlags: ['--no-sync'],
    flags: careless.flatMap((setting) => ['-c', setting]),
  });
  globalThis.countinghouseTestPostgres = { postgres, folder };
  const url = await ensureDatabase(postgres, template);
  await migrate(url);
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
  await cloneForWorkers(postgres, maxWorkers);
  process.env.TEST_POSTGRES_URL = postgres.url('');
}

async function cloneForWorkers(postgres, workers) {
  const admin = new pg.Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  for (let worker = 1; worker <= workers; worker += 1) {
    await admin.query(`CREATE DATABASE worker_${worker} TEMPLATE ${template}`);
  }
  await admin.end();
}

/** Only what nobody uses any more: the owner's process is gone. */
function removeFoldersOfKilledRuns() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    try {
      const owner = Number(readFileSync(join(tmpdir(), name, 'owner.pid'), 'utf8'));
      if (!isAlive(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Just being made, or another user's.
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
