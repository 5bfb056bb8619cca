// `npm run audit`: proves every invariant on the database of DATABASE_URL, or on the embedded one under DATA_DIR, whether it runs or
// not. It only reads, so that it may run beside the program. 0: all hold; 1: one does not; 2: it could not be run.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keptSecret } from './kept-secret.mjs';
import { Refusal, refuseOldNode, root, say } from './project.mjs';
import { setUpServer } from './setup.mjs';
import { takingTurns } from './turns.mjs';

const env = process.env;
const couldNotRun = 2;

try {
  refuseOldNode();
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  await setUpServer();
  const database = env.DATABASE_URL
    ? { url: env.DATABASE_URL, stop: async () => {} }
    : await embedded(resolve(root, env.DATA_DIR || '.data'));
  stopWhenCalledOff(database);
  try {
    const { runAudit } = await import(pathToFileURL(join(root, 'dist/server/audit/audit.command.js')).href);
    process.exitCode = await runAudit(database.url, (line) => process.stdout.write(`${line}\n`));
  } finally {
    await database.stop();
  }
} catch (error) {
  say(`The audit could not be run: ${error instanceof Refusal ? error.message : plain(error)}`);
  process.exitCode = couldNotRun;
}

/** What went wrong, in a sentence for whoever sits at the terminal. */
function plain(error) {
  const isTheDatabases = /^P\d{4}$|^[0-9A-Z]{5}$|^E[A-Z]+$/.test(error.code ?? '');
  return isTheDatabases ? error.message.trim() : error.stack;
}

/** The server that the program keeps running, or one of our own for as long as the audit takes. */
async function embedded(dataDir) {
  const { runningPort, startPostgres } = await import('./postgres.mjs');
  const { databaseFolder, databaseUser } = await import('./postgres-place.mjs');
  if (!existsSync(join(dataDir, 'postgres-password'))) {
    throw new Refusal(`there is no database in ${dataDir}. Set DATA_DIR or DATABASE_URL.`);
  }
  const folder = databaseFolder(dataDir, databaseUser());
  const password = keptSecret(dataDir, 'postgres-password');
  const address = (port) => `postgresql://countinghouse:${password}@127.0.0.1:${port}/countinghouse`;
  const lock = join(dataDir, 'starting.lock');
  return takingTurns(lock, async () => {
    const port = await runningPort(folder);
    if (port !== null) return { url: address(port), stop: async () => {} };
    const postgres = await startPostgres({ folder, password });
    return { url: address(postgres.port), stop: postgres.stop };
  });
}

/** The server that was started for the audit goes with it. */
function stopWhenCalledOff(database) {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.once(signal, () => void database.stop().finally(() => process.exit(couldNotRun)));
  }
}
