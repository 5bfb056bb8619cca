// `npm run check`: everything that can be told without running the program. All checks run, two at a time; each gets one line, what a
// failed one had to say comes after them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuseOldNode, root, say, seconds, tell } from './project.mjs';
import { setUpForTests } from './setup.mjs';

const atOnce = 2;
const rooms = ['server', 'backoffice', 'portal', 'prisma'];

const tool = (path, ...args) => [`node_modules/${path}`, ...args];
const types = (name, project) => ({
  name: `types: ${name}`,
  command: tool('typescript/bin/tsc', '--noEmit', '-p', project),
});

const checks = [
  { name: 'lint', command: tool('eslint/bin/eslint.js', '.') }, // the longest goes first
  types('server', 'tsconfig.json'),
  types('portal', 'portal/tsconfig.json'),
  types('back office components', 'backoffice/components/tsconfig.json'),
  types('browser tests', 'server/test/browser/tsconfig.json'),
  {
    name: 'walls',
    command: tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      ...rooms,
    ),
  },
  { name: 'format', command: tool('@biomejs/biome/bin/biome', 'ci', '--colors=off', '.') },
  ...ownChecks(),
];

/** One file per promise that no tool checks: it exits non-zero and says why. */
function ownChecks() {
  const folder = join(root, 'scripts/checks');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => ({
      name: file.replace('.mjs', '').replaceAll('-', ' '),
      command: [`scripts/checks/${file}`],
    }));
}

await tell(async () => {
  refuseOldNode();
  await setUpForTests();
  const waiting = [...checks];
  const results = [];
  await Promise.all(Array.from({ length: atOnce }, () => workOff(waiting, results)));
  for (const { name, output } of results.filter((result) => !result.passed))
    say(`\n── ${name}\n${output.trim()}`);
  const failed = results.filter((result) => !result.passed).length;
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, '.cache/check.json'), JSON.stringify({ passed: results.length - failed, failed }));
  say(`\n${results.length - failed} of ${results.length} checks passed.`);
  process.exitCode = failed === 0 ? 0 : 1;
});

async function workOff(waiting, results) {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const since = performance.now();
    const result = await run(check);
    say(`${result.passed ? '✓' : '✗'} ${check.name}  ${seconds(since)}`);
    results.push(result);
  }
}

function run({ name, command }) {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ name, passed: false, output: error.message }));
    child.once('close', (code) => resolve({ name, passed: code === 0, output }));
  });
}
