import { type Request, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { notFound } from '../kit/errors.js';
import type { Attempts } from './identity.attempts.js';
import { createBridge, nothingElse } from './identity.bridge.js';
import * as contract from './identity.contract.js';
import type { IdentityConfig, SignInLibrary } from './identity.library.js';
import { sameOrigin } from './identity.same-origin.js';
import type { Sessions } from './identity.sessions.service.js';

const QUARTER_HOUR = 900;
const done = { status: true } as const;
const answerDone = async () => done;

/** The customers' door, `/v1/auth/…`. Parses its own bodies: mount it before any body parser. */
export function customerAuthRoutes(parts: {
  library: SignInLibrary;
  sessions: Sessions;
  attempts: Attempts;
  config: IdentityConfig;
}): Router {
  const { library, sessions, attempts, config } = parts;
  const router = Router();
  router.use('/v1/auth', sameOrigin(config.web.baseUrl));
  const { baseUrl } = config.web;
  const { answerFloorMs } = config.identity;
  const bridge = createBridge({ router, library, attempts, baseUrl, basePath: '/v1/auth', answerFloorMs });
  const admitSignedIn = async (req: Request) => void (await sessions.requireCustomer(req));

  bridge.pass(contract.signUp, {
    perNetwork: { max: 60, seconds: QUARTER_HOUR },
    perEmail: { max: 5, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/sign-up/email', body }),
    answer: answerDone,
  });
  bridge.pass(contract.signIn, {
    perNetwork: { max: 60, seconds: 60, forgiving: true },
    perEmail: { max: 10, seconds: QUARTER_HOUR, forgiving: true },
    ask: (body) => ({ method: 'POST', path: '/sign-in/email', body }),
    answer: async (body, req) => {
      await sessions.endCurrent(req, 'customer'); // a session from before, perhaps planted, must not live on
      return { user: personOf(body['user']) };
    },
  });
  bridge.pass(contract.signOut, {
    ask: () => ({ method: 'POST', path: '/sign-out', body: {} }),
    answer: answerDone,
  });
  bridge.pass(contract.getSession, {
    ask: () => ({ method: 'GET', path: '/get-session' }),
    answer: async (body, req) => {
      const customer = await sessions.customerOf(req);
      const session = body['session'];
      if (!customer || !isObject(session)) return null;
      const { userId, email, name, emailVerified, sessionId } = customer;
      const expiresAt = String(session['expiresAt']);
      return { user: { id: userId, email, name, emailVerified }, session: { id: sessionId, expiresAt } };
    },
  });
  bridge.pass(contract.verifyEmail, {
    perNetwork: { max: 60, seconds: QUARTER_HOUR },
    ask: ({ token }) => ({ method: 'GET', path: '/verify-email', query: { token } }),
    answer: answerDone,
  });
  bridge.pass(contract.sendVerificationEmail, {
    perNetwork: { max: 30, seconds: QUARTER_HOUR },
    perEmail: { max: 5, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/send-verification-email', body }),
    answer: answerDone,
  });
  bridge.pass(contract.requestPasswordReset, {
    perNetwork: { max: 30, seconds: QUARTER_HOUR },
    perEmail: { max: 5, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/request-password-reset', body }),
    answer: answerDone,
  });
  bridge.pass(contract.resetPassword, {
    perNetwork: { max: 30, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/reset-password', body }),
    answer: answerDone,
  });
  bridge.pass(contract.changePassword, {
    admit: admitSignedIn,
    perNetwork: { max: 20, seconds: QUARTER_HOUR },
    ask: (body) => ({
      method: 'POST',
      path: '/change-password',
      body: { ...body, revokeOtherSessions: true },
    }),
    answer: answerDone,
  });
  bridge.pass(contract.updateUser, {
    admit: admitSignedIn,
    ask: (body) => ({ method: 'POST', path: '/update-user', body }),
    answer: answerDone,
  });
  serveOwnSessions(router, sessions);
  router.use('/v1/auth', nothingElse);
  return router;
}

function serveOwnSessions(router: Router, sessions: Sessions): void {
  const list: RequestHandler = async (req, res) => {
    const { userId, sessionId } = await sessions.requireCustomer(req);
    const rows = await sessions.list(userId);
    const views = rows.map(({ createdAt, expiresAt, ...row }) => ({
      ...row,
      isCurrent: row.id === sessionId,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
    res.set('Cache-Control', 'no-store').json(contract.listSessions.reply.parse(views));
  };
  const revoke: RequestHandler = async (req, res) => {
    const { userId } = await sessions.requireCustomer(req);
    const params = contract.revokeSession.params.safeParse(req.params);
    if (!params.success) throw notFound('session');
    await sessions.revoke(userId, params.data.id);
    res.json(done);
  };
  const revokeAll: RequestHandler = async (req, res) => {
    const { userId } = await sessions.requireCustomer(req);
    await sessions.revokeAll(userId);
    res.json(done);
  };
  router.get(contract.listSessions.path, list);
  router.delete(contract.revokeSession.path, revoke);
  router.delete(contract.revokeSessions.path, revokeAll);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Leaves out what the library adds; the contract's schema does the picking. */
const personOf = (user: unknown): z.output<typeof contract.person> => contract.person.parse(user);
