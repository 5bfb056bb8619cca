import type { Clock } from '../../server/kit/time.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

const HOUR_MS = 3_600_000;

/** How many payments wait for a decision. */
export async function waitingPayments({ db }: Pick<Room, 'db'>) {
  const { _count: count } = await db.prisma.payment.aggregate({
    where: { status: 'pending_approval' },
    _count: true,
  });
  return { count };
}

/** The evidence beside the invoice: what was asked for, what the customer says, what has been decided. */
export async function paymentDetails({ db, clock }: Pick<Room, 'db' | 'clock'>, paymentId: string) {
  const [payment, log] = await Promise.all([
    db.prisma.payment.findUniqueOrThrow({
      where: { id: paymentId },
      select: {
        createdAt: true,
        declaredAt: true,
        account: { select: { id: true, name: true, status: true, country: true } },
        invoice: {
          select: {
            id: true,
            number: true,
            status: true,
            currency: true,
            total: true,
            amountPaid: true,
            amountDue: true,
            issueDate: true,
            dueDate: true,
            paymentReference: true,
          },
        },
        savedPaymentMethod: {
          select: { brand: true, last4: true, expMonth: true, expYear: true, email: true },
        },
        decidedBy: { select: { name: true, email: true } },
        proofs: {
          orderBy: { createdAt: 'asc' },
          select: { id: true, fileName: true, mediaType: true, sizeBytes: true, createdAt: true },
        },
        refunds: {
          orderBy: { createdAt: 'desc' },
          select: { id: true, currency: true, amount: true, status: true, reason: true, createdAt: true },
        },
        disputes: {
          orderBy: { createdAt: 'desc' },
          select: { id: true, currency: true, amount: true, status: true, reason: true, createdAt: true },
        },
        creditLots: { select: { id: true, granted: true, remaining: true } },
      },
    }),
    activity({ db }, { subjectType: 'payment', subjectId: paymentId }),
  ]);
  const since = payment.declaredAt ?? payment.createdAt;
  return { ...plain(payment), ageHours: hoursSince(clock, since.getTime()), log };
}

/** For how many hours payments have been waiting: since the customer declared them, else since they were made. */
export function paymentAges(
  { clock }: Pick<Room, 'clock'>,
  rows: readonly { id: string; declaredAt: string | null; createdAt: string }[],
) {
  return new Map(rows.map((row) => [row.id, hoursSince(clock, Date.parse(row.declaredAt ?? row.createdAt))]));
}

const hoursSince = (clock: Clock, instantMs: number): number =>
  Math.max(0, Math.floor((clock.now().getTime() - instantMs) / HOUR_MS));
