import { type Endpoints, required } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import { adminAdjustCredits, adminTransferCredits, getBalance, listEntries } from './credits.contract.js';
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
        debt: toWire(entry.debt),
        lotId: entry.lotId,
        source: entry.lot?.source ?? null,
        invoiceId: entry.lot?.invoiceLine?.invoiceId ?? null,
        operation: entry.usageEvent?.operation ?? null,
        quantity: entry.usageEvent ? toWire(entry.usageEvent.quantity) : null,
        reason: entry.reason,
        createdAt: entry.createdAt.toISOString(),
      })),
    };
  });

  endpoints.on(adminAdjustCredits, async ({ actor, params, body, requestKey }) => {
    const { balance } = await credits.adjust({
      actor,
      accountId: params.id,
      credits: BigInt(body.credits),
      reason: body.reason,
      requestKey: required(requestKey),
    });
    return { balance: toWire(balance) };
  });
  endpoints.on(adminTransferCredits, async ({ actor, params, body, requestKey }) => {
    await credits.transfer({
      actor,
      fromAccountId: params.id,
      toAccountId: body.toAccountId,
      credits: BigInt(body.credits),
      reason: body.reason,
      requestKey: required(requestKey),
    });
    return { balance: toWire(await credits.spendableOf(params.id)) };
  });
}
