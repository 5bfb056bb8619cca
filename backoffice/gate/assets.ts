import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { projectRoot } from '../../server/kit/project-root.js';
import { staticFolder } from '../environment.js';

const compress = promisify(gzip);
const SMALLEST_TO_COMPRESS = 1_400;

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer | null;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Our own files that anybody may have: the sign-in page needs them. */
export const PUBLIC_FILES: Readonly<Record<string, string>> = {
  '/admin/static/backoffice.css': join(staticFolder, 'backoffice.css'),
  '/admin/static/sign-in.css': join(staticFolder, 'sign-in.css'),
  '/admin/static/sign-in.js': join(staticFolder, 'sign-in.js'),
  '/admin/static/palette.css': join(staticFolder, 'palette.css'),
  '/admin/static/logo.svg': join(projectRoot, 'assets', 'logo.svg'),
  '/admin/static/logo-dark.svg': join(projectRoot, 'assets', 'logo-dark.svg'),
  '/admin/static/favicon.svg': join(projectRoot, 'assets', 'favicon.svg'),
  '/admin/static/inter.woff2': join(
    projectRoot,
    'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  ),
  '/admin/static/inter-ext.woff2': join(
    projectRoot,
    'node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  ),
};

/**
 * Serves a fixed list of files: each is read and compressed once. Files are read by us and not by `res.sendFile`, which
 * refuses every path with a dot-folder in it, wherever the project was cloned to. Revalidated on each use.
 */
export function serveFiles(files: Readonly<Record<string, string>>): RequestHandler {
  const assets = new Map<string, Promise<Asset>>();
  return async (req, res, next) => {
    const path = Object.hasOwn(files, req.path) ? files[req.path] : undefined;
    if (path === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return next();
    const asset = await load(assets, path);
    res.set({
      'Cache-Control': 'no-cache',
      ETag: asset.etag,
      Vary: 'Accept-Encoding',
      'Content-Type': asset.type,
    });
    if (req.fresh) return void res.status(304).end();
    if (asset.gzipped && req.acceptsEncodings('gzip')) {
      return void res.set('Content-Encoding', 'gzip').end(asset.gzipped);
    }
    res.end(asset.plain);
  };
}

function load(assets: Map<string, Promise<Asset>>, path: string): Promise<Asset> {
  const known = assets.get(path);
  if (known) return known;
  const asset = read(path);
  assets.set(path, asset);
  asset.catch(() => assets.delete(path)); // a bundle that is not there yet may come
  return asset;
}

async function read(path: string): Promise<Asset> {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const plain = await readFile(path);
  const isWorthIt = extension !== 'woff2' && plain.length > SMALLEST_TO_COMPRESS;
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
    plain,
    gzipped: isWorthIt ? await compress(plain) : null,
  };
}
