import type { Room } from '../kit/ports.js';

/** What was asked for about a payment, invoice or account and waits for a second person. */
export async function waitingRequests({ db }: Pick<Room, 'db'>, subjectId: string) {
  return db.prisma.approvalRequest.findMany({
    where: { subjectId, status: 'requested' },
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      action: true,
      amount: true,
      currency: true,
      createdAt: true,
      requestedBy: { select: { name: true } },
    },
  });
}
