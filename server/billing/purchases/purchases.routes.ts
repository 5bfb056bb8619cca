import type { Endpoints } from '../../kit/http/router.js';
import { purchaseCredits, quoteCredits } from './purchases.contract.js';
import type { Purchases } from './purchases.service.js';
import { purchaseView, quoteView } from './purchases.views.js';

export function purchasesRoutes(endpoints: Endpoints, purchases: Purchases): void {
  endpoints.on(quoteCredits, async ({ actor, params }) => {
    const { credits, totals } = await purchases.quote(actor, params.id);
    return quoteView(params.id, credits, totals);
  });
  endpoints.on(purchaseCredits, async ({ actor, body: { packageId, ...payWith }, requestKey }) =>
    purchaseView(await purchases.buy({ actor, packageId, payWith, requestKey })),
  );
}
