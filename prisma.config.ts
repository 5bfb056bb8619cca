import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { defineConfig } from 'prisma/config';

// The JavaScript engine needs no download. Without a URL the command line would try to fetch a native one all the same,
// so `prisma generate`, which never connects, is given an address that leads nowhere.
const nowhere = 'postgresql://unset:unset@127.0.0.1:5432/unset';
process.env['DATABASE_URL'] ??= nowhere;

export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env['DATABASE_URL'] ?? nowhere }),
  schema: fileURLToPath(new URL('prisma/schema', import.meta.url)),
  migrations: { path: fileURLToPath(new URL('prisma/migrations', import.meta.url)) },
});
