import type { Room } from '../kit/ports.js';

const MOST_ENTRIES = 60;
/** What was booked at the same instant comes in the order of its reasons, the last of these first. */
const FIRST = ['dispute.withdrawn', 'credit_note.issued', 'payment.succeeded'];

/** What was booked for these rows of an account, in the order in which it was. */
export async function entriesOf({ db }: Pick<Room, 'db'>, accountId: string, sourceIds: readonly string[]) {
  const entries = await db.prisma.journalEntry.findMany({
    where: { accountId, sourceId: { in: [...sourceIds] } },
    orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
    take: MOST_ENTRIES,
    select: {
      id: true,
      kind: true,
      description: true,
      occurredAt: true,
      lines: {
        orderBy: { position: 'asc' },
        select: {
          position: true,
          currency: true,
          amount: true,
          ledger: { select: { code: true, name: true } },
        },
      },
    },
  });
  const rank = ({ kind }: { kind: string }) => FIRST.findIndex((first) => kind.startsWith(first));
  return entries.sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || rank(b) - rank(a));
}
