// `npm start`: from a fresh clone to a running Countinghouse. Sets up what is missing, starts PostgreSQL unless DATABASE_URL names
// one, migrates, then runs web, worker and sandbox in this very process, so that nothing outlives it, whatever kills it.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keptSecret } from './kept-secret.mjs';
import { refuseBusyPort } from './ports.mjs';
import { Refusal, refuseOldNode, root, say, seconds, tell } from './project.mjs';
import { setUpToRun } from './setup.mjs';
import { takingTurns } from './turns.mjs';

const env = process.env;
const production = env.NODE_ENV === 'production';
const parent = process.ppid;

await tell(async () => {
  const since = performance.now();
  refuseOldNode();
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const dataDir = resolve(root, env.DATA_DIR || '.data');
  say('Countinghouse is starting.');
  await refuseWhatCannotWork();
  await setUpToRun();
  mkdirSync(dataDir, { recursive: true });
  const database = env.DATABASE_URL ? await givenDatabase(env.DATABASE_URL) : await embeddedDatabase(dataDir);
  try {
    await migrateDatabase(database.url);
    const settings = prepareEnvironment(database.url, dataDir);
    const { start } = await import(pathToFileURL(join(root, 'dist/server/main.js')).href);
    const running = await start();
    stopInOrder(running, database);
    say(welcome(settings, seconds(since)));
  } catch (error) {
    await database.stop();
    throw refusalOf(error);
  }
});

/** What the program itself says about its settings is meant for whoever starts it. */
function refusalOf(error) {
  if (error.constructor.name === 'ConfigError') return new Refusal(error.message);
  if (error.code === 'EADDRINUSE')
    return new Refusal(`Port ${error.port} was taken by another program just now.`);
  return error;
}

/** Told before anything is built: nobody should wait two minutes for it. */
async function refuseWhatCannotWork() {
  const port = portOf('PORT', 3000);
  const sandboxPort = portOf('SANDBOX_PORT', port + 1);
  if (env.DATABASE_URL) refuseMalformedUrl(env.DATABASE_URL);
  await refuseBusyPort('PORT', port, env.HOST || '127.0.0.1');
  if (!production) await refuseBusyPort('SANDBOX_PORT', sandboxPort, '127.0.0.1');
}

function portOf(name, otherwise) {
  const port = env[name] ? Number(env[name]) : otherwise;
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Refusal(`${name} must be a port number between 1 and 65535, not "${env[name]}".`);
}

function refuseMalformedUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname && url.pathname.length > 1) return;
  throw new Refusal(
    'DATABASE_URL is not a PostgreSQL address: write it as postgresql://user:password@host:5432/database.',
  );
}

/** A database that somebody else looks after. */
async function givenDatabase(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { host, pathname } = new URL(url); // without the password
    const reason = error.message || error.code;
    throw new Refusal(`The database ${host}${pathname} of DATABASE_URL cannot be reached: ${reason}.`);
  }
  await client.end();
  return { url, stop: async () => {} };
}

async function embeddedDatabase(dataDir) {
  const { ensureDatabase, startPostgres } = await import('./postgres.mjs');
  const { databaseFolder, databaseUser } = await import('./postgres-place.mjs');
  const since = performance.now();
  const folder = databaseFolder(dataDir, databaseUser());
  const password = keptSecret(dataDir, 'postgres-password');
  const postgres = await takingTurns(join(dataDir, 'starting.lock'), () =>
    startPostgres({ folder, password }),
  );
  const url = await ensureDatabase(postgres, 'countinghouse');
  say(`  PostgreSQL on port ${postgres.port}, data in ${folder}: ${seconds(since)}`);
  return { url, stop: postgres.stop };
}

async function migrateDatabase(url) {
  const { migrate } = await import('./migrate.mjs');
  const since = performance.now();
  const applied = await migrate(url);
  if (applied.length > 0) say(`  migrate (${applied.length}): ${seconds(since)}`);
}

/** Fills in what a newcomer has not set. In production nothing secret is made up. */
function prepareEnvironment(databaseUrl, dataDir) {
  env.DATABASE_URL = databaseUrl;
  env.SEED ||= production ? 'none' : 'sample';
  if (!production) env.LOG_LEVEL ||= 'warn'; // the welcome below is for people
  if (!production) {
    env.AUTH_SECRET ||= keptSecret(dataDir, 'auth-secret');
    env.STAFF_AUTH_SECRET ||= keptSecret(dataDir, 'staff-auth-secret');
  }
  if (env.SEED === 'sample') env.DEMO_PASSWORD ||= keptSecret(dataDir, 'demo-password');
  return { port: portOf('PORT', 3000), sandboxPort: portOf('SANDBOX_PORT', portOf('PORT', 3000) + 1) };
}

/** First the application drains, then its database stops. */
function stopInOrder(running, database) {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await running.stop();
    await database.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void tell(stop));
  if (env.npm_lifecycle_event) stopWithParent(() => void tell(stop));
}

/** npm passes signals on, but a killed npm cannot: without this the server would go on alone and hold the port. */
function stopWithParent(stop) {
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 250).unref();
}

function welcome({ port, sandboxPort }, time) {
  const base = (env.BASE_URL || `http://${env.HOST || '127.0.0.1'}:${port}`).replace(/\/+$/, '');
  const addresses = [
    `  Portal       ${base}/account/billing`,
    `  Back office  ${base}/admin`,
    `  API          ${base}/docs`,
    ...(production ? [] : [`  Sandbox      http://127.0.0.1:${sandboxPort}`]),
  ];
  return ['', `Countinghouse is ready (${time}).`, ...addresses, ...signIns()].join('\n');
}

function signIns() {
  if (env.SEED !== 'sample') return [''];
  return [
    '',
    `  Customers    alice@acme.test (owner), bob@acme.test (member), charlie@globex.test (owner)`,
    `  Staff        sam@countinghouse.test, dana@countinghouse.test (finance), root@countinghouse.test (admin)`,
    `  Password     ${env.DEMO_PASSWORD}`,
    '',
  ];
}
