import type { ScheduledTask } from './worker.js';

/** What comes by itself. Every one is harmless when it runs twice or late. */
export const SCHEDULE: readonly ScheduledTask[] = [
  { task: 'payments.sweepAll', match: '* * * * *' },
  { task: 'credits.expire', match: '*/5 * * * *' },
  { task: 'audit.nightly', match: '47 2 * * *' },
  { task: 'payments.sweepRefunds', match: '*/2 * * * *' },
  { task: 'proofs.sweep', match: '41 * * * *' },
  { task: 'plumbing.forget', match: '17 3 * * *' },
];
