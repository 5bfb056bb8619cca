import fc from 'fast-check';
import { money } from '../../kit/money.js';
import { daysInMonth, instantOf, wallTime } from '../../kit/time.js';
import {
  type Anchor,
  anchorAt,
  anchorOn,
  boundary,
  daysLater,
  type Interval,
  periodAt,
  periodFrom,
  periodNumberAt,
  periodOf,
  secondsOf,
  wholeSecond,
} from './periods.rules.js';
import { earnedBy, type Part, partAfter, prorate, splitAt, unusedAt } from './proration.rules.js';
import { directionOf, isLive, isUsable, mayBecome, TRANSITIONS } from './subscriptions.rules.js';

const zones = [
  'UTC',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const anInstant = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2036-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const anInterval = fc.constantFrom<Interval>('month', 'year');
const anAnchor = fc
  .tuple(anInstant, fc.constantFrom(...zones), anInterval)
  .map(([at, timeZone, interval]): Anchor => anchorAt(at, timeZone, interval));
const day = (anchor: Anchor, at: Date) => wallTime(at, anchor.timeZone);

describe('periods', () => {
  test('follow each other without a gap or an overlap, wherever and whenever they begin', () => {
    fc.assert(
      fc.property(anAnchor, fc.integer({ min: 0, max: 60 }), (anchor, n) => {
        const period = periodOf(anchor, n);
        expect(period.start < period.end).toBe(true);
        expect(period.end).toEqual(periodOf(anchor, n + 1).start);
        expect(periodOf(anchor, 0).start).toEqual(anchor.at);
      }),
    );
  });

  test('begin on the anchor’s day where the month has it, else on its last day', () => {
    fc.assert(
      fc.property(anAnchor, fc.integer({ min: 1, max: 60 }), (anchor, n) => {
        const { year, month, day: begins } = day(anchor, boundary(anchor, n));
        expect(begins).toBe(Math.min(anchor.day, daysInMonth(year, month)));
      }),
    );
  });

  test('an instant lies in exactly the period that is found for it', () => {
    fc.assert(
      fc.property(anAnchor, fc.integer({ min: 0, max: 3_000_000 }), (anchor, minutes) => {
        const instant = new Date(anchor.at.getTime() + minutes * 60_000);
        const { start, end } = periodAt(anchor, instant);
        expect(start <= instant && instant < end).toBe(true);
        expect(periodNumberAt(anchor, start)).toBe(periodNumberAt(anchor, instant));
      }),
    );
  });

  test('a period that begins at a boundary is the one of that number', () => {
    fc.assert(
      fc.property(anAnchor, fc.integer({ min: 0, max: 40 }), (anchor, n) => {
        expect(periodFrom(anchor, boundary(anchor, n))).toEqual(periodOf(anchor, n));
      }),
    );
  });

  test('whole seconds lose nothing', () => {
    fc.assert(
      fc.property(anAnchor, fc.integer({ min: 0, max: 20 }), (anchor, n) => {
        const { start, end } = periodOf(anchor, n);
        expect(Number(secondsOf({ start, end })) * 1000).toBe(end.getTime() - start.getTime());
      }),
    );
  });

  test('who goes over to a yearly plan on a clamped day keeps the day', () => {
    const monthly = anchorAt(new Date('2027-01-31T09:00:00Z'), 'UTC', 'month');
    const yearly = anchorOn(monthly, boundary(monthly, 1), 'year');
    expect(boundary(yearly, 0).toISOString()).toBe('2027-02-28T09:00:00.000Z');
    expect(boundary(yearly, 1).toISOString()).toBe('2028-02-29T09:00:00.000Z');
    const back = anchorOn(yearly, boundary(yearly, 1), 'month');
    expect(boundary(back, 1).toISOString()).toBe('2028-03-31T09:00:00.000Z');
  });

  test('a trial lasts until the same wall time', () => {
    const at = new Date('2026-03-01T10:00:00Z'); // 05:00 in New York, before its clocks go forward
    expect(daysLater(at, 14, 'America/New_York').toISOString()).toBe('2026-03-15T09:00:00.000Z');
    expect(daysLater(at, 14, 'UTC').toISOString()).toBe('2026-03-15T10:00:00.000Z');
    expect(daysLater(at, 0, 'UTC')).toEqual(at);
  });

  test('a wall time survives the way to an instant and back, unless no clock shows it', () => {
    fc.assert(
      fc.property(anInstant, fc.constantFrom(...zones), (at, timeZone) => {
        const wall = wallTime(at, timeZone);
        expect(wallTime(instantOf(wall, timeZone), timeZone)).toEqual(wall);
      }),
    );
  });

  test('an instant goes back to the whole second of its period, and never leaves it', () => {
    const period = { start: new Date('2026-11-01T00:00:00.700Z'), end: new Date('2026-12-01T00:00:00.700Z') };
    const at = (text: string) => wholeSecond(period, new Date(text)).toISOString();
    expect(at('2026-11-01T00:00:01.699Z')).toBe('2026-11-01T00:00:00.700Z');
    expect(at('2026-11-01T00:00:01.700Z')).toBe('2026-11-01T00:00:01.700Z');
    expect(at('2026-10-01T00:00:00.000Z')).toBe('2026-11-01T00:00:00.700Z');
    expect(at('2027-10-01T00:00:00.000Z')).toBe('2026-12-01T00:00:00.700Z');
  });
});

describe('proration', () => {
  const usd = (minor: number | bigint) => money(minor, 'USD');
  const aPrice = fc.bigInt({ min: 0n, max: 100_000_000n });
  const aPeriod = anAnchor.map((anchor) => periodOf(anchor, 1));
  const aShare = fc.integer({ min: 0, max: 1_000_000 });
  const within = ({ start, end }: { start: Date; end: Date }, millionths: number) =>
    new Date(start.getTime() + Math.floor(((end.getTime() - start.getTime()) * millionths) / 1_000_000));

  test('used and unused sum to what was sold', () => {
    fc.assert(
      fc.property(aPeriod, aPrice, aShare, (period, price, share) => {
        const { used, unused } = splitAt(
          { from: period.start, amount: usd(price) },
          period.end,
          within(period, share),
        );
        expect(used.minor + unused.minor).toBe(price);
        expect(used.minor >= 0n && unused.minor >= 0n).toBe(true);
      }),
    );
  });

  test('a change to the same price costs nothing, also after another change', () => {
    fc.assert(
      fc.property(aPeriod, aPrice, aPrice, aShare, (period, price, other, share) => {
        const at = within(period, share);
        const first: Part = { from: period.start, amount: usd(price) };
        expect(prorate(period, first, usd(price), at).due.minor).toBe(0n);
        const there = prorate(period, first, usd(other), at);
        const back = prorate(period, partAfter(there), usd(price), at);
        expect(there.due.minor + back.due.minor).toBe(0n);
      }),
    );
  });

  test('what is due never exceeds what the dearer plan costs more', () => {
    fc.assert(
      fc.property(aPeriod, aPrice, aPrice, aShare, (period, price, other, share) => {
        const { due } = prorate(
          period,
          { from: period.start, amount: usd(price) },
          usd(other),
          within(period, share),
        );
        const difference = other - price;
        expect(due.minor <= (difference > 0n ? difference : 0n)).toBe(true);
        expect(due.minor >= (difference < 0n ? difference : 0n)).toBe(true);
      }),
    );
  });

  test('any sequence of changes charges what the parts of the period cost, to a unit per change', () => {
    const someChanges = fc.array(fc.tuple(aPrice, aShare), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(aPeriod, aPrice, someChanges, (period, price, asked) => {
        const changes = [...asked].sort(([, a], [, b]) => a - b);
        let part: Part = { from: period.start, amount: usd(price) };
        let charged = price;
        const whole = Number(secondsOf(period));
        let cost = 0;
        let current = price;
        for (const [next, share] of changes) {
          const step = prorate(period, part, usd(next), within(period, share));
          cost += (Number(current) * (step.at.getTime() - part.from.getTime())) / 1000 / whole;
          charged += step.due.minor;
          part = partAfter(step);
          current = next;
        }
        cost += (Number(current) * (period.end.getTime() - part.from.getTime())) / 1000 / whole;
        expect(Math.abs(Number(charged) - cost)).toBeLessThanOrEqual(changes.length + 1);
      }),
    );
  });

  test('a change that is told late starts no earlier than the one before', () => {
    const period = { start: new Date('2026-11-01T00:00:00Z'), end: new Date('2026-12-01T00:00:00Z') };
    const last: Part = { from: new Date('2026-11-16T00:00:00Z'), amount: usd(500) };
    expect(prorate(period, last, usd(2_000), new Date('2026-11-10T00:00:00Z'))).toEqual({
      at: last.from,
      unused: usd(500),
      rest: usd(1_000),
      due: usd(500),
    });
    expect(unusedAt(period, last, new Date('2026-11-02T00:00:00Z'))).toEqual(usd(500));
    expect(unusedAt(period, last, new Date('2026-12-01T00:00:00Z'))).toEqual(usd(0));
  });

  test('revenue is earned from nothing to all of it, never back', () => {
    fc.assert(
      fc.property(aPeriod, aPrice, aShare, aShare, (period, price, a, b) => {
        const [early, late] = [a, b].sort((x, y) => x - y) as [number, number];
        const earned = (share: number) => earnedBy(usd(price), period, within(period, share)).minor;
        expect(earned(early) <= earned(late)).toBe(true);
        expect(earnedBy(usd(price), period, period.start).minor).toBe(0n);
        expect(earnedBy(usd(price), period, period.end).minor).toBe(price);
      }),
    );
  });
});

describe('states', () => {
  test('what is canceled stays so; nothing becomes incomplete again', () => {
    expect(TRANSITIONS.canceled).toEqual([]);
    expect(Object.values(TRANSITIONS).flat()).not.toContain('incomplete');
    expect(mayBecome('active', 'past_due')).toBe(true);
    expect(mayBecome('canceled', 'active')).toBe(false);
  });

  test('a plan is used while it is tried, paid or in grace', () => {
    const states = Object.keys(TRANSITIONS) as (keyof typeof TRANSITIONS)[];
    expect(states.filter(isUsable).sort()).toEqual(['active', 'past_due', 'trialing']);
    expect(states.filter((state) => !isLive(state))).toEqual(['canceled']);
  });

  test('plans are compared by the year', () => {
    const monthly = (price: bigint) => ({ price, interval: 'month' as const });
    const yearly = (price: bigint) => ({ price, interval: 'year' as const });
    expect(directionOf(monthly(100n), monthly(200n))).toBe('up');
    expect(directionOf(monthly(100n), yearly(1_000n))).toBe('down');
    expect(directionOf(monthly(100n), yearly(1_200n))).toBe('same');
    expect(directionOf(yearly(1_000n), monthly(100n))).toBe('up');
  });
});
