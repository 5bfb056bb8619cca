import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { hoursSince } from './payment.reads.js';

const MOST_INVOICES = 200;
const MOST_WAITING = 100;

/** Invoices of an account on which something is due, the oldest first, each with the transfer that waits for it. */
export async function openInvoices({ db }: Pick<Room, 'db'>, accountId: string, currency: string) {
  const rows = await db.prisma.invoice.findMany({
    where: { accountId, currency, status: { in: ['pending', 'uncollectible'] }, amountDue: { gt: 0 } },
    orderBy: [{ dueDate: 'asc' }, { number: 'asc' }],
    take: MOST_INVOICES,
    select: {
      id: true,
      number: true,
      status: true,
      currency: true,
      total: true,
      amountDue: true,
      dueDate: true,
      payments: {
        where: { status: 'pending_approval', declaredAt: { not: null } },
        select: { id: true },
        take: 1,
      },
    },
  });
  return plain(rows.map(({ payments, ...row }) => ({ ...row, declaredPaymentId: payments[0]?.id ?? null })));
}

/** Up to which amount one person may act alone; null: never. */
export async function limitOf(
  { db }: Pick<Room, 'db'>,
  action: string,
  currency: string,
): Promise<string | null> {
  const found = await db.prisma.approvalLimit.findUnique({
    where: { action_currency: { action, currency } },
    select: { amount: true },
  });
  return found ? String(found.amount) : null;
}

/** What the form of a received transfer works with. */
export async function transferTerms(
  room: Pick<Room, 'db' | 'config'>,
  of: { accountId: string; currency: string; action: 'payment.approve' | 'payment.record' },
) {
  const { bankFeeBasisPoints, bankFeeFixed, withholdingBasisPoints } = room.config.tolerances;
  const [account, invoices, limit] = await Promise.all([
    room.db.prisma.account.findUnique({
      where: { id: of.accountId },
      select: { id: true, name: true, status: true },
    }),
    openInvoices(room, of.accountId, of.currency),
    limitOf(room, of.action, of.currency),
  ]);
  return {
    account,
    currency: of.currency,
    invoices,
    limit,
    tolerances: {
      bankFeeBasisPoints,
      bankFeeFixed: String(bankFeeFixed[of.currency] ?? 0n),
      withholdingBasisPoints,
    },
  };
}

/** Transfers that wait for a decision: what customers have declared, the longest waiting first, then what nobody has told us of. */
export async function waitingTransfers({ db, clock }: Pick<Room, 'db' | 'clock'>) {
  const waiting = { status: 'pending_approval' as const };
  const select = {
    id: true,
    method: true,
    currency: true,
    amount: true,
    declaredAmount: true,
    declaredAt: true,
    createdAt: true,
    account: { select: { id: true, name: true } },
    invoice: { select: { id: true, number: true } },
    _count: { select: { proofs: true } },
  } as const;
  const [declared, rest, declaredCount, undeclaredCount] = await Promise.all([
    db.prisma.payment.findMany({
      where: { ...waiting, declaredAt: { not: null } },
      orderBy: [{ declaredAt: 'asc' }, { id: 'asc' }],
      take: MOST_WAITING,
      select,
    }),
    db.prisma.payment.findMany({
      where: { ...waiting, declaredAt: null },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: MOST_WAITING,
      select,
    }),
    db.prisma.payment.count({ where: { ...waiting, declaredAt: { not: null } } }),
    db.prisma.payment.count({ where: { ...waiting, declaredAt: null } }),
  ]);
  const aged = (rows: typeof declared) =>
    plain(rows).map((row) => ({
      ...row,
      proofs: row._count.proofs,
      ageHours: hoursSince(clock, Date.parse(row.declaredAt ?? row.createdAt)),
    }));
  return {
    declared: aged(declared),
    undeclared: aged(rest),
    counts: { declared: declaredCount, undeclared: undeclaredCount },
  };
}
