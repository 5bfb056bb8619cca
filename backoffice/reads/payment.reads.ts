import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

const HOUR_MS = 3_600_000;

/** How many payments wait for a decision, and since when the oldest does. */
export async function waitingPayments({ db }: Pick<Room, 'db'>) {
  const { _count: count } = await db.prisma.payment.aggregate({ where: { status: 'pending_approval' }, _count: true });
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
        savedPaymentMethod: { select: { brand: true, last4: true, expMonth: true, expYear: true, email: true } },
        decidedBy: { select: { name: true, email: true } },
        proofs: { orderBy: { createdAt: 'asc' }, select: { id: true, fileName: true, mediaType: true, sizeBytes: true, createdAt: true } },
        refunds: { orderBy: { createdAt: 'desc' }, select: { id: true, currency: true, amount: true, status: true, reason: true, createdAt: true } },
        disputes: { orderBy: { createdAt: 'desc' }, select: { id: true, currency: true, amount: true, status: true, reason: true, createdAt: true } },
        creditLots: { select: { id: true, granted: true, remaining: true } },
      },
    }),
    activity({ db }, { subjectType: 'payment', subjectId: paymentId }),
  ]);
  const since = payment.declaredAt ?? payment.createdAt;
  const ageHours = Math.max(0, Math.floor((clock.now().getTime() - since.getTime()) / HOUR_MS));
  return { ...plain(payment), ageHours, log };
}

/** Age in hours of the payments on one page. */
export function paymentAges({ clock }: Pick<Room, 'clock'>, rows: readonly { id: string; createdAt: string }[]) {
  const now = clock.now().getTime();
  return new Map(rows.map((row) => [row.id, Math.max(0, Math.floor((now - Date.parse(row.createdAt)) / HOUR_MS))]));
}
