import { newObjectId } from '../../store/objects.js';
import { previousAttributes, type Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import {
  clearableText,
  expand,
  flag,
  integer,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
} from '../../wire/params.js';
import { readCurrency } from '../currencies.js';
import type { Price } from './objects.js';

const INTERVALS = ['day', 'week', 'month', 'year'] as const;
const COUNT_MAX = { day: 1095, week: 156, month: 36, year: 3 } as const;

export const recurringParams = shape({
  interval: oneOf(INTERVALS),
  interval_count: integer({ min: 1 }).optional(),
  usage_type: oneOf(['licensed']).optional(),
});

const create = endpoint({
  method: 'POST',
  path: '/v1/prices',
  params: shape({
    active: flag().optional(),
    billing_scheme: oneOf(['per_unit']).optional(),
    currency: text(3),
    expand: expand(),
    lookup_key: text(200).optional(),
    metadata: metadata().optional(),
    nickname: text().optional(),
    product: text(),
    recurring: recurringParams.optional(),
    tax_behavior: oneOf(['exclusive', 'inclusive', 'unspecified']).optional(),
    transfer_lookup_key: flag().optional(),
    unit_amount: integer({ min: 0 }),
  }),
  run: async ({ work, params }) => {
    await work.get('product', params.product, 'product');
    const count = params.recurring?.interval_count ?? 1;
    if (params.recurring !== undefined && count > COUNT_MAX[params.recurring.interval])
      throw invalidRequest(
        'The interval may be three years at most.',
        undefined,
        'recurring[interval_count]',
      );
    if (params.lookup_key !== undefined)
      await claimLookupKey(work, params.lookup_key, params.transfer_lookup_key === true);
    const price: Price = {
      id: newObjectId('price'),
      object: 'price',
      active: params.active ?? true,
      billing_scheme: 'per_unit',
      created: work.now,
      currency: readCurrency(params.currency),
      custom_unit_amount: null,
      livemode: false,
      lookup_key: params.lookup_key ?? null,
      metadata: mergeMetadata({}, params.metadata),
      nickname: params.nickname ?? null,
      product: params.product,
      recurring:
        params.recurring === undefined
          ? null
          : {
              interval: params.recurring.interval,
              interval_count: count,
              meter: null,
              trial_period_days: null,
              usage_type: 'licensed',
            },
      tax_behavior: params.tax_behavior ?? 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: params.recurring === undefined ? 'one_time' : 'recurring',
      unit_amount: params.unit_amount,
      unit_amount_decimal: String(params.unit_amount),
    };
    work.save(price);
    work.emit('price.created', price);
    return price;
  },
});

/** One price has a key at a time. Two that ask for it at once wait for each other. */
async function claimLookupKey(work: Work, key: string, isTransferred: boolean): Promise<void> {
  await work.query("select pg_advisory_xact_lock(hashtextextended('sandbox.lookup_key:' || $1, 0))", [key]);
  const { data } = await listObjects(work, {
    type: 'price',
    url: '',
    page: { limit: 1 },
    equal: { lookup_key: key },
  });
  const holder = data[0];
  if (holder === undefined) return;
  if (!isTransferred)
    throw invalidRequest(`A price (\`${holder.id}\`) already uses that lookup key.`, undefined, 'lookup_key');
  const before = await work.lock('price', holder.id);
  const after: Price = { ...before, lookup_key: null };
  work.save(after);
  work.emit('price.updated', after, { lookup_key: key });
}

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/prices/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('price', id),
});

/** What a price costs never changes. */
const update = endpoint({
  method: 'POST',
  path: '/v1/prices/:id',
  params: shape({
    active: flag().optional(),
    expand: expand(),
    lookup_key: clearableText(200).optional(),
    metadata: metadata().optional(),
    nickname: clearableText().optional(),
    transfer_lookup_key: flag().optional(),
  }),
  run: async ({ work, params, id }) => {
    if (params.lookup_key) await claimLookupKey(work, params.lookup_key, params.transfer_lookup_key === true);
    const before = await work.lock('price', id);
    const after: Price = {
      ...before,
      active: params.active ?? before.active,
      lookup_key: params.lookup_key === undefined ? before.lookup_key : params.lookup_key,
      metadata: mergeMetadata(before.metadata, params.metadata),
      nickname: params.nickname === undefined ? before.nickname : params.nickname,
    };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('price.updated', after, previous);
    return after;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/prices',
  params: shape({
    ...pagination,
    active: flag().optional(),
    currency: text(3).optional(),
    lookup_keys: list(text(200), 10).optional(),
    product: text().optional(),
    recurring: shape({ interval: oneOf(INTERVALS).optional() }).optional(),
    type: oneOf(['one_time', 'recurring']).optional(),
  }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'price',
      url: '/v1/prices',
      page: params,
      equal: {
        active: params.active === undefined ? undefined : String(params.active),
        currency: params.currency,
        product: params.product,
        type: params.type,
      },
      where: [
        { sql: (value) => `data->>'lookup_key' = any(${value}::text[])`, value: params.lookup_keys },
        { sql: (value) => `data#>>'{recurring,interval}' = ${value}`, value: params.recurring?.interval },
      ],
    }),
});

export const priceEndpoints = [create, listAll, retrieve, update];

export type RecurringPrice = Price & { recurring: NonNullable<Price['recurring']> };

/** A recurring price that may be subscribed to. */
export async function getRecurring(work: Work, id: string, param: string): Promise<RecurringPrice> {
  const price = await work.get('price', id, param);
  const { recurring } = price;
  if (recurring === null) {
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      undefined,
      param,
    );
  }
  if (!price.active)
    throw invalidRequest(
      `The price specified is inactive. This field only accepts active prices.`,
      undefined,
      param,
    );
  return { ...price, recurring };
}
