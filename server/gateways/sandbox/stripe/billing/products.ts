import { newObjectId } from '../../store/objects.js';
import { previousAttributes } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import {
  clearableText,
  expand,
  flag,
  list,
  mergeMetadata,
  metadata,
  pagination,
  shape,
  text,
} from '../../wire/params.js';
import type { Product } from './objects.js';

const fields = {
  active: flag().optional(),
  description: clearableText().optional(),
  expand: expand(),
  metadata: metadata().optional(),
  statement_descriptor: text(22).optional(),
  tax_code: clearableText().optional(),
  unit_label: clearableText().optional(),
  url: clearableText().optional(),
};

const create = endpoint({
  method: 'POST',
  path: '/v1/products',
  params: shape({ ...fields, id: text(255).optional(), name: text() }),
  run: async ({ work, params }) => {
    if (params.id !== undefined && (await work.follow(params.id)) !== null)
      throw invalidRequest(`Product already exists.`, 'resource_already_exists', 'id');
    const product: Product = {
      id: params.id ?? newObjectId('product'),
      object: 'product',
      active: params.active ?? true,
      created: work.now,
      default_price: null,
      description: params.description ?? null,
      images: [],
      livemode: false,
      marketing_features: [],
      metadata: mergeMetadata({}, params.metadata),
      name: params.name,
      package_dimensions: null,
      shippable: null,
      statement_descriptor: params.statement_descriptor ?? null,
      tax_code: params.tax_code ?? null,
      tax_details: null,
      type: 'service',
      unit_label: params.unit_label ?? null,
      updated: work.now,
      url: params.url ?? null,
    };
    work.save(product);
    work.emit('product.created', product);
    return product;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/products/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('product', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/products/:id',
  params: shape({ ...fields, name: text().optional() }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('product', id);
    const { expand: _, metadata: change, ...plain } = params;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const after: Product = { ...before, ...given, metadata: mergeMetadata(before.metadata, change) };
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) {
      after.updated = work.now;
      work.emit('product.updated', after, { ...previous, updated: before.updated });
    }
    work.save(after);
    return after;
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/v1/products/:id',
  params: shape({}),
  run: async ({ work, id }) => {
    const product = await work.lock('product', id);
    const { data } = await listObjects(work, {
      type: 'price',
      url: '',
      page: { limit: 1 },
      equal: { product: id },
    });
    if (data.length > 0)
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
    work.emit('product.deleted', product);
    const stub = { id, object: 'product', deleted: true } as const;
    work.save(stub as unknown as Product, { isDeleted: true });
    return stub;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/products',
  params: shape({ ...pagination, active: flag().optional(), ids: list(text()).optional() }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'product',
      url: '/v1/products',
      page: params,
      equal: { active: params.active === undefined ? undefined : String(params.active) },
      where: [{ sql: (value) => `id = any(${value}::text[])`, value: params.ids }],
    }),
});

export const productEndpoints = [create, listAll, retrieve, update, remove];
