import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ClonedDatabase, freshDatabase } from './database.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const entry = join(root, 'dist/server/main.js');
const readyTimeoutMs = 120_000; // the sample data is three months of business; a busy machine takes its time
const outputKept = 20_000;

/** The password of every sample sign-in in a started instance. */
export const demoPassword = 'a demo password for tests';

export interface InstanceOptions {
  /** Added to the environment, over what stands there. */
  env?: Record<string, string>;
  /** A migrated database that outlives the instance; without it the instance gets a clone of its own. */
  databaseUrl?: string;
}

/** The built program as its own process, with everything on: web, worker and sandbox gateways. */
export interface Instance {
  readonly baseUrl: string;
  readonly sandboxUrl: string;
  readonly databaseUrl: string;
  /** Everything it has written so far. */
  output(): string;
  /** Sends the signal and waits for the end; answers the exit code, null where a signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts it again after `kill`, on the same ports and data. */
  restart(): Promise<void>;
  /** Drains it and drops its database. Call it in `afterAll`. */
  stop(): Promise<void>;
}

/** Starts the program on free ports and waits until it is ready. Needs the build that `npm test` makes. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  if (!existsSync(entry)) throw new Error('The program is not built: run the tests with `npm test`.');
  const [port, sandboxPort] = await twoFreePorts();
  const database = options.databaseUrl === undefined ? await freshDatabase() : lent(options.databaseUrl);
  const env = environment({ port, sandboxPort, databaseUrl: database.url }, options.env ?? {});
  const baseUrl = `http://127.0.0.1:${port}`;
  const run = () => startProcess(env, baseUrl);
  let running = await run().catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  return {
    baseUrl,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    databaseUrl: database.url,
    output: () => running.output(),
    kill: (signal) => running.end(signal),
    restart: async () => {
      running = await run();
    },
    stop: async () => {
      await running.end('SIGTERM');
      await database.drop();
    },
  };
}

/** A database that stays when the instance goes. */
function lent(url: string): ClonedDatabase {
  return { url, drop: async () => {} };
}

interface Addresses {
  port: number;
  sandboxPort: number;
  databaseUrl: string;
}

/** Only what is said here: keys or addresses in the developer's own environment must not leak into a test. */
function environment(
  { port, sandboxPort, databaseUrl }: Addresses,
  extra: Record<string, string>,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    HOST: '127.0.0.1',
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DATABASE_URL: databaseUrl,
    SEED: 'sample',
    DEMO_PASSWORD: demoPassword,
    LOG_LEVEL: 'warn',
    ...extra,
  };
}

async function startProcess(env: NodeJS.ProcessEnv, baseUrl: string) {
  const child = spawn(process.execPath, [entry], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const watchdog = endWithParent(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(-outputKept);
    });
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    watchdog.kill('SIGKILL');
    return child.exitCode;
  };
  const problem = await untilReady(child, baseUrl);
  if (problem !== null) {
    await end('SIGKILL');
    throw new Error(`The program ${problem}.\n${output}`);
  }
  return { output: () => output, end };
}

/** A Jest worker that is killed runs no clean-up; this pipe closes all the same. */
function endWithParent(child: ChildProcess): ChildProcess {
  const watchdog = spawn(
    '/bin/sh',
    ['-c', 'read -r _; kill -KILL "$1" 2>/dev/null', 'sh', String(child.pid)],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    },
  );
  watchdog.unref();
  return watchdog;
}

async function untilReady(child: ChildProcess, baseUrl: string): Promise<string | null> {
  for (const deadline = performance.now() + readyTimeoutMs; performance.now() < deadline; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      return `ended with ${child.signalCode ?? `code ${child.exitCode}`} before it was ready`;
    }
    const reply = await fetch(`${baseUrl}/ready`).catch(() => null);
    await reply?.body?.cancel();
    if (reply?.status === 200) return null;
  }
  return `was not ready after ${readyTimeoutMs / 1000} s`;
}

/** Held together before either is let go, so that they differ. */
async function twoFreePorts(): Promise<[number, number]> {
  const probes = [createServer(), createServer()] as const;
  for (const probe of probes) {
    probe.listen(0, '127.0.0.1');
    await once(probe, 'listening');
  }
  const [first, second] = probes.map((probe) => (probe.address() as AddressInfo).port) as [number, number];
  for (const probe of probes) {
    probe.close();
    await once(probe, 'close');
  }
  return [first, second];
}
