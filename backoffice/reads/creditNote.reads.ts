import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

/** Lines and taxes of a credit note, and what became of the money and the credits. */
export async function creditNoteDetails({ db }: Pick<Room, 'db'>, id: string) {
  const [note, log] = await Promise.all([
    db.prisma.creditNote.findUniqueOrThrow({
      where: { id },
      select: {
        account: { select: { id: true, name: true } },
        invoice: { select: { id: true, number: true, status: true } },
        lines: {
          orderBy: { position: 'asc' },
          select: {
            id: true,
            description: true,
            quantity: true,
            unitAmount: true,
            amount: true,
            taxBasisPoints: true,
            credits: true,
            invoiceLineId: true,
          },
        },
        taxes: {
          orderBy: { basisPoints: 'desc' },
          select: { id: true, name: true, basisPoints: true, taxable: true, amount: true },
        },
        refund: {
          select: {
            id: true,
            status: true,
            currency: true,
            amount: true,
            payment: { select: { id: true, reference: true } },
          },
        },
        dispute: {
          select: { id: true, status: true, payment: { select: { id: true, reference: true } } },
        },
        pdf: { select: { createdAt: true } },
        createdAt: true,
      },
    }),
    activity({ db }, { subjectType: 'credit_note', subjectId: id }),
  ]);
  const { lines, createdAt, pdf, ...rest } = note;
  const credits = await creditsTaken({ db }, lines, createdAt);
  return { ...plain({ ...rest, lines, credits }), hasPdf: pdf !== null, log };
}

/**
 * What left the wallet and what had been spent and became a debt: the ledger's own entries of the note's instant on the lots
 * that its lines had bought.
 */
async function creditsTaken(
  { db }: Pick<Room, 'db'>,
  lines: readonly { invoiceLineId: string | null }[],
  at: Date,
): Promise<{ taken: bigint; owed: bigint }> {
  const lineIds = lines.flatMap(({ invoiceLineId }) => invoiceLineId ?? []);
  const entries = await db.prisma.creditEntry.findMany({
    where: { kind: 'revoke', createdAt: at, lot: { invoiceLineId: { in: lineIds } } },
    select: { credits: true, debt: true },
  });
  return {
    taken: entries.reduce((sum, { credits }) => sum - credits, 0n),
    owed: entries.reduce((sum, { debt }) => sum + debt, 0n),
  };
}
