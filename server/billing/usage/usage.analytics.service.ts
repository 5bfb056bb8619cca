import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { toWire } from '../../kit/money.js';
import { addDays, addSeconds, type Clock, calendarDate, dateToInstant, daysInMonth } from '../../kit/time.js';
import type { UsageAnalyticsView } from './usage.contract.js';
import { percentagesOf, projectMonth } from './usage.rules.js';
import { type DayUse, usageSince } from './usage.store.js';

export interface Analytics {
  /** Credits used in the last days of the account's own calendar, today included. Reads only. */
  analytics(actor: CustomerActor, days: number): Promise<UsageAnalyticsView>;
}

export interface AnalyticsDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
}

export function createAnalytics({ db, clock, accounts }: AnalyticsDeps): Analytics {
  return {
    async analytics(actor, days) {
      authorize(actor, 'account.read');
      const { timeZone } = await accounts.getBuyer(actor.accountId);
      const today = calendarDate(clock.now(), timeZone);
      const first = addDays(today, 1 - days);
      const monthStart = `${today.slice(0, 7)}-01`;
      const earliest = first < monthStart ? first : monthStart;
      // A day more than asked for, whatever the zone; days outside are dropped below.
      const from = addSeconds(dateToInstant(earliest), -86_400);
      const rows = await usageSince(db.prisma, actor.accountId, { from, timeZone });
      const within = (start: string) => rows.filter(({ date }) => date >= start && date <= today);
      const shown = within(first);
      const perDay = sumBy(shown, ({ date }) => date);
      const operations = byOperation(shown);
      return {
        daily: Array.from({ length: days }, (_none, index) => {
          const date = addDays(first, index);
          return { date, credits: toWire(perDay.get(date)?.credits ?? 0n) };
        }),
        byOperation: operations,
        totals: {
          ...monthOf(total(within(monthStart)), today),
          dailyAverage: Math.round((Number(total(shown)) / days) * 100) / 100,
          mostUsed: operations[0]?.operation ?? null,
        },
      };
    },
  };
}

const total = (rows: readonly DayUse[]): bigint => rows.reduce((sum, { credits }) => sum + credits, 0n);

/** Credits and units of the rows that share a key. */
function sumBy(rows: readonly DayUse[], keyOf: (row: DayUse) => string): Map<string, DayUse> {
  const sums = new Map<string, DayUse>();
  for (const row of rows) {
    const before = sums.get(keyOf(row));
    sums.set(keyOf(row), {
      ...row,
      credits: row.credits + (before?.credits ?? 0n),
      quantity: row.quantity + (before?.quantity ?? 0n),
    });
  }
  return sums;
}

/** The most credits first. */
function byOperation(rows: readonly DayUse[]): UsageAnalyticsView['byOperation'] {
  const sums = [...sumBy(rows, ({ operation }) => operation).values()];
  const percentages = percentagesOf(sums.map(({ credits }) => credits));
  return sums
    .map(({ operation, displayName, unit, credits, quantity }, index) => ({
      operation,
      displayName: displayName ?? operation,
      unit,
      credits: toWire(credits),
      quantity: toWire(quantity),
      percentage: percentages[index] ?? 0,
    }))
    .sort((a, b) => b.credits - a.credits || a.operation.localeCompare(b.operation));
}

function monthOf(
  used: bigint,
  today: string,
): Pick<UsageAnalyticsView['totals'], 'month' | 'projectedMonth'> {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  return { month: toWire(used), projectedMonth: toWire(projectMonth(used, day, daysInMonth(year, month))) };
}
