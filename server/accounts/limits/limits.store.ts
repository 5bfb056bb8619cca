import type { Reader } from '../../kit/db.js';

/** What an account has, and the plan that limits it. */
export async function countUse(reader: Reader, accountId: string) {
  const [sites, users, subscription] = await Promise.all([
    reader.site.count({ where: { accountId, removedAt: null } }),
    reader.membership.count({ where: { accountId } }),
    reader.subscription.findFirst({
      where: { accountId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } },
      select: { plan: { select: { maxSites: true, maxUsers: true, includedCredits: true, interval: true } } },
    }),
  ]);
  return { sites, users, plan: subscription?.plan ?? null };
}
