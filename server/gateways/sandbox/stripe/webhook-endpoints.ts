import { newObjectId, randomText, type StoredObjects } from '../store/objects.js';
import { endpoint } from '../wire/endpoint.js';
import { listObjects } from '../wire/lists.js';
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
  webUrl,
} from '../wire/params.js';

type WebhookEndpoint = StoredObjects['webhook_endpoint'];

const fields = {
  description: clearableText().optional(),
  expand: expand(),
  metadata: metadata().optional(),
};

const create = endpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints',
  params: shape({
    ...fields,
    api_version: text(40).optional(),
    connect: flag().optional(),
    enabled_events: list(text(100), 500),
    url: webUrl(),
  }),
  run: async ({ work, params }) => {
    const secret = `whsec_${randomText(32)}`;
    const stored: WebhookEndpoint = {
      id: newObjectId('webhook_endpoint'),
      object: 'webhook_endpoint',
      api_version: params.api_version ?? null,
      application: null,
      created: work.now,
      description: params.description ?? null,
      enabled_events: params.enabled_events,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      status: 'enabled',
      url: params.url,
    };
    work.save(stored, { secret });
    // The secret is shown once, in this answer.
    return { ...stored, secret };
  },
});

const update = endpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints/:id',
  params: shape({
    ...fields,
    disabled: flag().optional(),
    enabled_events: list(text(100), 500).optional(),
    url: webUrl().optional(),
  }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('webhook_endpoint', id);
    const after: WebhookEndpoint = {
      ...before,
      description: params.description === undefined ? before.description : params.description,
      enabled_events: params.enabled_events ?? before.enabled_events,
      metadata: mergeMetadata(before.metadata, params.metadata),
      status: params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled',
      url: params.url ?? before.url,
    };
    work.save(after);
    return after;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('webhook_endpoint', id),
});

const remove = endpoint({
  method: 'DELETE',
  path: '/v1/webhook_endpoints/:id',
  params: shape({}),
  run: async ({ work, id }) => {
    await work.lock('webhook_endpoint', id);
    const stub = { id, object: 'webhook_endpoint', deleted: true } as const;
    work.save(stub as unknown as WebhookEndpoint, { isDeleted: true });
    return stub;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints',
  params: shape({ ...pagination }),
  run: ({ work, params }) =>
    listObjects(work, { type: 'webhook_endpoint', url: '/v1/webhook_endpoints', page: params }),
});

export const webhookEndpointEndpoints = [create, listAll, retrieve, update, remove];
