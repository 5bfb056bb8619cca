import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { actorNames } from './account.reads.js';

const CHANGES = 30;

const creditsIn = (json: unknown): string | null => {
  const credits = json && typeof json === 'object' && 'credits' in json ? json.credits : null;
  return credits === null ? null : String(credits);
};

/** Work under way whose credits are set aside at the present price, and what was changed by whom. */
export async function creditCostDetails({ db }: Pick<Room, 'db'>, id: string) {
  const { operation } = await db.prisma.creditCost.findUniqueOrThrow({
    where: { id },
    select: { operation: true },
  });
  const [holds, events] = await Promise.all([
    db.prisma.creditHold.count({ where: { operation, status: 'open' } }),
    db.prisma.auditEvent.findMany({
      where: { subjectType: 'credit_cost', subjectId: id },
      orderBy: { number: 'desc' },
      take: CHANGES,
      select: { id: true, actorKind: true, actorId: true, before: true, after: true, createdAt: true },
    }),
  ]);
  const names = await actorNames({ db }, events);
  const changes = events.map(({ id: eventId, actorId, before, after, createdAt }) => ({
    id: eventId,
    by: names.get(actorId) ?? actorId,
    from: creditsIn(before),
    to: creditsIn(after),
    createdAt,
  }));
  return { holds, changes: plain(changes) };
}
