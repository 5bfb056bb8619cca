import { z } from 'zod';
import { amount, empty, endpoint } from '../../kit/endpoint.contract.js';

export const creditPackage = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  credits: z.int(),
  price: amount,
  currency: z.string(),
  discountPercentage: z.int(),
  isFeatured: z.boolean(),
});
export type CreditPackageView = z.infer<typeof creditPackage>;

export const listPackages = endpoint({
  id: 'listCreditPackages',
  method: 'GET',
  path: '/v1/billing/credits/packages',
  door: 'customer',
  tag: 'Credits',
  summary:
    "Packages on sale in the account's currency, in their order. `price` is the list price; `discountPercentage` comes off it.",
  query: empty,
  reply: z.array(creditPackage),
});
