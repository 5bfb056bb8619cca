import { allocate, type Money, money, subtract } from '../../kit/money.js';
import { type Period, secondsOf, wholeSecond } from './periods.rules.js';

/** What is sold of a period from an instant to its end, and for how much. The first part of a period is the whole of it. */
export interface Part {
  from: Date;
  amount: Money;
}

/** What a change within a period comes to. Prices as the plan states them. */
export interface Proration {
  /** The whole second at which one part ends and the next begins. */
  at: Date;
  /** What was sold before and is not used. */
  unused: Money;
  /** What the rest of the period costs now. */
  rest: Money;
  /** `rest` less `unused`: above zero it is billed, below zero it goes back. */
  due: Money;
}

/** How an amount for `[from, end)` falls apart at an instant: used, unused. The two sum to the amount. */
export function splitAt(part: Part, end: Date, at: Date): { used: Money; unused: Money } {
  const seconds = (start: Date, stop: Date) => (stop <= start ? 0n : secondsOf({ start, end: stop }));
  const weights = [seconds(part.from, at), seconds(at, end)];
  if (weights[0] === 0n && weights[1] === 0n)
    return { used: part.amount, unused: subtract(part.amount, part.amount) };
  const [used, unused] = allocate(part.amount, weights);
  if (!used || !unused) throw new Error('An amount was not split in two');
  return { used, unused };
}

/**
 * A change of price within a period, by the second, rounded by largest remainder. It starts from the last part: after a change,
 * from what that change had sold, so that no sequence of changes earns or loses more than the rounding of its last step.
 */
export function prorate(period: Period, last: Part, price: Money, instant: Date): Proration {
  const whole = wholeSecond(period, instant);
  const at = whole < last.from ? last.from : whole;
  const { unused } = splitAt(last, period.end, at);
  const { unused: rest } = splitAt({ from: period.start, amount: price }, period.end, at);
  return { at, unused, rest, due: subtract(rest, unused) };
}

/** The part that a change leaves behind, from which the next one starts. */
export const partAfter = ({ at, rest }: Proration): Part => ({ from: at, amount: rest });

/** What of a sold part goes back where it ends now. */
export const unusedAt = (period: Period, last: Part, instant: Date): Money =>
  splitAt(last, period.end, maxDate(wholeSecond(period, instant), last.from)).unused;

const maxDate = (a: Date, b: Date): Date => (a > b ? a : b);

/**
 * What of an amount for a period is earned by an instant; nothing before it, all of it from its end on. A function of the instant
 * alone, so that the days of a period sum to its price whenever they are booked.
 */
export function earnedBy(amount: Money, period: Period, instant: Date): Money {
  if (instant >= period.end) return amount;
  if (instant <= period.start) return money(0n, amount.currency);
  return splitAt({ from: period.start, amount }, period.end, wholeSecond(period, instant)).used;
}
