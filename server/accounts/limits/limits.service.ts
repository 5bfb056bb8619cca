import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { toWire } from '../../kit/money.js';
import { countUse } from './limits.store.js';

interface Used {
  current: number;
  max: number | null;
}

export interface Limits {
  /** What an account uses of what its plan allows; null: no limit. */
  of(
    actor: CustomerActor,
  ): Promise<{ sites: Used; users: Used; credits: { balance: number; includedMonthly: number } }>;
}

/** `balanceOf` answers the credits that the actor's account can spend. */
export function createLimits({
  db,
  balanceOf,
}: {
  db: Db;
  balanceOf: (actor: CustomerActor) => Promise<number>;
}): Limits {
  return {
    async of(actor) {
      authorize(actor, 'account.read');
      const [{ sites, users, plan }, balance] = await Promise.all([
        countUse(db.prisma, actor.accountId),
        balanceOf(actor),
      ]);
      const included = plan?.includedCredits ?? 0n;
      return {
        sites: { current: sites, max: plan?.maxSites ?? null },
        users: { current: users, max: plan?.maxUsers ?? null },
        credits: { balance, includedMonthly: toWire(plan?.interval === 'year' ? included / 12n : included) },
      };
    },
  };
}
