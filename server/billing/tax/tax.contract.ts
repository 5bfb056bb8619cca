import { z } from 'zod';
import { byId, country, date, empty, endpoint, text } from '../../kit/endpoint.contract.js';
import { taxCategory } from './tax.categories.contract.js';

export const getTaxTreatment = endpoint({
  id: 'getTaxTreatment',
  method: 'GET',
  path: '/v1/billing/tax-treatment',
  door: 'customer',
  tag: 'Account',
  summary: 'How the next invoice of the account would be taxed today, and what it would say of it.',
  query: empty,
  reply: z.object({
    category: taxCategory,
    name: z.string(),
    basisPoints: z.int(),
    pricesIncludeTax: z.boolean(),
    reason: z.string(),
    note: z.string().nullable(),
  }),
});

// ── staff ──

const region = z
  .string()
  .regex(/^[A-Z0-9]{1,3}$/, 'The code of ISO 3166-2 without its country, such as CA for California');
const basisPoints = z.int().min(0).max(10_000);

export const taxRate = z.object({
  id: z.string(),
  country: z.string(),
  region: z.string().nullable(),
  name: z.string(),
  basisPoints: z.int(),
  isInclusive: z.boolean(),
  validFrom: z.string(),
  /** The first day on which it no longer holds; null while no end is known. */
  validTo: z.string().nullable(),
  createdAt: z.string(),
});
export type TaxRateView = z.infer<typeof taxRate>;

export const adminListTaxRates = endpoint({
  id: 'adminListTaxRates',
  method: 'GET',
  path: '/v1/admin/tax-rates',
  door: 'staff',
  tag: 'Staff: tax',
  summary: 'Tax rates by country and region, with the days on which they hold.',
  list: {
    sortable: ['country', 'validFrom', 'createdAt'],
    defaultOrder: 'asc',
    filters: { country, region, validFrom: date, validTo: date },
    searchable: false,
  },
  reply: z.array(taxRate),
});

export const adminCreateTaxRate = endpoint({
  id: 'adminCreateTaxRate',
  method: 'POST',
  path: '/v1/admin/tax-rates',
  door: 'staff',
  tag: 'Staff: tax',
  summary:
    'List a rate: from `validFrom` on tax is charged in that place. A rate of a region goes before that of its country. To change a rate, end it and list the new one.',
  body: z.strictObject({
    country,
    region: region.nullable().optional(),
    name: text(40),
    basisPoints,
    isInclusive: z.boolean().optional(),
    validFrom: date,
    validTo: date.nullable().optional(),
  }),
  reply: taxRate,
  status: 201,
  refusals: ['tax_rate_ends_before', 'tax_rate_overlaps'],
});

export const adminUpdateTaxRate = endpoint({
  id: 'adminUpdateTaxRate',
  method: 'PATCH',
  path: '/v1/admin/tax-rates/:id',
  door: 'staff',
  tag: 'Staff: tax',
  summary:
    'End a rate with `validTo`, the first day on which it no longer holds. Everything else can be corrected only while no invoice was issued with it.',
  params: byId('tax'),
  body: z.strictObject({
    name: text(40).optional(),
    basisPoints: basisPoints.optional(),
    isInclusive: z.boolean().optional(),
    validFrom: date.optional(),
    validTo: date.nullable().optional(),
  }),
  reply: taxRate,
  refusals: ['tax_rate_not_found', 'tax_rate_ends_before', 'tax_rate_overlaps', 'tax_rate_used'],
});
