import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { toWire } from '../../kit/money.js';
import { addDays, addSeconds, type Clock, calendarDate, dateToInstant } from '../../kit/time.js';
import type { UsageAnalyticsView } from './usage.contract.js';
import { percentageOf, projectMonth } from './usage.rules.js';
import { usageSince } from './usage.store.js';

export interface Analytics {
  /** Credits used in the last days of the account's own calendar, today included. Reads only. */
  analytics(actor: CustomerActor, days: number): Promise<UsageAnalyticsView>;
}

interface DayUse {
  date: string;
  operation: string;
  credits: bigint;
}

export function createAnalytics({
  db,
  clock,
  accounts,
}: {
  db: Db;
  clock: Clock;
  accounts: Accounts;
}): Analytics {
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
      const shown = rows.filter((row) => row.date >= first && row.date <= today);
      const month = rows.filter((row) => row.date >= monthStart && row.date <= today);
      return {
        daily: Array.from({ length: days }, (_none, index) => addDays(first, index)).map((date) => ({
          date,
          credits: toWire(sum(shown.filter((row) => row.date === date))),
        })),
        ...byOperation(shown),
        totals: totalsOf({ shown, month, days, today }),
      };
    },
  };
}

const sum = (rows: readonly DayUse[]): bigint => rows.reduce((total, row) => total + row.credits, 0n);

function byOperation(rows: readonly DayUse[]): Pick<UsageAnalyticsView, 'byOperation'> {
  const whole = sum(rows);
  const operations = [...new Set(rows.map(({ operation }) => operation))].map((operation) => {
    const credits = sum(rows.filter((row) => row.operation === operation));
    return { operation, credits: toWire(credits), percentage: percentageOf(credits, whole) };
  });
  return {
    byOperation: operations.sort((a, b) => b.credits - a.credits || a.operation.localeCompare(b.operation)),
  };
}

function totalsOf(use: {
  shown: readonly DayUse[];
  month: readonly DayUse[];
  days: number;
  today: string;
}): UsageAnalyticsView['totals'] {
  const used = sum(use.month);
  const dayOfMonth = Number(use.today.slice(8, 10));
  const [year = 0, monthNumber = 1] = use.today.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, monthNumber, 0)).getUTCDate();
  return {
    month: toWire(used),
    dailyAverage: Math.round((Number(sum(use.shown)) / use.days) * 100) / 100,
    mostUsed: byOperation(use.shown).byOperation[0]?.operation ?? null,
    projectedMonth: toWire(projectMonth(used, dayOfMonth, daysInMonth)),
  };
}
