import { allocate, money } from '../../kit/money.js';

/** How long ago something may have happened, and how far ahead of our clock. */
export const OCCURRED_WITHIN_DAYS = 35;
export const OCCURRED_AHEAD_SECONDS = 300;

/** Each part in percent of all of them, in hundredths that sum to exactly 100 (largest remainder); all 0 where there is nothing. */
export function percentagesOf(parts: readonly bigint[]): number[] {
  if (parts.every((part) => part === 0n)) return parts.map(() => 0);
  return allocate(money(10_000n, 'XXX'), parts).map(({ minor }) => Number(minor) / 100);
}

/** What a month comes to when it goes on like its days so far; whole credits, rounded half up. */
export function projectMonth(used: bigint, daysSoFar: number, daysInMonth: number): bigint {
  if (daysSoFar <= 0) return 0n;
  return (used * BigInt(daysInMonth) * 2n + BigInt(daysSoFar)) / (BigInt(daysSoFar) * 2n);
}
