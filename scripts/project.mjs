// What every script of the project shares: where it stands, how it speaks, how it gives up. Nothing here needs a dependency.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/** Something the reader can mend. Its message is one sentence that says how; it is shown without a stack. */
export class Refusal extends Error {}

export function refuseOldNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Refusal(`Countinghouse needs Node ${oldestNode.join('.')} or newer; this is Node ${version}.`);
  }
}

/** Progress goes to stderr, so that what a command answers on stdout stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a script's story; a refusal becomes one line and exit code 1, anything else keeps its stack. */
export async function tell(story) {
  try {
    return await story();
  } catch (error) {
    say(error instanceof Refusal ? `\n${error.message}` : error.stack);
    process.exit(1);
  }
}

export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}
