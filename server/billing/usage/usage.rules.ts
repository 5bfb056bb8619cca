/** How long ago something may have happened, and how far ahead of our clock. */
export const OCCURRED_WITHIN_DAYS = 35;
export const OCCURRED_AHEAD_SECONDS = 300;

/** Hundredths of a percent, so that the parts sum to 100 as closely as they can. */
export const percentageOf = (part: bigint, whole: bigint): number =>
  whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100;

/** What a month comes to when it goes on like its days so far; whole credits, rounded half up. */
export function projectMonth(used: bigint, daysSoFar: number, daysInMonth: number): bigint {
  if (daysSoFar <= 0) return 0n;
  return (used * BigInt(daysInMonth) * 2n + BigInt(daysSoFar)) / (BigInt(daysSoFar) * 2n);
}
