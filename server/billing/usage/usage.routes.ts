import { type Endpoints, required } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import {
  adminListCreditCosts,
  adminPutCreditCost,
  type CreditCostView,
  createHold,
  listOperations,
  recordUsage,
  recordUsageBatch,
  releaseHold,
  settleHold,
  usageAnalytics,
} from './usage.contract.js';
import type { CreditCost, HoldRow, Usage } from './usage.service.js';

const holdView = (hold: HoldRow) => ({
  id: hold.id,
  operation: hold.operation,
  quantity: toWire(hold.quantity),
  credits: toWire(hold.credits),
  status: hold.status,
  expiresAt: hold.expiresAt.toISOString(),
});

const costView = (cost: CreditCost): CreditCostView => ({
  operation: cost.operation,
  displayName: cost.displayName,
  unit: cost.unit,
  credits: toWire(cost.credits),
  isActive: cost.isActive,
});

export function usageRoutes(endpoints: Endpoints, usage: Usage): void {
  endpoints.on(recordUsage, async ({ actor, body, requestKey }) => {
    const { credits, balance } = await usage.record({
      actor,
      records: [body],
      requestKey: required(requestKey),
    });
    return { credits, balance };
  });
  endpoints.on(recordUsageBatch, async ({ actor, body, requestKey }) => {
    const { credits, balance, each } = await usage.record({
      actor,
      records: body.records,
      requestKey: required(requestKey),
    });
    return { credits, balance, records: each.map((one) => ({ credits: one })) };
  });
  endpoints.on(createHold, async ({ actor, body, requestKey }) => {
    const { operation, quantity, expiresIn } = body;
    const key = required(requestKey);
    return holdView(
      await usage.hold({ actor, operation, quantity, expiresInSeconds: expiresIn, requestKey: key }),
    );
  });
  endpoints.on(settleHold, async ({ actor, params, body, requestKey }) => {
    const { credits, balance } = await usage.settle({
      actor,
      holdId: params.id,
      quantity: body.quantity,
      requestKey,
    });
    return { credits, balance };
  });
  endpoints.on(releaseHold, async ({ actor, params }) =>
    holdView(await usage.release({ actor, holdId: params.id })),
  );
  endpoints.on(usageAnalytics, ({ actor, query }) => usage.analytics(actor, query.days));
  endpoints.on(listOperations, async ({ actor }) => (await usage.costs(actor)).map(costView));

  endpoints.on(adminListCreditCosts, async ({ actor }) => (await usage.costs(actor)).map(costView));
  endpoints.on(adminPutCreditCost, async ({ actor, body }) =>
    costView(await usage.putCost({ actor, cost: { ...body, credits: BigInt(body.credits) } })),
  );
}
