import { may, type StaffActor } from '../../server/kit/actors.js';
import type { Clock } from '../../server/kit/time.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';
import { entriesOf } from './booked.reads.js';
import { waitingRequests } from './waiting.reads.js';

const HOUR_MS = 3_600_000;

/** How many payments wait for a decision. */
export async function waitingPayments({ db }: Pick<Room, 'db'>) {
  const { _count: count } = await db.prisma.payment.aggregate({
    where: { status: 'pending_approval' },
    _count: true,
  });
  return { count };
}

const move = { id: true, currency: true, amount: true, status: true, reason: true, createdAt: true } as const;
const invoiceColumns = {
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
} as const;

const columns = {
  createdAt: true,
  declaredAt: true,
  accountId: true,
  account: { select: { id: true, name: true, status: true, country: true } },
  invoice: { select: invoiceColumns },
  savedPaymentMethod: { select: { brand: true, last4: true, expMonth: true, expYear: true, email: true } },
  decidedBy: { select: { name: true, email: true } },
  proofs: {
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      fileName: true,
      mediaType: true,
      sizeBytes: true,
      scan: true,
      createdAt: true,
      uploadedBy: { select: { name: true } },
    },
  },
  allocations: {
    orderBy: { id: 'asc' },
    select: {
      id: true,
      kind: true,
      amount: true,
      reversesId: true,
      createdAt: true,
      invoice: { select: { id: true, number: true, currency: true } },
    },
  },
  refunds: {
    orderBy: { createdAt: 'desc' },
    select: { ...move, source: true, bookedAt: true, failureCode: true, bankReference: true },
  },
  disputes: {
    orderBy: { createdAt: 'desc' },
    select: { ...move, evidenceDueBy: true, withdrawnAt: true, reinstatedAt: true, gatewayFee: true },
  },
  creditLots: { select: { id: true, granted: true, remaining: true } },
  moneyEntries: {
    orderBy: { createdAt: 'asc' },
    select: { id: true, kind: true, amount: true, currency: true, createdAt: true },
  },
} as const;

/**
 * The evidence beside the invoice: what was asked for, what the customer says, what has been decided, and where the money went. The
 * journal is for those who may read the books.
 */
export async function paymentDetails(
  room: Pick<Room, 'db' | 'clock' | 'services'>,
  paymentId: string,
  staff: StaffActor,
) {
  const { db, clock, services } = room;
  const [payment, refundable, waiting, exceptions] = await Promise.all([
    db.prisma.payment.findUniqueOrThrow({ where: { id: paymentId }, select: columns }),
    services.payments.refundable(paymentId),
    may(staff, 'approvals.read') ? waitingRequests({ db }, paymentId) : [],
    db.prisma.gatewayException.findMany({
      where: { paymentId, status: 'open' },
      select: { id: true, kind: true, detail: true },
    }),
  ]);
  const journal = may(staff, 'books.read')
    ? await entriesOf({ db }, payment.accountId, await sourcesOf({ db }, paymentId, payment))
    : [];
  const subjects = (subjectType: string, rows: readonly { id: string }[]) =>
    rows.map(({ id }) => ({ subjectType, subjectId: id }));
  const log = await activity(
    { db },
    {
      OR: [
        { subjectType: 'payment', subjectId: paymentId },
        ...subjects('refund', payment.refunds),
        ...subjects('dispute', payment.disputes),
      ],
    },
  );
  const since = payment.declaredAt ?? payment.createdAt;
  return {
    ...plain({ ...payment, refundable, waiting, exceptions, journal }),
    ageHours: hoursSince(clock, since.getTime()),
    log,
  };
}

/** The rows whose entries tell where a payment's money went: itself, its refunds and disputes, and their credit notes. */
async function sourcesOf(
  { db }: Pick<Room, 'db'>,
  paymentId: string,
  { refunds, disputes }: { refunds: readonly { id: string }[]; disputes: readonly { id: string }[] },
): Promise<string[]> {
  const notes = await db.prisma.creditNote.findMany({
    where: { OR: [{ refund: { paymentId } }, { dispute: { paymentId } }] },
    select: { id: true },
  });
  return [paymentId, ...[...refunds, ...disputes, ...notes].map(({ id }) => id)];
}

/** For how many hours payments have been waiting: since the customer declared them, else since they were made. */
export function paymentAges(
  { clock }: Pick<Room, 'clock'>,
  rows: readonly { id: string; declaredAt: string | null; createdAt: string }[],
) {
  return new Map(rows.map((row) => [row.id, hoursSince(clock, Date.parse(row.declaredAt ?? row.createdAt))]));
}

export const hoursSince = (clock: Clock, instantMs: number): number =>
  Math.max(0, Math.floor((clock.now().getTime() - instantMs) / HOUR_MS));
