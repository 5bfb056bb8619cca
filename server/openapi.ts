import { z } from 'zod';
import {
  type EndpointSpec,
  isFile,
  type ListSpec,
  problem,
  type UploadSpec,
} from './kit/endpoint.contract.js';

type Json = Record<string, unknown>;

const SECURITY: Record<EndpointSpec['door'], Json[]> = {
  public: [],
  user: [{ customerSession: [] }],
  customer: [{ customerSession: [] }],
  staff: [{ staffSession: [] }],
  apiKey: [{ apiKey: [] }],
};

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
};

/** Prints the contracts as OpenAPI 3.1: the same zod types that check the requests. */
export function openApi(specs: readonly EndpointSpec[], server: { url: string; version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const spec of [...specs].sort((a, b) => a.path.localeCompare(b.path))) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(spec) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countinghouse',
      version: server.version,
      description:
        'Money is an integer of minor units with its currency beside it. Instants are RFC 3339 in UTC. Every path works with and without a trailing slash. ' +
        'Every refusal is `application/problem+json` with a stable `code`.',
    },
    servers: [{ url: server.url }],
    tags: [...new Set(specs.map((spec) => spec.tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        customerSession: {
          type: 'apiKey',
          in: 'cookie',
          name: 'portal.session_token',
          description: 'POST /v1/auth/sign-in/email',
        },
        staffSession: {
          type: 'apiKey',
          in: 'cookie',
          name: 'staff.session_token',
          description: 'POST /v1/staff/auth/sign-in/email',
        },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(spec: EndpointSpec): Json {
  return {
    operationId: spec.id,
    tags: [spec.tag],
    summary: spec.summary,
    security: SECURITY[spec.door],
    parameters: parametersOf(spec),
    ...(spec.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(spec.body, 'input') } },
          },
        }
      : {}),
    ...(spec.upload ? { requestBody: formOf(spec.upload) } : {}),
    responses: {
      [String(spec.status ?? 200)]: replyOf(spec),
      default: {
        description: spec.refusals
          ? `Refused. Codes: ${spec.refusals.map((code) => `\`${code}\``).join(', ')}`
          : 'Refused.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** In OpenAPI 3.1 a file in a form is a string without a content type of its own; `encoding` says what may be in it. */
function formOf({ field, maxBytes, mediaTypes }: UploadSpec): Json {
  const file = { type: 'string', format: 'binary', description: `One file of at most ${maxBytes} bytes` };
  return {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: [field],
          properties: { [field]: file },
          additionalProperties: false,
        },
        encoding: { [field]: { contentType: mediaTypes.join(', ') } },
      },
    },
  };
}

function replyOf(spec: EndpointSpec): Json {
  if (isFile(spec.reply)) {
    const types = typeof spec.reply === 'string' ? [spec.reply] : spec.reply;
    return { description: 'Done.', content: Object.fromEntries(types.map((type) => [type, {}])) };
  }
  return {
    description: 'Done.',
    ...(spec.list
      ? { headers: { 'X-Total-Count': { schema: { type: 'integer' }, description: 'Rows in all' } } }
      : {}),
    content: { 'application/json': { schema: schemaOf(spec.reply, 'output') } },
  };
}

function parametersOf(spec: EndpointSpec): Json[] {
  const from = (place: 'path' | 'query', object: z.ZodObject | undefined): Json[] => {
    const schema = object ? schemaOf(object, 'input') : {};
    const required = (schema.required ?? []) as string[];
    return Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([name, type]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: type,
    }));
  };
  const key = spec.idempotency
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: spec.idempotency === 'required',
          schema: { type: 'string', maxLength: 255 },
        },
      ]
    : [];
  return [
    ...from('path', spec.params),
    ...from('query', spec.query),
    ...(spec.list ? listParameters(spec.list) : []),
    ...key,
  ];
}

function listParameters(list: ListSpec): Json[] {
  const query = (name: string, schema: Json, description: string): Json => ({
    name,
    in: 'query',
    required: false,
    schema,
    description,
  });
  return [
    query('_start', { type: 'integer', minimum: 0 }, 'First row, from 0'),
    query('_end', { type: 'integer', minimum: 0 }, 'Row after the last; at most 100 rows'),
    query('_sort', { type: 'string', enum: list.sortable }, 'Several fields are joined by commas'),
    query('_order', { type: 'string', enum: ['asc', 'desc'] }, 'One per field of `_sort`'),
    ...(list.searchable ? [query('q', { type: 'string', maxLength: 200 }, 'Search')] : []),
    ...Object.entries(list.filters).map(([name, type]) =>
      query(
        name,
        schemaOf(type, 'input'),
        `Also \`${name}_ne\`, \`${name}_gte\`, \`${name}_lte\`, \`${name}_like\`; repeated: one of`,
      ),
    ),
  ];
}
