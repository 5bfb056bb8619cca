import type { Express, Request, Response } from 'express';
import { bodyOf, queryText, sendPage } from '../../hosted/page-request.js';
import { refusalPage } from '../../hosted/pages.js';
import { isAllowedReturn } from '../../hosted/return-url.js';
import type { Transactions } from '../../store/transaction.js';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { FUNDINGS, type Payer, payerIdOf, type StoredOrder, type StoredSetupToken } from '../objects.js';
import { approveOrder, findOrder } from '../orders.js';
import { approveSetup } from '../vault.js';
import { spoken } from '../wire/amounts.js';
import { PaypalError } from '../wire/errors.js';
import { type Approval, approvalPage, endPage } from './pages.js';

export interface PaypalHostedParts {
  readonly transactions: Transactions;
  readonly surroundings: Surroundings;
  readonly returnOrigins: readonly string[];
}

/** Where a person agrees: to an order by its id, to a setup token by its own. Nobody guesses either. */
const PAGES = {
  order: { path: '/paypal/checkoutnow', parameter: 'token' },
  setup: { path: '/paypal/agreements/approve', parameter: 'approval_session_id' },
} as const;
type Kind = keyof typeof PAGES;

const SAMPLE_PAYER = 'payer@paypal.test';
const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,50}\.[^\s@<>".]{2,}$/;

export function mountPaypalHosted(app: Express, parts: PaypalHostedParts): void {
  for (const kind of ['order', 'setup'] as const) {
    const { path, parameter } = PAGES[kind];
    app.get(path, (req, res) => guarded(res, () => show(kind, queryText(req, parameter) ?? '', parts, res)));
    app.post(path, (req, res) =>
      guarded(res, async () => {
        refuseForeignForms(req);
        await take(kind, queryText(req, parameter) ?? '', parts, req, res);
      }),
    );
  }
}

async function guarded(res: Response, serve: () => Promise<void>): Promise<void> {
  try {
    await serve();
  } catch (error) {
    if (!(error instanceof PaypalError)) throw error;
    const page = refusalPage('Nothing to see here', 'This link is not valid or not complete.');
    sendPage(res, error.status === 404 ? 404 : 400, page, null);
  }
}

/** A form on a page from elsewhere must not agree to anything. */
function refuseForeignForms(req: Request): void {
  const site = req.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new PaypalError(400, null);
}

async function show(kind: Kind, id: string, parts: PaypalHostedParts, res: Response): Promise<void> {
  const found = await parts.transactions.read((work) => open(work, kind, id));
  if (isOver(found)) return leave(found, parts, res);
  sendApproval(kind, found, parts, res, { status: 200, problem: null, typed: null });
}

async function take(
  kind: Kind,
  id: string,
  parts: PaypalHostedParts,
  req: Request,
  res: Response,
): Promise<void> {
  const form = bodyOf(req);
  const found = await parts.transactions.read((work) => open(work, kind, id));
  if (isOver(found)) return leave(found, parts, res);
  if (form['answer'] !== 'agree') return cancel(found, parts, res);
  const email = (typeof form['email'] === 'string' ? form['email'] : '').trim();
  const funding = FUNDINGS.find((known) => known === form['funding']) ?? 'balance';
  if (!EMAIL.test(email)) {
    const problem = 'Enter an e-mail address, such as payer@paypal.test.';
    sendApproval(kind, found, parts, res, { status: 422, problem, typed: { email, funding } });
    return;
  }
  const payer = { email, funding };
  const after = await parts.transactions.run<StoredOrder | StoredSetupToken>(
    { requestId: null, idempotencyKey: null },
    (work) =>
      kind === 'order'
        ? approveOrder(work, id, payer, parts.surroundings.publicUrl)
        : approveSetup(work, id, payer),
  );
  leave(after, parts, res);
}

/** Nothing changes at PayPal: the payer may come back to the same page. */
function cancel(found: StoredOrder | StoredSetupToken, parts: PaypalHostedParts, res: Response): void {
  const back = allowed(found.cancelUrl ?? found.returnUrl, parts);
  if (back === null) {
    sendPage(res, 200, endPage('Canceled', 'Nothing was paid. You can close this page.', false), null);
    return;
  }
  res.redirect(303, withToken(back, found));
}

function leave(found: StoredOrder | StoredSetupToken, parts: PaypalHostedParts, res: Response): void {
  const back = allowed(found.returnUrl, parts);
  if (back === null) {
    sendPage(res, 200, endPage('All done', 'You can close this page.', true), null);
    return;
  }
  const address = new URL(withToken(back, found));
  if (found.object === 'paypal.order' && found.payer !== null) {
    address.searchParams.set('PayerID', payerIdOf(found.payer.email));
  }
  res.redirect(303, address.toString());
}

function withToken(back: string, found: StoredOrder | StoredSetupToken): string {
  const address = new URL(back);
  address.searchParams.set(found.object === 'paypal.order' ? 'token' : 'approval_token_id', found.id);
  return address.toString();
}

const allowed = (address: string | null, { returnOrigins }: PaypalHostedParts): string | null =>
  address !== null && isAllowedReturn(address, returnOrigins) ? address : null;

/** Paid, or kept: nothing is left to be agreed to. An approved order whose money was refused may be agreed to anew. */
const isOver = (found: StoredOrder | StoredSetupToken): boolean =>
  found.status === 'COMPLETED' || found.status === 'VAULTED';

async function open(work: Work, kind: Kind, id: string): Promise<StoredOrder | StoredSetupToken> {
  if (kind === 'setup') return work.get('paypal.setup_token', id);
  return findOrder(work, id);
}

function sendApproval(
  kind: Kind,
  found: StoredOrder | StoredSetupToken,
  parts: PaypalHostedParts,
  res: Response,
  answer: { status: number; problem: string | null; typed: Payer | null },
): void {
  const { path, parameter } = PAGES[kind];
  const payer = answer.typed ?? found.payer;
  const view: Approval = {
    kind,
    amount: found.object === 'paypal.order' ? spoken(found.amount) : null,
    description: found.description,
    action: `${path}?${parameter}=${encodeURIComponent(found.id)}`,
    email: payer?.email ?? SAMPLE_PAYER,
    funding: payer?.funding ?? 'balance',
    problem: answer.problem,
  };
  sendPage(res, answer.status, approvalPage(view), allowed(found.returnUrl, parts));
}
