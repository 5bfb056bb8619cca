import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EndpointSpec } from '../kit/endpoint.contract.js';

const server = dirname(dirname(fileURLToPath(import.meta.url)));

const isSpec = (value: unknown): value is EndpointSpec =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  'method' in value &&
  'door' in value &&
  'reply' in value;

/** Every contract of the house, read from the `*.contract.ts` files themselves: a new one is in every test of all of them. */
export async function allContracts(): Promise<EndpointSpec[]> {
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.contract.ts'),
  );
  const specs = new Map<string, EndpointSpec>();
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(server, file)).href)) as Record<string, unknown>;
    for (const spec of Object.values(module).filter(isSpec)) specs.set(`${spec.method} ${spec.path}`, spec);
  }
  return [...specs.values()];
}
