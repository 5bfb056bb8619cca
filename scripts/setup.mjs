// Everything between a fresh clone and a program that can run, each step only when its inputs changed. Plain Node: it runs before
// anything is installed. Used by `npm start` and `npm test`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { isInstalledByHand } from './installed.mjs';
import { Refusal, root, say, seconds } from './project.mjs';
import { isContract, isGenerated, isProgram, isTest, programFolders } from './sources.mjs';
import { takingTurns } from './turns.mjs';

const cache = join(root, '.cache/setup');
const heartbeatMs = 15_000;
const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const production = { NODE_ENV: 'production' };

const lock = ['package-lock.json', '.npmrc'];
const schema = ['prisma/schema', 'prisma/generators', 'prisma.config.ts'];
const compiler = ['scripts/compile.mjs', 'scripts/sources.mjs', 'scripts/swc-options.mjs'];

/** Of the server a browser's bundle holds the contracts and nothing else. */
const reachesBrowser = (file) => !isTest(file) && (isContract(file) || !file.startsWith('server/'));

const install = {
  name: 'install packages',
  stamp: join(root, 'node_modules/.countinghouse'), // goes when the packages go
  makes: ['node_modules'],
  inputs: () => `${fingerprint(lock)} ${platform()}-${arch()}`,
  // Development packages build the program, so they are needed with NODE_ENV=production too.
  run: () => npm('ci', '--include=dev', '--no-audit', '--no-fund'),
  alreadyDone: isInstalledByHand,
};

const generate = {
  name: 'generate the database client',
  makes: ['server/generated/prisma/client.ts', 'server/generated/datamodel.json'],
  inputs: () => fingerprint([...lock, ...schema]),
  run: () => tool('prisma/build/index.js', 'generate'),
};

const compile = {
  name: 'compile the server',
  entry: 'server/main.ts',
  makes: ['dist/server/main.js'],
  // The generated client stands for the schema it is made from.
  inputs: () =>
    fingerprint([...lock, ...schema, ...compiler, ...programFolders], (file) =>
      programFolders.some((folder) => file.startsWith(folder)) ? isProgram(file) && !isGenerated(file) : true,
    ),
  run: compileServer,
};

const buildPortal = {
  name: 'build the portal',
  entry: 'portal/vite.config.ts',
  makes: ['dist/portal/index.html'],
  inputs: () => fingerprint([...lock, 'portal', 'assets', 'server'], reachesBrowser),
  run: () => tool('vite/bin/vite.js', 'build', '--config', 'portal/vite.config.ts', production),
};

const buildBackoffice = {
  name: 'build the back office',
  entry: 'backoffice/bundle.ts',
  makes: ['admin-bundle/bundle.js'],
  inputs: () => fingerprint([...lock, 'backoffice', 'server'], reachesBrowser),
  run: () => node('dist/backoffice/bundle.js', production),
};

/** What the tests need at least: packages and the generated client. */
export async function setUpForTests() {
  await bring(install);
  await bring(generate);
}

/** What a command of the program needs: no pages. */
export async function setUpServer() {
  await bring(install);
  await bring(generate);
  await bring(compile);
}

/** What running needs. The portal is built beside the server, each on a core of its own. */
export async function setUpToRun() {
  await bring(install);
  await Promise.all([
    bring(buildPortal),
    bring(generate)
      .then(() => bring(compile))
      .then(() => bring(buildBackoffice)),
  ]);
}

async function bring(step) {
  if (step.entry && !existsSync(join(root, step.entry))) return;
  if (isFresh(step)) return;
  await takingTurns(join(root, '.cache', `${fileName(step)}.lock`), async () => {
    const inputs = step.inputs();
    if (isFresh(step, inputs)) return;
    const since = performance.now();
    if (!step.alreadyDone?.()) {
      say(`  ${step.name} …`);
      await withHeartbeat(step.name, since, () => step.run());
      say(`  ${step.name}: ${seconds(since)}`);
    }
    // The inputs as they were before the step ran: an edit made meanwhile makes it stale again.
    mkdirSync(cache, { recursive: true });
    writeFileSync(stampOf(step), inputs);
  });
}

function isFresh(step, inputs = step.inputs()) {
  if (!step.makes.every((path) => existsSync(join(root, path)))) return false;
  return existsSync(stampOf(step)) && readFileSync(stampOf(step), 'utf8') === inputs;
}

const fileName = (step) => step.name.replaceAll(' ', '-');
const stampOf = (step) => step.stamp ?? join(cache, fileName(step));

async function withHeartbeat(name, since, work) {
  const timer = setInterval(() => say(`  ${name} … ${seconds(since)}`), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Beside the old one and moved into its place when whole; what was deleted must not live on. */
async function compileServer() {
  const fresh = `.cache/build-${process.pid}`;
  try {
    await node('scripts/compile.mjs', fresh);
    mkdirSync(join(root, 'dist'), { recursive: true });
    for (const room of ['server', 'backoffice', 'prisma']) {
      if (!existsSync(join(root, fresh, room))) continue;
      rmSync(join(root, 'dist', room), { recursive: true, force: true });
      renameSync(join(root, fresh, room), join(root, 'dist', room));
    }
  } finally {
    rmSync(join(root, fresh), { recursive: true, force: true });
  }
}

const npmCli = process.env.npm_execpath;

function npm(...args) {
  return npmCli ? run(process.execPath, [npmCli, ...args]) : run('npm', args);
}

function tool(path, ...args) {
  return node(`node_modules/${path}`, ...args);
}

/** The last argument may hold variables for the child's environment. */
function node(script, ...args) {
  const env = typeof args.at(-1) === 'object' ? args.pop() : {};
  return run(process.execPath, [script, ...args], env);
}

/** What a tool says is kept in a file and shown only when it fails. */
function run(command, args, env = {}) {
  mkdirSync(cache, { recursive: true });
  const log = join(
    cache,
    `${args
      .find((arg) => !arg.startsWith('-'))
      .replaceAll(/[^\w.-]+/g, '-')
      .slice(-60)}.log`,
  );
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', output, output],
  });
  const endWithUs = (signal) => {
    say(`  called off by ${signal}`);
    child.kill();
    process.exit(1);
  };
  for (const signal of endingSignals) process.on(signal, endWithUs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const ending of endingSignals) process.off(ending, endWithUs);
      if (code === 0) return resolve();
      const end = readFileSync(log, 'utf8').trim().split('\n').slice(-40).join('\n');
      reject(
        new Refusal(`${end}\n\nThis failed (${signal ?? `code ${code}`}): ${command} ${args.join(' ')}`),
      );
    });
  });
}
