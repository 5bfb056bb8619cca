import { z } from 'zod';
import { byId, empty, endpoint, text } from '../../kit/endpoint.contract.js';

export const apiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** The key's first characters, to tell it from others. */
  prefix: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeyView>;

export const listApiKeys = endpoint({
  id: 'listApiKeys',
  method: 'GET',
  path: '/v1/account/api-keys',
  door: 'customer',
  tag: 'API keys',
  summary: 'Keys of programs that may record usage for this account.',
  query: empty,
  reply: z.array(apiKeyView),
  refusals: ['forbidden'],
});

export const createApiKey = endpoint({
  id: 'createApiKey',
  method: 'POST',
  path: '/v1/account/api-keys',
  door: 'customer',
  tag: 'API keys',
  summary: 'A new key. Its text is in this answer and nowhere else: only its hash is kept.',
  body: z.strictObject({ name: text(60) }),
  reply: z.object({ key: z.string(), apiKey: apiKeyView }),
  status: 201,
  refusals: ['forbidden', 'too_many_api_keys'],
});

export const revokeApiKey = endpoint({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/v1/account/api-keys/:id',
  door: 'customer',
  tag: 'API keys',
  summary: 'Ends a key at once.',
  params: byId('key'),
  reply: apiKeyView,
  refusals: ['forbidden', 'api_key_not_found'],
});
