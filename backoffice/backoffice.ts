import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { LoadedAdmin } from './admin.js';
import { componentsBundle, inAdminJsEnvironment } from './environment.js';
import { PUBLIC_FILES, serveFiles } from './gate/assets.js';
import { smallBodiesOnly } from './gate/body.js';
import { securityHeaders } from './gate/headers.js';
import { sameOriginOnly } from './gate/origin.js';
import { rewritePages } from './gate/page.js';
import { toScreens } from './gate/redirects.js';
import { staffOnly } from './gate/session.js';
import type { Room } from './kit/ports.js';
import { mailPreview } from './pages/mailPreview.js';
import { signInPages } from './signin/pages.js';

export interface Backoffice {
  /** To be mounted at the root of the app, before any body parser; it answers `/admin` and what lies below. */
  readonly router: Router;
  close(): Promise<void>;
}

/**
 * The back office. Everything passes the gate in this order: security headers, what anybody may see (our own files and the
 * sign-in pages), a staff session, the same origin, a small body; only then AdminJS, which is loaded on the first request
 * that gets there (it costs 200 MB, so a process whose back office nobody opens does not pay for it).
 */
export function createBackoffice(room: Room): Backoffice {
  const inside = Router({ caseSensitive: false, strict: false });
  inside.use(securityHeaders, serveFiles(PUBLIC_FILES), signInPages(room));
  inside.use(staffOnly(room.services), sameOriginOnly(room.config.web.baseUrl), smallBodiesOnly());
  inside.use('/admin/refresh-token', notFound);
  inside.use(toScreens, mailPreview(room), rewritePages, adminJs(room), notFound, failed(room));
  const router = Router();
  router.use((req, res, next) => (/^\/admin(\/|$)/i.test(req.path) ? inside(req, res, next) : next()));
  return { router, close: () => Promise.resolve() };
}

const notFound: RequestHandler = (_req, res) => {
  res.status(404).type('text').send('There is nothing here.');
};

/** AdminJS, loaded by the first request that needs it. */
function adminJs(room: Room): RequestHandler {
  let loading: Promise<Router> | undefined;
  return async (req, res, next) => {
    loading ??= load(room).catch((error: unknown) => {
      loading = undefined; // the next request tries again
      throw error;
    });
    (await loading)(req, res, next);
  };
}

async function load(room: Room): Promise<Router> {
  const admin = await inAdminJsEnvironment('skip', async () => (await import('./admin.js')).loadAdmin(room));
  const router = Router();
  router.use(serveFiles({ ...admin.files, '/admin/frontend/assets/components.bundle.js': componentsBundle }));
  router.use('/admin/api/resources', knownOnly(admin));
  router.use('/admin', admin.router);
  return router;
}

/** AdminJS answers 500 to a resource or an action that it does not know; its older `search` address writes to the console. */
function knownOnly(admin: LoadedAdmin): RequestHandler {
  return (req, res, next) => {
    const [, resourceId, action] =
      /^\/([^/]+)\/(?:actions|records\/[^/]+|bulk)\/([^/]+)/.exec(req.path) ?? [];
    if (resourceId !== undefined && action !== undefined && admin.knows(resourceId, action)) return next();
    notFound(req, res, next);
  };
}

/** Our own fault, or a browser that went away: logged, answered without a word about it. */
function failed({ logger }: Room): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    logger.error({ err: error, path: req.path, method: req.method }, 'The back office failed to answer');
    if (res.headersSent) return next(error);
    res
      .status(500)
      .json({ notice: { type: 'error', message: 'Something went wrong on our side. Please try again.' } });
  };
}
