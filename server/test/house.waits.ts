import { setTimeout as pause } from 'node:timers/promises';

/** Does all of them, so many under way at any time; answers in their order. */
export async function inLanes<Item, Result>(
  lanes: number,
  items: readonly Item[],
  deed: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const left = items.entries();
  const lane = async () => {
    for (const [index, item] of left) results[index] = await deed(item, index);
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}

const LOOK_EVERY_MS = 40;

/** Looks until something is there; throws after the deadline. For what has no event of its own. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  for (
    const deadline = performance.now() + deadlineMs;
    performance.now() < deadline;
    await pause(LOOK_EVERY_MS)
  ) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
  }
  throw new Error(`Waited ${deadlineMs / 1000} s in vain: ${what}`);
}
