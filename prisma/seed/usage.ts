import { burn, valueLeft } from '../../server/billing/credits/credits.rules.js';
import { createJournal } from '../../server/billing/journal/journal.service.js';
import type { Tx } from '../../server/kit/db.js';
import { newId } from '../../server/kit/ids.js';
import { money } from '../../server/kit/money.js';
import { OPERATIONS } from './catalogue.js';

const DAY_MS = 86_400_000;

/** The same figures at every start: a small generator with a fixed seed (Park and Miller, 1988). */
function figures(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * Some days' work of an account: events, daily totals, ledger entries, lots and wallet, all in step. Stops where the
 * credits end.
 */
export async function seedUsage(
  tx: Tx,
  accountId: string,
  days: { from: Date; count: number; perDay: number },
): Promise<void> {
  const random = figures(accountId.length * 7919 + days.count);
  const wallet = await tx.prisma.wallet.findUniqueOrThrow({ where: { accountId } });
  const lots = await tx.prisma.creditLot.findMany({ where: { accountId, remaining: { gt: 0 } } });
  const site = await tx.prisma.site.findFirst({ where: { accountId } });
  const member = await tx.prisma.membership.findFirst({ where: { accountId } });
  const valueBefore = lots.reduce((sum, lot) => sum + valueLeft(lot), 0n);
  let { balance, lastEntry } = wallet;
  const events = [];
  const entries = [];
  const totals = [];
  for (let day = 0; day < days.count; day += 1) {
    const at = new Date(days.from.getTime() + day * DAY_MS + 10 * 3_600_000);
    const weekend = at.getUTCDay() % 6 === 0;
    for (const [index, operation] of OPERATIONS.entries()) {
      const quantity = BigInt(Math.round((random() * days.perDay * (weekend ? 0.2 : 1)) / (index + 1)));
      const credits = quantity * operation.credits;
      const taken = credits > 0n ? burn(lots, credits, at) : null;
      if (!taken) continue;
      const eventId = newId('use', { now: () => at });
      events.push({
        id: eventId,
        accountId,
        operation: operation.operation,
        quantity,
        credits,
        siteId: site?.id ?? null,
        membershipId: member?.id ?? null,
        occurredAt: at,
        requestKey: `sample-${eventId}`,
        createdAt: at,
      });
      totals.push({
        accountId,
        date: new Date(at.toISOString().slice(0, 10)),
        operation: operation.operation,
        quantity,
        credits,
      });
      for (const { lotId, credits: burnt } of taken) {
        const lot = lots.find(({ id }) => id === lotId);
        if (!lot) throw new Error('A lot vanished');
        lot.remaining -= burnt;
        balance -= burnt;
        lastEntry += 1n;
        entries.push({
          id: newId('cre', { now: () => at }),
          accountId,
          number: lastEntry,
          kind: 'spend' as const,
          credits: -burnt,
          balanceAfter: balance,
          lotId,
          usageEventId: eventId,
          createdAt: at,
        });
      }
    }
  }
  await tx.prisma.usageEvent.createMany({ data: events });
  await tx.prisma.usageDay.createMany({ data: totals });
  await tx.prisma.creditEntry.createMany({ data: entries });
  for (const { id, remaining } of lots)
    await tx.prisma.creditLot.update({ where: { id }, data: { remaining } });
  await tx.prisma.wallet.update({ where: { accountId }, data: { balance, lastEntry } });
  const currency = lots.find((lot) => lot.currency !== null)?.currency;
  if (!currency) return;
  const earned = money(valueBefore - lots.reduce((sum, lot) => sum + valueLeft(lot), 0n), currency);
  await createJournal().post(tx, {
    kind: 'credits.spend',
    sourceId: `${accountId}:${lastEntry}`,
    accountId,
    description: 'Credits spent',
    postings: [
      { debit: 'deferred_credits', amount: earned },
      { credit: 'revenue', amount: earned },
    ],
  });
}
