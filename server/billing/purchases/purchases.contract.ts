import { z } from 'zod';
import { amount, byId, empty, endpoint, idOf } from '../../kit/endpoint.contract.js';
import { invoice } from '../invoices/invoices.contract.js';
import { payment, payWith } from '../payments/payments.contract.js';
import { taxTotal } from '../tax/tax.categories.contract.js';

export const purchaseCredits = endpoint({
  id: 'purchaseCredits',
  method: 'POST',
  path: '/v1/billing/credits/purchase',
  door: 'customer',
  tag: 'Credits',
  summary:
    'Buy a credit package: issues the invoice and starts its payment. The credits are granted once the invoice is paid. ' +
    'A declined card is 402; the invoice stays open and can be paid again.',
  body: z.strictObject({ packageId: idOf('pkg'), ...payWith }),
  reply: z.object({ invoice, payment, credits: z.int() }),
  status: 201,
  idempotency: 'optional',
  refusals: [
    'credit_package_not_found',
    'method_not_available',
    'account_suspended',
    'card_declined',
    'gateway_unavailable',
  ],
});
export type PurchaseView = z.infer<typeof purchaseCredits.reply>;

export const quoteCredits = endpoint({
  id: 'quoteCredits',
  method: 'GET',
  path: '/v1/billing/credits/quotes/:id',
  door: 'customer',
  tag: 'Credits',
  summary:
    'What the package with this id would cost the account now, with its discount and tax: exactly what a purchase then bills.',
  params: byId('pkg'),
  query: empty,
  reply: z.object({
    packageId: z.string(),
    credits: z.int(),
    currency: z.string(),
    subtotal: amount,
    discount: amount,
    taxes: z.array(taxTotal),
    tax: amount,
    total: amount,
    /** The list price and the discount hold the tax. */
    pricesIncludeTax: z.boolean(),
    taxNote: z.string().nullable(),
  }),
  refusals: ['credit_package_not_found'],
});
export type QuoteView = z.infer<typeof quoteCredits.reply>;
