import { calendarDate, daysBetween } from '../../server/kit/time.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

const numbered = { select: { id: true, number: true, status: true } } as const;

/** Lines, taxes, parties, what paid it, credit notes, mails and history of an invoice. */
export async function invoiceDetails({ db, clock }: Pick<Room, 'db' | 'clock'>, invoiceId: string) {
  const [invoice, mails, log] = await Promise.all([
    db.prisma.invoice.findUniqueOrThrow({
      where: { id: invoiceId },
      select: {
        buyer: true,
        status: true,
        dueDate: true,
        account: { select: { id: true, name: true, billingEmail: true, status: true } },
        corrects: numbered,
        correctedBy: { orderBy: { createdAt: 'asc' }, ...numbered },
        lines: {
          orderBy: { position: 'asc' },
          select: {
            id: true,
            description: true,
            quantity: true,
            unitAmount: true,
            discount: true,
            amount: true,
            taxBasisPoints: true,
            credits: true,
          },
        },
        taxes: {
          orderBy: { basisPoints: 'desc' },
          select: { id: true, name: true, basisPoints: true, taxable: true, amount: true },
        },
        allocations: {
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
          take: 100,
          select: {
            id: true,
            kind: true,
            amount: true,
            reversesId: true,
            createdAt: true,
            payment: { select: { id: true, method: true, reference: true } },
          },
        },
        payments: {
          orderBy: { createdAt: 'desc' },
          take: 20,
          select: {
            id: true,
            method: true,
            status: true,
            currency: true,
            amount: true,
            reference: true,
            createdAt: true,
          },
        },
        creditNotes: {
          orderBy: { createdAt: 'desc' },
          select: { id: true, number: true, currency: true, total: true, reason: true, issueDate: true },
        },
      },
    }),
    mailsAbout({ db }, invoiceId),
    activity({ db }, { subjectType: 'invoice', subjectId: invoiceId }),
  ]);
  const { status, dueDate, ...shown } = invoice;
  const late = daysOverdue({ status, dueDate }, clock.now());
  return { ...plain({ ...shown, mails }), daysOverdue: late, log };
}

/** Days since an unpaid invoice was due; null where it is not overdue. */
export function daysOverdue(
  { status, dueDate }: { status: string; dueDate: Date | null },
  now: Date,
): number | null {
  const today = calendarDate(now);
  if (status !== 'pending' || dueDate === null || calendarDate(dueDate) >= today) return null;
  return daysBetween(calendarDate(dueDate), today);
}

/** Unpaid past its due date, as a condition. */
export const overdue = (now: Date) => ({
  status: 'pending' as const,
  dueDate: { lt: new Date(`${calendarDate(now)}T00:00:00.000Z`) },
});

export const countOverdue = ({ db, clock }: Pick<Room, 'db' | 'clock'>): Promise<number> =>
  db.prisma.invoice.count({ where: overdue(clock.now()) });

/** A draft's lines as they can be changed, and how its prices are meant. */
export async function draftForm({ db }: Pick<Room, 'db'>, invoiceId: string) {
  const draft = await db.prisma.invoice.findUniqueOrThrow({
    where: { id: invoiceId },
    select: {
      pricesIncludeTax: true,
      account: { select: { id: true, name: true } },
      lines: {
        orderBy: { position: 'asc' },
        select: {
          id: true,
          description: true,
          quantity: true,
          unitAmount: true,
          discount: true,
          taxBasisPoints: true,
          isTaxChosen: true,
          credits: true,
        },
      },
    },
  });
  return plain(draft);
}

/** The lines of an invoice with what earlier credit notes took of each. */
export async function creditForm({ db }: Pick<Room, 'db'>, invoiceId: string) {
  const invoice = await db.prisma.invoice.findUniqueOrThrow({
    where: { id: invoiceId },
    select: {
      pricesIncludeTax: true,
      account: { select: { id: true, name: true } },
      lines: {
        orderBy: { position: 'asc' },
        select: { id: true, description: true, amount: true, taxBasisPoints: true, credits: true },
      },
      creditNotes: { select: { lines: { select: { invoiceLineId: true, amount: true } } } },
    },
  });
  const { creditNotes, lines, ...rest } = invoice;
  const credited = creditNotes.flatMap((note) => note.lines);
  const left = lines.map((line) => ({
    ...line,
    left: credited
      .filter(({ invoiceLineId }) => invoiceLineId === line.id)
      .reduce((amount, note) => amount - note.amount, line.amount),
  }));
  return plain({ ...rest, lines: left });
}

/** Mails are found by the invoice id in their data. */
const mailsAbout = ({ db }: Pick<Room, 'db'>, invoiceId: string) =>
  db.prisma.emailMessage.findMany({
    where: { data: { path: ['invoiceId'], equals: invoiceId } },
    orderBy: { createdAt: 'desc' },
    take: 10,
    select: { id: true, template: true, subject: true, toAddress: true, status: true, createdAt: true },
  });
