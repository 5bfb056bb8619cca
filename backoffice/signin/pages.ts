import { Router } from 'express';
import { SIGN_IN } from '../gate/session.js';
import type { Room } from '../kit/ports.js';
import { forgotPage, resetPage, signInPage, twoFactorSetUpPage } from './html.js';

/** Our own pages before the door. What they send goes to `/v1/staff/auth`, by static/sign-in.js. */
export function signInPages({ services }: Pick<Room, 'services'>): Router {
  const router = Router();
  router.get(SIGN_IN, async (req, res) => {
    if (await services.identity.staffOf(req)) return void res.redirect(302, safeNext(req.query['next']));
    res.type('html').send(signInPage(safeNext(req.query['next'])));
  });
  router.get('/admin/forgot-password', (_req, res) => void res.type('html').send(forgotPage()));
  router.get('/admin/reset-password', (_req, res) => void res.type('html').send(resetPage()));
  router.get('/admin/two-factor-setup', (_req, res) => void res.type('html').send(twoFactorSetUpPage()));
  return router;
}

/** Only a path of the back office: an open redirect would lend our name to somebody else's page. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' &&
    /^\/admin(?:\/[\w\-./]*)?(?:\?[\w\-.~%=&+]*)?$/.test(next) &&
    !next.includes('//')
    ? next
    : '/admin';
}
