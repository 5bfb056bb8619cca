import type { StaffActor } from '../../server/kit/actors.js';
import { addDays, calendarDate, dateToInstant, startOfMonth } from '../../server/kit/time.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { waitingForPerson } from './approval.reads.js';
import { paymentAges, waitingPayments } from './payment.reads.js';

const WEEKS = 12;
const RECENT = 8;
const QUEUE = 6;

const paymentColumns = {
  id: true,
  method: true,
  status: true,
  currency: true,
  amount: true,
  reference: true,
  declaredAt: true,
  createdAt: true,
  account: { select: { id: true, name: true } },
  invoice: { select: { id: true, number: true } },
} as const;

/** Everything on the first screen. Money that came in is net of what went back. */
export async function dashboardFigures(room: Pick<Room, 'db' | 'clock'>, staff: StaffActor) {
  const { prisma } = room.db;
  const month = startOfMonth(room.clock.now());
  const [accounts, newAccounts, subscriptions, revenue, credits, waiting, queue, recent, attention, trend] =
    await Promise.all([
      prisma.account.count(),
      prisma.account.count({ where: { createdAt: { gte: month } } }),
      prisma.subscription.count({ where: { status: { in: ['active', 'trialing', 'past_due'] } } }),
      prisma.$queryRaw<{ currency: string; amount: string }[]>`
      SELECT currency, sum(amount_captured - amount_refunded)::text AS amount
        FROM payment WHERE succeeded_at >= ${month} AND status = 'succeeded' GROUP BY currency ORDER BY currency`,
      creditsOfMonth(room, month),
      waitingPayments(room),
      prisma.payment.findMany({
        where: { status: 'pending_approval' },
        orderBy: { createdAt: 'asc' },
        take: QUEUE,
        select: paymentColumns,
      }),
      prisma.payment.findMany({
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: RECENT,
        select: paymentColumns,
      }),
      needingAttention(room, staff),
      revenueByWeek(room),
    ]);
  const rows = plain(queue);
  const ages = paymentAges(room, rows);
  return {
    month: calendarDate(month),
    accounts,
    newAccounts,
    subscriptions,
    revenue,
    credits,
    waiting: waiting.count,
    queue: rows.map((row) => ({ ...row, ageHours: ages.get(row.id) ?? 0 })),
    recent: plain(recent),
    attention,
    trend,
  };
}

async function creditsOfMonth({ db }: Pick<Room, 'db'>, month: Date) {
  const [row] = await db.prisma.$queryRaw<{ issued: string; used: string }[]>`
    SELECT coalesce(sum(credits) FILTER (WHERE kind = 'grant'), 0)::text AS issued,
           coalesce(-sum(credits) FILTER (WHERE kind = 'spend'), 0)::text AS used
      FROM credit_entry WHERE created_at >= ${month}`;
  return row ?? { issued: '0', used: '0' };
}

/** What stands still until somebody looks at it. */
async function needingAttention({ db, clock }: Pick<Room, 'db' | 'clock'>, staff: StaffActor) {
  const { prisma } = db;
  const today = calendarDate(clock.now());
  const [approvals, failedWebhooks, unmatchedWebhooks, failedEmails, exceptions, overdueInvoices] =
    await Promise.all([
      waitingForPerson({ db }, staff),
      prisma.webhookEvent.count({ where: { status: 'failed' } }),
      prisma.webhookEvent.count({ where: { status: 'unmatched' } }),
      prisma.emailMessage.count({ where: { status: 'failed' } }),
      prisma.gatewayException.count({ where: { status: 'open' } }),
      prisma.invoice.count({ where: { status: 'pending', dueDate: { lt: dateToInstant(today) } } }),
    ]);
  return {
    approvals,
    failedWebhooks,
    unmatchedWebhooks,
    failedEmails,
    exceptions,
    overdueInvoices,
    yesterday: addDays(today, -1),
  };
}

/** Net receipts of the last twelve weeks (Monday to Sunday, UTC), the busiest currency first; a week without any is a zero. */
async function revenueByWeek({ db, clock }: Pick<Room, 'db' | 'clock'>) {
  const now = clock.now();
  const monday = addDays(calendarDate(now), -((now.getUTCDay() + 6) % 7));
  const weeks = Array.from({ length: WEEKS }, (_, index) => addDays(monday, (index - WEEKS + 1) * 7));
  const first = dateToInstant(weeks[0] ?? monday);
  const rows = await db.prisma.$queryRaw<
    { currency: string; week: string; amount: string; payments: number }[]
  >`
    SELECT currency, to_char(date_trunc('week', succeeded_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS week,
           sum(amount_captured - amount_refunded)::text AS amount, count(*)::int AS payments
      FROM payment WHERE succeeded_at >= ${first} AND status = 'succeeded' GROUP BY 1, 2`;
  const paymentsIn = (currency: string) =>
    rows.reduce((sum, row) => sum + (row.currency === currency ? row.payments : 0), 0);
  const currencies = [...new Set(rows.map((row) => row.currency))].sort(
    (a, b) => paymentsIn(b) - paymentsIn(a) || a.localeCompare(b),
  );
  return currencies.map((currency) => ({
    currency,
    weeks: weeks.map((week) => ({
      week,
      amount: rows.find((row) => row.currency === currency && row.week === week)?.amount ?? '0',
    })),
  }));
}
