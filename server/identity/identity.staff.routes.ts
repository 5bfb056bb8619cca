import { type Request, Router } from 'express';
import type { Attempts } from './identity.attempts.js';
import { createBridge, nothingElse } from './identity.bridge.js';
import { invalidInvitationCode, secondFactorMissing, unauthenticated } from './identity.errors.js';
import type { IdentityConfig, SignInLibrary } from './identity.library.js';
import type { People, StaffName } from './identity.people.service.js';
import { sameOrigin } from './identity.same-origin.js';
import type { Sessions } from './identity.sessions.service.js';
import * as contract from './identity.staff.contract.js';

const QUARTER_HOUR = 900;
const answerDone = async () => ({ status: true }) as const;

/** The staff's door, `/v1/staff/auth/…`. Parses its own bodies: mount it before any body parser. */
export function staffAuthRoutes(parts: {
  library: SignInLibrary;
  sessions: Sessions;
  people: People;
  attempts: Attempts;
  config: IdentityConfig;
}): Router {
  const { library, sessions, people, attempts, config } = parts;
  const router = Router();
  router.use('/v1/staff/auth', sameOrigin(config.web.baseUrl));
  const { baseUrl } = config.web;
  const { answerFloorMs } = config.identity;
  const bridge = createBridge({
    router,
    library,
    attempts,
    baseUrl,
    basePath: '/v1/staff/auth',
    answerFloorMs,
  });
  const admitSignedIn = async (req: Request) => void (await sessions.requireStaff(req));

  bridge.pass(contract.staffSignIn, {
    perNetwork: { max: 60, seconds: 60, forgiving: true },
    perEmail: { max: 10, seconds: QUARTER_HOUR, forgiving: true },
    ask: (body) => ({ method: 'POST', path: '/sign-in/email', body }),
    answer: async (body, req) => {
      await sessions.endCurrent(req, 'staff'); // a session from before, perhaps planted, must not live on
      if (body['twoFactorRedirect'] === true) {
        return { user: null, twoFactorRedirect: true, twoFactorEnrolmentRequired: false };
      }
      const user = contract.staffPerson.parse(body['user']);
      const twoFactorEnrolmentRequired = !config.sandbox.enabled;
      if (!twoFactorEnrolmentRequired) await people.signedIn(nameOf(user));
      return { user, twoFactorRedirect: false, twoFactorEnrolmentRequired };
    },
  });
  bridge.pass(contract.staffSignOut, {
    ask: () => ({ method: 'POST', path: '/sign-out', body: {} }),
    answer: answerDone,
  });
  router.get(contract.staffGetSession.path, async (req, res) => {
    const session = await sessions.openStaffSession(req);
    res
      .set('Cache-Control', 'no-store')
      .json(contract.staffGetSession.reply.parse(session && viewOf(session)));
  });
  bridge.pass(contract.staffRequestPasswordReset, {
    perNetwork: { max: 30, seconds: QUARTER_HOUR },
    perEmail: { max: 5, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/request-password-reset', body }),
    answer: answerDone,
  });
  bridge.pass(contract.staffResetPassword, {
    perNetwork: { max: 30, seconds: QUARTER_HOUR },
    ask: (body) => ({ method: 'POST', path: '/reset-password', body }),
    answer: answerDone,
  });
  bridge.pass(contract.staffChangePassword, {
    admit: admitSignedIn,
    perNetwork: { max: 20, seconds: QUARTER_HOUR },
    ask: (body) => ({
      method: 'POST',
      path: '/change-password',
      body: { ...body, revokeOtherSessions: true },
    }),
    answer: answerDone,
  });

  // The only paths that a session without the second factor may take.
  bridge.pass(contract.staffEnableTwoFactor, {
    admit: async (req) => void (await openSession(req)),
    perNetwork: { max: 20, seconds: QUARTER_HOUR },
    inspect: async (req, { invitationCode }) => {
      if (config.sandbox.enabled) return;
      const { staffId } = await openSession(req);
      if (!invitationCode || !(await people.isInvited(staffId, invitationCode)))
        throw invalidInvitationCode();
    },
    ask: ({ password }) => ({ method: 'POST', path: '/two-factor/enable', body: { password } }),
    answer: async (body) => contract.staffEnableTwoFactor.reply.parse(body),
  });
  bridge.pass(contract.staffVerifyTotp, {
    admit: refuseOldSession,
    perNetwork: { max: 60, seconds: QUARTER_HOUR },
    ask: ({ code }) => ({ method: 'POST', path: '/two-factor/verify-totp', body: { code } }),
    answer: async (body) => {
      const user = contract.staffPerson.parse(body['user']);
      await people.signedIn(nameOf(user));
      return { user };
    },
  });
  bridge.pass(contract.staffVerifyBackupCode, {
    admit: refuseOldSession,
    perNetwork: { max: 60, seconds: QUARTER_HOUR },
    ask: ({ code }) => ({ method: 'POST', path: '/two-factor/verify-backup-code', body: { code } }),
    answer: async (body) => {
      const user = contract.staffPerson.parse(body['user']);
      await people.signedIn(nameOf(user));
      return { user };
    },
  });
  bridge.pass(contract.staffGenerateBackupCodes, {
    admit: admitSignedIn,
    perNetwork: { max: 20, seconds: QUARTER_HOUR },
    ask: ({ password }) => ({
      method: 'POST',
      path: '/two-factor/generate-backup-codes',
      body: { password },
    }),
    answer: async (body) => contract.staffGenerateBackupCodes.reply.parse(body),
  });
  router.use('/v1/staff/auth', nothingElse);
  return router;

  async function openSession(req: Request) {
    const session = await sessions.openStaffSession(req);
    if (!session) throw unauthenticated();
    return session;
  }

  /**
   * A session from before the set-up cannot be lifted by a code: the library would count no wrong ones there. Its owner
   * signs in anew.
   */
  async function refuseOldSession(req: Request): Promise<void> {
    const session = await sessions.openStaffSession(req);
    if (session?.twoFactorEnabled && session.secondFactor !== 'shown') throw secondFactorMissing();
  }
}

const nameOf = ({
  id,
  ...rest
}: {
  id: string;
  email: string;
  name: string;
  role: StaffName['role'];
}): StaffName => ({
  staffId: id,
  ...rest,
});

const viewOf = (session: NonNullable<Awaited<ReturnType<Sessions['openStaffSession']>>>) => ({
  user: { id: session.staffId, email: session.email, name: session.name, role: session.role },
  session: {
    id: session.sessionId,
    expiresAt: session.expiresAt.toISOString(),
    secondFactor: session.secondFactor,
  },
});
