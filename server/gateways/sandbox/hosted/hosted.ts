import type { Express, Request, Response } from 'express';
import type { Clock } from '../../../kit/time.js';
import type { Transactions } from '../store/transaction.js';
import { forgetPending, type Work } from '../store/work.js';
import { authenticationUrl, type Intent } from '../stripe/authentication.js';
import { confirmAndTell, finishAndTell, lockIntent } from '../stripe/billing/intents.js';
import { createPaymentMethod } from '../stripe/payment-methods.create.js';
import { confirmSetup, finishSetupAuthentication } from '../stripe/setup-intents.confirm.js';
import type { Surroundings } from '../wire/endpoint.js';
import { StripeError } from '../wire/errors.js';
import { SCRIPT, STYLE } from './assets.js';
import { problemOf, readCardForm } from './card-form.js';
import { bodyOf, queryText, sendPage } from './page-request.js';
import { authenticationPage, type CardProblem, cardPage, ICON, refusalPage, resultPage } from './pages.js';
import { isAllowedReturn, returnAddress } from './return-url.js';

export interface HostedParts {
  readonly transactions: Transactions;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  /** Origins that a customer may be sent back to; empty: any on the loopback address. */
  readonly returnOrigins: readonly string[];
}

const FOLDERS = { payment_intents: 'payment_intent', setup_intents: 'setup_intent' } as const;
type Folder = keyof typeof FOLDERS;

/** What a request to a hosted page asks for, once its secret and return address are found in order. */
interface Visit {
  readonly folder: Folder;
  readonly id: string;
  readonly secret: string;
  readonly returnUrl: string | null;
}

/** The sandbox's own card page and 3-D Secure page. */
export function mountHosted(app: Express, parts: HostedParts): void {
  app.get(
    '/hosted/sandbox.css',
    (_req, res) => void res.type('css').set('cache-control', 'public, max-age=3600').send(STYLE),
  );
  app.get(
    '/hosted/sandbox.js',
    (_req, res) => void res.type('js').set('cache-control', 'public, max-age=3600').send(SCRIPT),
  );
  app.get(
    '/hosted/icon.svg',
    (_req, res) => void res.type('svg').set('cache-control', 'public, max-age=3600').send(ICON),
  );
  for (const folder of ['payment_intents', 'setup_intents'] as const) {
    const visited =
      (serve: (visit: Visit, req: Request, res: Response) => Promise<void>) =>
      (req: Request, res: Response) =>
        guarded(folder, parts, serve, req, res);
    app.get(
      `/hosted/${folder}/:id`,
      visited((visit, _req, res) => showCard(visit, parts, res)),
    );
    app.post(
      `/hosted/${folder}/:id`,
      visited((visit, req, res) => takeCard(visit, parts, req, res)),
    );
    app.get(
      `/hosted/${folder}/:id/authenticate`,
      visited((visit, _req, res) => showAuthentication(visit, parts, res)),
    );
    app.post(
      `/hosted/${folder}/:id/authenticate`,
      visited((visit, req, res) => takeAuthentication(visit, parts, req, res)),
    );
  }
}

async function guarded(
  folder: Folder,
  parts: HostedParts,
  serve: (visit: Visit, req: Request, res: Response) => Promise<void>,
  req: Request,
  res: Response,
): Promise<void> {
  const returnUrl = queryText(req, 'return_url');
  if (returnUrl !== null && !isAllowedReturn(returnUrl, parts.returnOrigins)) {
    sendPage(
      res,
      400,
      refusalPage('This link is not valid', 'The address to go back to is not allowed.'),
      null,
    );
    return;
  }
  const visit: Visit = {
    folder,
    id: String(req.params['id']),
    secret: queryText(req, 'client_secret') ?? '',
    returnUrl,
  };
  try {
    await serve(visit, req, res);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const page =
      error.status === 404
        ? refusalPage('Nothing to see here', 'This link is not valid or not complete.')
        : refusalPage('This did not work', error.message);
    sendPage(res, error.status, page, null);
  }
}

async function showCard(visit: Visit, parts: HostedParts, res: Response): Promise<void> {
  const intent = await parts.transactions.read((work) => open(work, visit, 'get'));
  if (intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation') {
    sendCardPage(visit, parts, intent, null, res, 200);
  } else {
    leave(visit, parts, intent, res);
  }
}

async function takeCard(visit: Visit, parts: HostedParts, req: Request, res: Response): Promise<void> {
  const form = bodyOf(req);
  const result = await keepingRefusals(parts.transactions, async (work) => {
    const intent = await open(work, visit, 'lock');
    // Sent twice by an impatient hand: the first one counts.
    if (intent.status !== 'requires_payment_method' && intent.status !== 'requires_confirmation')
      return intent;
    const method = createPaymentMethod(work, { card: readCardForm(form) });
    const returnUrl = visit.returnUrl ?? undefined;
    if (intent.object === 'setup_intent') {
      return confirmSetup(
        work,
        intent,
        { method, returnUrl, requestsAuthentication: false },
        parts.surroundings,
      );
    }
    const confirmation = {
      method,
      returnUrl,
      offSession: false,
      requestsAuthentication: false,
      errorOnRequiresAction: false,
    };
    return confirmAndTell(work, intent, confirmation, parts.surroundings);
  });
  if (!(result instanceof StripeError)) return leave(visit, parts, result, res);
  if (result.status !== 402) throw result;
  const intent = await parts.transactions.read((work) => open(work, visit, 'get'));
  sendCardPage(visit, parts, intent, problemOf(result), res, 402);
}

async function showAuthentication(visit: Visit, parts: HostedParts, res: Response): Promise<void> {
  const { intent, method } = await parts.transactions.read(async (work) => {
    const found = await open(work, visit, 'get');
    const isWaiting = found.status === 'requires_action' && found.payment_method !== null;
    return {
      intent: found,
      method: isWaiting ? await work.get('payment_method', found.payment_method ?? '') : null,
    };
  });
  if (method === null) return sendPage(res, 200, resultPage({ intent, returnUrl: null }), null);
  const action = `/hosted/${visit.folder}/${intent.id}/authenticate?client_secret=${encodeURIComponent(visit.secret)}`;
  sendPage(res, 200, authenticationPage({ intent, method, action }), allowedReturnOf(intent, parts));
}

async function takeAuthentication(
  visit: Visit,
  parts: HostedParts,
  req: Request,
  res: Response,
): Promise<void> {
  const outcome = bodyOf(req)['outcome'] === 'complete' ? 'succeed' : 'fail';
  let returnUrl: string | null = null;
  const result = await keepingRefusals(parts.transactions, async (work) => {
    const intent = await open(work, visit, 'lock');
    returnUrl = allowedReturnOf(intent, parts);
    if (intent.status !== 'requires_action') return intent;
    if (intent.object === 'setup_intent') return finishSetupAuthentication(work, intent, outcome);
    return finishAndTell(work, intent, outcome, parts.surroundings);
  });
  if (result instanceof StripeError && result.status !== 402) throw result;
  const intent = await parts.transactions.read((work) => open(work, visit, 'get'));
  leave({ ...visit, returnUrl }, parts, intent, res);
}

/** To 3-D Secure, back to the shop, or to a page that says how it ended. */
function leave(visit: Visit, parts: HostedParts, intent: Intent, res: Response): void {
  if (intent.status === 'requires_action') {
    res.redirect(303, authenticationUrl(intent, parts.surroundings.publicUrl));
  } else if (visit.returnUrl === null) {
    sendPage(res, 200, resultPage({ intent, returnUrl: null }), null);
  } else {
    res.redirect(303, returnAddress(visit.returnUrl, intent));
  }
}

async function open(work: Work, visit: Visit, mode: 'get' | 'lock'): Promise<Intent> {
  const type = FOLDERS[visit.folder];
  const intent = await (mode === 'get'
    ? work.get(type, visit.id)
    : type === 'payment_intent'
      ? lockIntent(work, visit.id)
      : work.lock(type, visit.id));
  if (visit.secret === '' || visit.secret !== intent.client_secret) {
    throw new StripeError('No such intent', { status: 404, code: 'resource_missing' });
  }
  return intent;
}

/** A decline is part of the outcome: what it wrote is committed, and the refusal returned. */
async function keepingRefusals(
  transactions: Transactions,
  story: (work: Work) => Promise<Intent>,
): Promise<Intent | StripeError> {
  return transactions.run<Intent | StripeError>({ requestId: null, idempotencyKey: null }, async (work) => {
    try {
      return await story(work);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      if (!error.keepsEffects) forgetPending(work);
      return error;
    }
  });
}

function sendCardPage(
  visit: Visit,
  parts: HostedParts,
  intent: Intent,
  problem: CardProblem | null,
  res: Response,
  status: number,
): void {
  const query = new URLSearchParams({ client_secret: visit.secret });
  if (visit.returnUrl !== null) query.set('return_url', visit.returnUrl);
  const year = String((parts.clock.now().getUTCFullYear() + 3) % 100).padStart(2, '0');
  const view = {
    intent,
    problem,
    action: `/hosted/${visit.folder}/${intent.id}?${query.toString()}`,
    returnUrl: visit.returnUrl === null ? null : returnAddress(visit.returnUrl, intent),
    sampleExpiry: `12 / ${year}`,
  };
  sendPage(res, status, cardPage(view), visit.returnUrl);
}

function allowedReturnOf(intent: Intent, parts: HostedParts): string | null {
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  return returnUrl !== null && isAllowedReturn(returnUrl, parts.returnOrigins) ? returnUrl : null;
}
