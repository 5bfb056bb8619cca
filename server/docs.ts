import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';
import type { EndpointSpec } from './kit/endpoint.contract.js';
import { projectRoot } from './kit/project-root.js';
import { openApi } from './openapi.js';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countinghouse API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, defaultModelsExpandDepth: 0, validatorUrl: null });
`;

/** `/openapi.json`, printed from the contracts, and the readable page at `/docs`. */
export function apiReference(specs: readonly EndpointSpec[], url: string): Router {
  const router = Router();
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  let document: string | null = null; // printed on first use
  router.get('/openapi.json', (_req, res) => {
    document ??= JSON.stringify(openApi(specs, { url, version }));
    res.type('json').send(document);
  });
  router.get('/docs', (_req, res) => void res.type('html').send(PAGE));
  router.get('/docs/start.js', (_req, res) => void res.type('js').send(START));
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of FILES) router.get(`/docs/${file}`, (_req, res) => res.sendFile(join(folder, file)));
  return router;
}
