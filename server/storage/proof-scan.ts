import { spawn } from 'node:child_process';
import type { ProofScanner } from '../billing/payments/payments.proofs.port.js';
import { DomainError } from '../kit/errors.js';

export interface ScanCommand {
  /** Program and arguments; the file's path is added as the last one. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** Where programs are looked for. */
  readonly path: string;
}

/** Exit codes, as clamscan and clamdscan have them. */
const CLEAN = 0;
const INFECTED = 1;

/**
 * Asks a program of the machine, such as `clamdscan --fdpass --no-summary`. No shell stands between, and it gets none of our
 * settings, which hold secrets. Exit 0 is clean, 1 infected; anything else, and an answer that takes too long, is no answer.
 */
export function createProofScan(scan: ScanCommand | null, report: (fault: string) => void): ProofScanner {
  if (!scan) return { scan: async () => 'unscanned' };
  return {
    async scan(path) {
      const outcome = await run(scan, path);
      if (outcome === CLEAN) return 'clean';
      if (outcome === INFECTED) return 'infected';
      report(`The virus scanner gave no answer: ${outcome}`);
      throw new DomainError(
        'unavailable',
        'proof_scan_unavailable',
        'The file could not be checked for viruses just now. Please try again in a moment.',
        { retryAfterSeconds: 30 },
      );
    },
  };
}

/** The exit code, or in words why there is none. */
function run(
  { command: [program = '', ...args], timeoutMs, path: searched }: ScanCommand,
  path: string,
): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args, path], {
      stdio: 'ignore',
      env: { PATH: searched, LANG: 'C' },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      shell: false,
    });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? `ended by ${signal ?? 'nobody'}`));
  });
}
