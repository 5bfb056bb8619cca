// Takes what the tests need out of PayPal's published specifications: the schemas of the answers that the sandbox gives.
// Prose and examples are left out, `allOf` is folded together and properties that a schema does not name are refused.
// Usage: node scripts/paypal-schema/trim.mjs <folder with the specifications> > scripts/paypal-schema/specs.json
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPERATIONS = {
  'checkout_orders_v2.json': [
    ['post', '/v2/checkout/orders'],
    ['get', '/v2/checkout/orders/{id}'],
    ['patch', '/v2/checkout/orders/{id}'],
    ['post', '/v2/checkout/orders/{id}/capture'],
  ],
  'payments_payment_v2.json': [
    ['get', '/v2/payments/captures/{capture_id}'],
    ['post', '/v2/payments/captures/{capture_id}/refund'],
    ['get', '/v2/payments/refunds/{refund_id}'],
  ],
  'vault_payment_tokens_v3.json': [
    ['post', '/v3/vault/setup-tokens'],
    ['get', '/v3/vault/setup-tokens/{id}'],
    ['post', '/v3/vault/payment-tokens'],
    ['get', '/v3/vault/payment-tokens'],
    ['get', '/v3/vault/payment-tokens/{id}'],
    ['delete', '/v3/vault/payment-tokens/{id}'],
  ],
  'notifications_webhooks_v1.json': [
    ['post', '/v1/notifications/verify-webhook-signature'],
    ['get', '/v1/notifications/webhooks-events'],
    ['get', '/v1/notifications/webhooks-events/{event_id}'],
  ],
  'customer_disputes_v1.json': [['get', '/v1/customer/disputes/{id}']],
  'reporting_transactions_v1.json': [['get', '/v1/reporting/transactions']],
};
const PROSE = new Set([
  'description',
  'title',
  'example',
  'examples',
  'externalDocs',
  'readOnly',
  'deprecated',
  'default',
]);

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder with the specifications.');
const trimmed = {};
for (const [file, operations] of Object.entries(OPERATIONS)) {
  const spec = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const schemas = {};
  const answers = {};
  const take = (name) => {
    if (schemas[name]) return;
    schemas[name] = {};
    schemas[name] = strict(withoutProse(spec.components.schemas[name]), spec);
    for (const next of references(schemas[name])) take(next);
  };
  // Newer than the specification: the merchant's own name for a customer, as the SDK's types have it.
  if (spec.components.schemas.customer && file.startsWith('vault')) {
    spec.components.schemas.customer.properties.merchant_customer_id = {
      type: 'string',
      minLength: 1,
      maxLength: 64,
    };
  }
  for (const [method, path] of operations) {
    const answer = {};
    for (const [status, given] of Object.entries(spec.paths[path][method].responses)) {
      const response = given.$ref ? spec.components.responses[given.$ref.split('/').at(-1)] : given;
      const schema = response.content?.['application/json']?.schema;
      answer[status] = schema ? strictInside(withoutProse(schema), spec) : null;
      for (const name of references(answer[status] ?? {})) take(name);
    }
    answers[`${method.toUpperCase()} ${path}`] = answer;
  }
  trimmed[file.replace('.json', '')] = { answers, schemas };
}
process.stdout.write(`${JSON.stringify(trimmed)}\n`);

function withoutProse(value, isNames = false) {
  if (Array.isArray(value)) return value.map((inner) => withoutProse(inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isNames || (!PROSE.has(name) && !name.startsWith('x-')))
      .map(([name, inner]) => [name, withoutProse(inner, name === 'properties')]),
  );
}

/** Folds `allOf` into one list of properties, so that everything else can be refused. */
function strict(schema, spec) {
  const folded = fold(schema, spec);
  for (const [name, inner] of Object.entries(folded.properties ?? {}))
    folded.properties[name] = strictInside(inner, spec);
  if (folded.items) folded.items = strictInside(folded.items, spec);
  if (folded.properties && folded.additionalProperties === undefined) folded.additionalProperties = false;
  return folded;
}

function strictInside(schema, spec) {
  const isChoice =
    schema.$ref || schema.anyOf || schema.oneOf || schema.allOf?.every((part) => part.type === 'array');
  return isChoice ? schema : strict(schema, spec);
}

function fold(schema, spec) {
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  const parts = allOf.map((part) =>
    fold(part.$ref ? withoutProse(spec.components.schemas[part.$ref.split('/').at(-1)]) : part, spec),
  );
  const properties = { ...own.properties };
  for (const part of parts) {
    for (const [name, inner] of Object.entries(part.properties ?? {})) {
      properties[name] = properties[name] ? { allOf: [properties[name], inner] } : inner;
    }
  }
  const required = [...new Set([own, ...parts].flatMap((part) => part.required ?? []))];
  return { ...own, type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function references(value, found = new Set()) {
  if (typeof value !== 'object' || value === null) return found;
  if (typeof value.$ref === 'string') found.add(value.$ref.split('/').at(-1));
  for (const inner of Object.values(value)) references(inner, found);
  return found;
}
