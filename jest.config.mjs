import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('.', import.meta.url));
const rooms = ['server', 'backoffice', 'portal', 'prisma', 'scripts'];

const compile = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx },
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

export default {
  testEnvironment: 'node',
  roots: rooms
    .filter((room) => existsSync(new URL(room, import.meta.url)))
    .map((room) => `<rootDir>/${room}`),
  testRegex: '\\.test\\.tsx?$',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': compile(false), '\\.tsx$': compile(true) },
  globalSetup: `${rootDir}server/test/global-setup.mjs`,
  globalTeardown: `${rootDir}server/test/global-teardown.mjs`,
  cacheDirectory: `${rootDir}.cache/jest`,
  watchman: false,
  // Two workers on two cores; more only make the browser tests wait for each other.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB', // ES modules in vm contexts are not collected between files
  testTimeout: 30_000,
};
