import type { Endpoints } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import { getBalance, listEntries } from './credits.contract.js';
import type { Credits } from './credits.service.js';

export function creditsRoutes(endpoints: Endpoints, credits: Credits): void {
  endpoints.on(getBalance, ({ actor }) => credits.balance(actor));
  endpoints.on(listEntries, async ({ actor, list }) => {
    const { rows, total } = await credits.entries(actor, list);
    return {
      total,
      rows: rows.map((entry) => ({
        id: entry.id,
        number: toWire(entry.number),
        kind: entry.kind,
        credits: toWire(entry.credits),
        balanceAfter: toWire(entry.balanceAfter),
        lotId: entry.lotId,
        reason: entry.reason,
        createdAt: entry.createdAt.toISOString(),
      })),
    };
  });
}
