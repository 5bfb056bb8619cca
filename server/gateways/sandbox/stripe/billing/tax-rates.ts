import { newObjectId } from '../../store/objects.js';
import { previousAttributes, type Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import {
  clearableText,
  expand,
  flag,
  mergeMetadata,
  metadata,
  pagination,
  shape,
  text,
} from '../../wire/params.js';
import type { TaxRate } from './objects.js';

const fields = {
  active: flag().optional(),
  country: clearableText(2).optional(),
  description: clearableText().optional(),
  expand: expand(),
  jurisdiction: clearableText().optional(),
  metadata: metadata().optional(),
  state: clearableText(3).optional(),
  tax_type: text(50).optional(),
};

const create = endpoint({
  method: 'POST',
  path: '/v1/tax_rates',
  params: shape({ ...fields, display_name: text(50), inclusive: flag(), percentage: text(10) }),
  run: async ({ work, params }) => {
    if (!/^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/.test(params.percentage))
      throw invalidRequest('Invalid decimal: at most 100, with four decimals.', undefined, 'percentage');
    const percentage = Number(params.percentage);
    const rate: TaxRate = {
      id: newObjectId('tax_rate'),
      object: 'tax_rate',
      active: params.active ?? true,
      country: params.country ?? null,
      created: work.now,
      description: params.description ?? null,
      display_name: params.display_name,
      effective_percentage: percentage,
      flat_amount: null,
      inclusive: params.inclusive,
      jurisdiction: params.jurisdiction ?? null,
      jurisdiction_level: null,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      percentage,
      rate_type: 'percentage',
      state: params.state ?? null,
      tax_type: params.tax_type ?? null,
    };
    work.save(rate);
    work.emit('tax_rate.created', rate);
    return rate;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/tax_rates/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('tax_rate', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/tax_rates/:id',
  params: shape({ ...fields, display_name: text(50).optional() }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('tax_rate', id);
    const { expand: _, metadata: change, ...plain } = params;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const after: TaxRate = { ...before, ...given, metadata: mergeMetadata(before.metadata, change) };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('tax_rate.updated', after, previous);
    return after;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/tax_rates',
  params: shape({ ...pagination, active: flag().optional(), inclusive: flag().optional() }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'tax_rate',
      url: '/v1/tax_rates',
      page: params,
      equal: {
        active: params.active === undefined ? undefined : String(params.active),
        inclusive: params.inclusive === undefined ? undefined : String(params.inclusive),
      },
    }),
});

export const taxRateEndpoints = [create, listAll, retrieve, update];

/** The rates behind ids in a parameter; `''` clears, nothing given keeps. */
export async function ratesFrom(
  work: Work,
  ids: readonly string[] | '' | undefined,
  present: TaxRate[],
  param: string,
): Promise<TaxRate[]> {
  if (ids === undefined) return present;
  const rates: TaxRate[] = [];
  for (const id of ids) {
    const rate = await work.get('tax_rate', id, param);
    if (!rate.active) throw invalidRequest(`The tax rate ${id} is archived.`, undefined, param);
    rates.push(rate);
  }
  return rates;
}
