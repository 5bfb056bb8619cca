import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

/** Whose it is, what it speaks of, and who resolved it. */
export async function exceptionDetails({ db }: Pick<Room, 'db'>, id: string) {
  const { paymentId, accountId, objectId, resolvedById } = await db.prisma.gatewayException.findUniqueOrThrow(
    {
      where: { id },
      select: { paymentId: true, accountId: true, objectId: true, resolvedById: true },
    },
  );
  const [payment, account, resolvedBy, log] = await Promise.all([
    paymentId
      ? db.prisma.payment.findUnique({
          where: { id: paymentId },
          select: {
            id: true,
            status: true,
            currency: true,
            amount: true,
            reference: true,
            invoice: { select: { id: true, number: true } },
          },
        })
      : null,
    accountId
      ? db.prisma.account.findUnique({ where: { id: accountId }, select: { id: true, name: true } })
      : null,
    resolvedById
      ? db.prisma.staffUser.findUnique({ where: { id: resolvedById }, select: { name: true, email: true } })
      : null,
    activity({ db }, { subjectType: 'exception', subjectId: id }),
  ]);
  const refundId = objectId.startsWith('rfd_') ? objectId : null;
  const disputeId = objectId.startsWith('dsp_') ? objectId : null;
  return { ...plain({ payment, account, resolvedBy, refundId, disputeId }), log };
}
