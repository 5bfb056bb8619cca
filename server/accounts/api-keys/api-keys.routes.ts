import type { Endpoints } from '../../kit/http/router.js';
import { type ApiKeyView, createApiKey, listApiKeys, revokeApiKey } from './api-keys.contract.js';
import type { ApiKey, ApiKeys } from './api-keys.service.js';

const view = (row: ApiKey): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

export function apiKeysRoutes(endpoints: Endpoints, apiKeys: ApiKeys): void {
  endpoints.on(listApiKeys, async ({ actor }) => (await apiKeys.list(actor)).map(view));
  endpoints.on(createApiKey, async ({ actor, body }) => {
    const { key, row } = await apiKeys.create(actor, body.name);
    return { key, apiKey: view(row) };
  });
  endpoints.on(revokeApiKey, async ({ actor, params }) => view(await apiKeys.revoke(actor, params.id)));
}
