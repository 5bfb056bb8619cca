import type { Clock } from '../kit/time.js';

export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

/** Stands still until it is told otherwise. */
export interface TestClock extends Clock {
  set(iso: string): void;
  advance(span: Span): void;
}

/** A clock that shows the given instant, for example `testClock('2026-02-28T23:59:59Z')`. */
export function testClock(iso: string): TestClock {
  let nowMs = instantMs(iso);
  return {
    now: () => new Date(nowMs),
    set: (next) => {
      nowMs = instantMs(next);
    },
    advance: (span) => {
      nowMs += spanMs(span);
    },
  };
}

function instantMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new Error(`Not an instant: ${iso}`);
  return ms;
}

function spanMs({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Span): number {
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}
