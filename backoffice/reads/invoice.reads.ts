import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

/** Lines, taxes, parties, payments, mails and history of an invoice. */
export async function invoiceDetails({ db }: Pick<Room, 'db'>, invoiceId: string) {
  const [invoice, mails, log] = await Promise.all([
    db.prisma.invoice.findUniqueOrThrow({
      where: { id: invoiceId },
      select: {
        buyer: true,
        account: { select: { id: true, name: true, billingEmail: true, status: true } },
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
          select: { id: true, number: true, currency: true, total: true, reason: true },
        },
      },
    }),
    mailsAbout({ db }, invoiceId),
    activity({ db }, { subjectType: 'invoice', subjectId: invoiceId }),
  ]);
  return { ...plain({ ...invoice, mails }), log };
}

/** Mails are found by the invoice id in their data. */
const mailsAbout = ({ db }: Pick<Room, 'db'>, invoiceId: string) =>
  db.prisma.emailMessage.findMany({
    where: { data: { path: ['invoiceId'], equals: invoiceId } },
    orderBy: { createdAt: 'desc' },
    take: 10,
    select: { id: true, template: true, subject: true, toAddress: true, status: true, createdAt: true },
  });
