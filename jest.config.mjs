import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './scripts/swc-options.mjs';

const rootDir = fileURLToPath(new URL('.', import.meta.url));
const rooms = ['server', 'backoffice', 'portal', 'prisma', 'scripts'];

const compile = (file) => ['@swc/jest', { ...swcOptions(file), sourceMaps: 'inline' }];

export default {
  testEnvironment: `${rootDir}server/test/environment.mjs`,
  roots: rooms
    .filter((room) => existsSync(new URL(room, import.meta.url)))
    .map((room) => `<rootDir>/${room}`),
  testRegex: '\\.test\\.tsx?$',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': compile('.ts'), '\\.tsx$': compile('.tsx') },
  globalSetup: `${rootDir}server/test/global-setup.mjs`,
  globalTeardown: `${rootDir}server/test/global-teardown.mjs`,
  cacheDirectory: `${rootDir}.cache/jest`,
  watchman: false,
  // Two workers on two cores; more only make the browser tests wait for each other.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB', // ES modules in vm contexts are not collected between files
  testTimeout: 30_000,
};
