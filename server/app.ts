import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { accountRoutes } from './accounts/account/account.routes.js';
import { apiKeysRoutes } from './accounts/api-keys/api-keys.routes.js';
import { limitsRoutes } from './accounts/limits/limits.routes.js';
import { auditRoutes } from './audit/audit.routes.js';
import { approvalsRoutes } from './billing/approvals/approvals.routes.js';
import { creditsRoutes } from './billing/credits/credits.routes.js';
import { invoiceBulkRoutes } from './billing/invoices/invoices.bulk.routes.js';
import { creditNotesRoutes } from './billing/invoices/invoices.credit-notes.routes.js';
import { draftsRoutes } from './billing/invoices/invoices.drafts.routes.js';
import { numbersRoutes } from './billing/invoices/invoices.numbers.routes.js';
import { invoicesRoutes } from './billing/invoices/invoices.routes.js';
import { booksRoutes } from './billing/journal/journal.routes.js';
import { methodsRoutes } from './billing/methods/methods.routes.js';
import { packagesRoutes } from './billing/packages/packages.routes.js';
import { balanceRoutes } from './billing/payments/payments.balance.routes.js';
import { paymentProofsRoutes } from './billing/payments/payments.proofs.routes.js';
import { refundsRoutes } from './billing/payments/payments.refunds.routes.js';
import { paymentsRoutes } from './billing/payments/payments.routes.js';
import { purchasesRoutes } from './billing/purchases/purchases.routes.js';
import { rechargeRoutes } from './billing/recharge/recharge.routes.js';
import { taxRoutes } from './billing/tax/tax.routes.js';
import { usageRoutes } from './billing/usage/usage.routes.js';
import type { Config } from './config.js';
import { apiReference } from './docs.js';
import { createDoors } from './doors.js';
import { sameOrigin } from './identity/identity.same-origin.js';
import { getPortalConfig } from './kit/config.contract.js';
import type { Db } from './kit/db.js';
import { notFound } from './kit/errors.js';
import { observe } from './kit/http/observe.js';
import { problemHandler } from './kit/http/problem.js';
import { createEndpoints, type Endpoints } from './kit/http/router.js';
import { createIdempotency } from './kit/idempotency.store.js';
import type { Log } from './kit/log.js';
import { projectRoot } from './kit/project-root.js';
import type { Clock } from './kit/time.js';
import { liveRoutes } from './live/live.routes.js';
import type { Live } from './live/live.service.js';
import type { Metrics } from './metrics.js';
import type { Services } from './services.js';
import { gatewayWebhookRoutes, webhooksRoutes } from './webhooks/webhooks.routes.js';

export interface AppDeps {
  services: Services;
  db: Db;
  clock: Clock;
  config: Config;
  log: Log;
  live: Live;
  metrics: Metrics;
  /** The back office's own router; null in tests that do not need it. */
  backoffice: Router | null;
  /** What is not ready, or null. */
  notReady: () => Promise<string | null>;
}

export interface App {
  app: Express;
  /** Ends what would keep the process from stopping. */
  drain: () => void;
}

type OpsDeps = Pick<AppDeps, 'config' | 'log' | 'metrics' | 'notReady'>;

/** What every process answers, so that it can be watched; a worker answers nothing else. */
export function createOpsApp({ config, log, metrics, notReady }: OpsDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.web.trustProxy);
  app.set('query parser', 'simple'); // flat values and repeats only: no objects out of a query string
  app.use(observe(log, metrics));

  app.get('/health', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/ready', async (_req, res) => {
    const reason = await notReady();
    res.status(reason ? 503 : 200).json(reason ? { status: 'not ready', reason } : { status: 'ok' });
  });
  app.get('/metrics', metrics.route(config.web.metricsToken));
  return app;
}

/** The mounting order reads from top to bottom. */
export function createApp(deps: AppDeps): App {
  const { services, db, clock, config, log, backoffice } = deps;
  const app = createOpsApp(deps);
  app.use(gatewayWebhookRoutes(services.webhooks)); // raw body: before every parser
  if (backoffice) app.use(backoffice); // its own headers, gate and parser
  app.use(securityHeaders(config));
  app.use(services.identity.customerAuthRouter, services.identity.staffAuthRouter);

  const endpoints = createEndpoints({
    doors: createDoors(services),
    idempotency: createIdempotency({ db, clock }),
  });
  const drain = serve(endpoints, deps);
  app.use('/v1', sameOrigin(config.web.baseUrl), (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use(endpoints.router);
  app.use(apiReference([...endpoints.specs, ...services.identity.specs], config.web.baseUrl));
  app.use(portal());
  app.use((_req, _res, next) => next(notFound('object')));
  app.use(
    problemHandler((error, req) =>
      log.error({ error, method: req.method, path: req.path }, 'A request failed'),
    ),
  );
  return { app, drain };
}

function serve(endpoints: Endpoints, { services, config, live }: AppDeps): () => void {
  endpoints.on(getPortalConfig, async () => ({
    sellerName: config.seller.name,
    sandbox: config.sandbox.enabled,
    stripe: config.stripe ? { publicKey: config.stripe.publicKey, hostedUrl: config.stripe.hostedUrl } : null,
    currencies: config.currencies,
  }));
  accountRoutes(endpoints, services.accounts);
  apiKeysRoutes(endpoints, services.apiKeys);
  limitsRoutes(endpoints, services.limits);
  packagesRoutes(endpoints, services.packages);
  creditsRoutes(endpoints, services.credits);
  taxRoutes(endpoints, services.tax, services.taxRates);
  usageRoutes(endpoints, services.usage);
  rechargeRoutes(endpoints, services.recharge);
  purchasesRoutes(endpoints, services.purchases);
  invoiceBulkRoutes(endpoints, services.invoiceBulk);
  invoicesRoutes(endpoints, services.invoices, services.pdfs);
  draftsRoutes(endpoints, services.invoices);
  creditNotesRoutes(endpoints, services);
  numbersRoutes(endpoints, services.numbers);
  paymentsRoutes(endpoints, services.payments);
  refundsRoutes(endpoints, services.payments);
  balanceRoutes(endpoints, services.payments);
  paymentProofsRoutes(endpoints, services.proofs);
  methodsRoutes(endpoints, services.methods);
  approvalsRoutes(endpoints, services.approvals);
  booksRoutes(endpoints, services.books);
  auditRoutes(endpoints, services.audit);
  webhooksRoutes(endpoints, services.webhooks);
  return liveRoutes(endpoints, live).drain;
}

/** Styles are inline because of AntD's; scripts never are. Stripe's own script only where Stripe is set up. */
function securityHeaders(config: Config): RequestHandler {
  const stripe = config.stripe?.publicKey ? ['https://js.stripe.com'] : [];
  const sandbox = config.sandbox.url ? [config.sandbox.url] : [];
  const http = config.web.baseUrl.startsWith('http:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...stripe],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...(stripe.length > 0 ? ['https://api.stripe.com'] : [])],
        frameSrc: [
          ...(stripe.length > 0 ? ['https://js.stripe.com', 'https://hooks.stripe.com'] : ["'none'"]),
        ],
        formAction: ["'self'", ...sandbox],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: http ? false : { maxAge: 31_536_000, includeSubDomains: true },
  });
}

/** The built portal: hashed files for ever, the page itself never from a cache. */
function portal(): Router {
  const router = Router();
  const folder = join(projectRoot, 'dist/portal');
  if (!existsSync(join(folder, 'index.html'))) return router;
  const page = readFileSync(join(folder, 'index.html'));
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get('/', (_req, res) => res.redirect(302, '/account/billing'));
  const pages = [
    '/sign-in',
    '/sign-up',
    '/forgot-password',
    '/reset-password',
    '/verify-email',
    '/account{/*rest}',
  ];
  router.get(pages, (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('html').send(page);
  });
  return router;
}
