import type { Endpoints } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import { invoiceView } from '../invoices/invoices.views.js';
import { paymentView } from '../payments/payments.views.js';
import { purchaseCredits } from './purchases.contract.js';
import type { Purchases } from './purchases.service.js';

export function purchasesRoutes(endpoints: Endpoints, purchases: Purchases): void {
  endpoints.on(purchaseCredits, async ({ actor, body: { packageId, ...payWith }, requestKey }) => {
    const { invoice, payment, credits } = await purchases.buy({ actor, packageId, payWith, requestKey });
    return { invoice: invoiceView(invoice), payment: paymentView(payment), credits: toWire(credits) };
  });
}
