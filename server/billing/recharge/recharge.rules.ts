import { addSeconds, startOfMonth } from '../../kit/time.js';

/** After the first decline an hour, after the second a day; after the third nobody is charged until somebody resumes it. */
const BACK_OFF_SECONDS = [3_600, 86_400] as const;
/** How long an attempt may take before another may be made (its process is then taken for dead). */
export const LEASE_SECONDS = 900;
/** Below so many credits an account that has set nothing up is told. */
export const LOW_CREDITS = 100n;

/** When to try again after a decline; null: not by itself. `failures` counts this one. */
export function retryAt(failures: number, code: string, at: Date): Date | null {
  // The bank wants its customer to confirm, and nobody is there: no later attempt could end otherwise.
  if (code === 'authentication_required') return null;
  const seconds = BACK_OFF_SECONDS[failures - 1];
  return seconds === undefined ? null : addSeconds(at, seconds);
}

/** First instant of the next calendar month (UTC), when the cap counts anew. */
export const nextMonth = (at: Date): Date => {
  const start = startOfMonth(at);
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
};

/** The request key of an attempt: its payment is found by it, and so are all of an account's recharges. */
export const attemptKey = (accountId: string, attempt: Date): string =>
  `${attemptKeys(accountId)}${attempt.getTime()}`;
export const attemptKeys = (accountId: string): string => `recharge:${accountId}:`;

export interface Standing {
  isEnabled: boolean;
  pausedAt: Date | null;
  nextAttemptAt: Date | null;
}

export type RechargeState = 'off' | 'ready' | 'under_way' | 'waiting' | 'paused';

export function stateOf(row: Standing, isUnderWay: boolean, at: Date): RechargeState {
  if (row.pausedAt) return 'paused';
  if (!row.isEnabled) return 'off';
  if (isUnderWay) return 'under_way';
  return row.nextAttemptAt && row.nextAttemptAt > at ? 'waiting' : 'ready';
}
