import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';

/** Work under way whose credits are set aside at the present price, and who changed the price when. */
export async function creditCostDetails({ db }: Pick<Room, 'db'>, id: string) {
  const { operation } = await db.prisma.creditCost.findUniqueOrThrow({
    where: { id },
    select: { operation: true },
  });
  const [holds, log] = await Promise.all([
    db.prisma.creditHold.count({ where: { operation, status: 'open' } }),
    activity({ db }, { subjectType: 'credit_cost', subjectId: id }),
  ]);
  return { holds, log };
}
