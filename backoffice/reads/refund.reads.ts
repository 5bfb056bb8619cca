import { may, type StaffActor } from '../../server/kit/actors.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';
import { entriesOf } from './booked.reads.js';

const payment = {
  select: {
    id: true,
    method: true,
    reference: true,
    currency: true,
    amount: true,
    status: true,
    account: { select: { id: true, name: true } },
    invoice: { select: { id: true, number: true } },
  },
} as const;

const papers = {
  creditNotes: {
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      number: true,
      total: true,
      currency: true,
      invoice: { select: { id: true, number: true } },
    },
  },
  moneyEntries: {
    orderBy: { createdAt: 'asc' },
    select: { id: true, kind: true, amount: true, currency: true, createdAt: true },
  },
} as const;

/** Whose money it is, for the rows of one page. */
export async function refundColumns({ db }: Pick<Room, 'db'>, ids: readonly string[]) {
  const rows = await db.prisma.refund.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, payment: { select: { method: true, account: { select: { name: true } } } } },
  });
  return new Map(
    rows.map((row) => [row.id, { accountName: row.payment.account.name, method: row.payment.method }]),
  );
}

export async function disputeColumns({ db }: Pick<Room, 'db'>, ids: readonly string[]) {
  const rows = await db.prisma.dispute.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, payment: { select: { account: { select: { name: true } } } } },
  });
  return new Map(rows.map((row) => [row.id, { accountName: row.payment.account.name }]));
}

/** A refund with its payment, its papers, what became of it and what was booked. */
export async function refundDetails({ db }: Pick<Room, 'db'>, id: string, staff: StaffActor) {
  const found = await db.prisma.refund.findUniqueOrThrow({
    where: { id },
    select: { payment, ...papers, requestedBy: { select: { name: true, email: true } } },
  });
  return { ...plain(found), ...(await around({ db }, id, 'refund', found, staff)) };
}

/** A dispute with its payment, the credits that it froze, its papers and what was booked. */
export async function disputeDetails({ db }: Pick<Room, 'db'>, id: string, staff: StaffActor) {
  const found = await db.prisma.dispute.findUniqueOrThrow({
    where: { id },
    select: { payment, ...papers },
  });
  const bought = await db.prisma.paymentAllocation.findMany({
    where: { paymentId: found.payment.id, reversesId: null, reversedBy: null },
    select: { invoiceId: true },
  });
  const frozen = await db.prisma.creditLot.findMany({
    where: {
      frozenAt: { not: null },
      invoiceLine: { invoiceId: { in: bought.map(({ invoiceId }) => invoiceId) } },
    },
    select: { id: true, granted: true, remaining: true, frozenAt: true },
  });
  return { ...plain({ ...found, frozen }), ...(await around({ db }, id, 'dispute', found, staff)) };
}

async function around(
  { db }: Pick<Room, 'db'>,
  id: string,
  type: 'refund' | 'dispute',
  of: { payment: { account: { id: string } }; creditNotes: readonly { id: string }[] },
  staff: StaffActor,
) {
  const sources = [id, ...of.creditNotes.map((note) => note.id)];
  const [exceptions, journal, log] = await Promise.all([
    db.prisma.gatewayException.findMany({
      where: { objectId: id },
      select: { id: true, kind: true, detail: true, status: true },
    }),
    may(staff, 'books.read') ? entriesOf({ db }, of.payment.account.id, sources) : [],
    activity({ db }, { subjectType: type, subjectId: id }),
  ]);
  return { ...plain({ exceptions, journal }), log };
}
