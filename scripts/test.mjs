// `npm test [-- arguments for Jest]`: sets up what the tests need, builds the program only where a browser test runs it, hands the
// arguments on and keeps the exit code.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuseOldNode, root, tell } from './project.mjs';
import { setUpForTests, setUpToRun } from './setup.mjs';

const jest = join(root, 'node_modules/jest/bin/jest.js');
const options = [
  process.env.NODE_OPTIONS,
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
];
const env = { ...process.env, NODE_ENV: 'test', NODE_OPTIONS: options.filter(Boolean).join(' ') };

await tell(async () => {
  refuseOldNode();
  const args = process.argv.slice(2);
  await setUpForTests();
  if (needTheBuiltProgram(args)) await setUpToRun();
  process.exitCode = await runJest(args);
});

/** Tests that start the real server import it, those of the browser through their house. */
function needTheBuiltProgram(args) {
  // With `--outputFile` Jest writes its list there and says nothing here.
  const which = args.filter((arg) => !/^--(json|outputFile)\b/.test(arg));
  const { stdout } = spawnSync(process.execPath, [jest, '--listTests', ...which], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const files = stdout.match(/[^\n"[\],]+\.test\.tsx?/g) ?? [];
  const inBrowser = join('server', 'test', 'browser');
  return files.some((file) => file.includes(inBrowser) || readFileSync(file, 'utf8').includes('instance.js'));
}

function runJest(args) {
  const child = spawn(process.execPath, [jest, ...args], { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
