import { createHash } from 'node:crypto';
import { types } from 'node:util';
import { APIError, betterAuth } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Db } from '../kit/db.js';
import { addSeconds, type Clock } from '../kit/time.js';
import {
  cutUserAgent,
  idsOf,
  type LibraryParts,
  mailLink,
  type SignInLibrary,
  sharedOptions,
} from './identity.library.js';
import { claimTotpCode, findStaff } from './identity.store.js';

const SESSION_SECONDS = 8 * 3600;
/** A code is accepted in its own half minute and its neighbours; kept twice as long as that. */
const TOTP_LIFE_SECONDS = 180;
const VERIFY_TOTP = '/two-factor/verify-totp';
const SECOND_FACTOR_PATHS: ReadonlySet<string> = new Set([VERIFY_TOTP, '/two-factor/verify-backup-code']);
const IDS = { user: 'stf', session: 'sss', account: 'scd', verification: 'svr', twoFactor: 'stw' } as const;

/** Staff: no sign-up, eight hours, and the second factor stamped on the very session that showed it. */
export function staffLibrary(parts: LibraryParts): SignInLibrary {
  const { db, clock, config } = parts;
  const { baseUrl } = config.web;
  const shared = sharedOptions(parts, 'staff');
  const { handler } = betterAuth({
    ...shared.options,
    basePath: '/v1/staff/auth',
    secret: config.identity.staffSecret,
    advanced: { ...shared.advanced, database: { generateId: idsOf(clock, IDS) } },
    user: {
      modelName: 'staffUser',
      additionalFields: { role: { type: 'string', required: true, input: false } },
    },
    account: {
      modelName: 'staffCredential',
      fields: { accountId: 'providerAccountId' },
      accountLinking: { enabled: false },
    },
    session: {
      modelName: 'staffSession',
      additionalFields: { mfaAt: { type: 'date', required: false, input: false } },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
    },
    verification: { modelName: 'staffVerification', storeIdentifier: 'hashed' },
    emailAndPassword: {
      ...shared.emailAndPassword,
      disableSignUp: true,
      sendResetPassword: ({ user, token }) => {
        const path = `/admin/reset-password?token=${token}`;
        const to = { to: user.email, name: user.name, locale: 'en', baseUrl };
        return mailLink(parts, { template: 'staff_password_reset', token, path, ...to });
      },
    },
    hooks: { before: totpCodesOnce(db, clock) },
    databaseHooks: {
      session: {
        create: {
          before: async (session, ctx) => {
            if ((await findStaff(db.prisma, session.userId))?.deactivatedAt !== null) throw wrongPassword();
            const mfaAt = ctx ? secondFactorShownAt(session.userId, ctx, clock) : null;
            return { data: { ...cutUserAgent(session), mfaAt } };
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: 'Countinghouse',
        trustDeviceMaxAge: 1, // no device is trusted; the contract has no field to ask for it either
        schema: { twoFactor: { modelName: 'staffTwoFactor' } },
      }),
    ],
  });
  return { handler, ...shared.names };
}

interface CreationContext {
  readonly path?: string | undefined;
  readonly context: { readonly session: { user: { id: string }; session: object } | null };
}

/** Now, where this request shows the second factor; else what the session that is being renewed has shown. */
function secondFactorShownAt(userId: string, ctx: CreationContext, clock: Clock): Date | null {
  if (SECOND_FACTOR_PATHS.has(ctx.path ?? '')) return clock.now();
  const renewed = ctx.context.session;
  if (!renewed || renewed.user.id !== userId) return null;
  return 'mfaAt' in renewed.session && types.isDate(renewed.session.mfaAt) ? renewed.session.mfaAt : null;
}

// Whether an address belongs to somebody who has left must not show.
const wrongPassword = () =>
  new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' });

/** The library would take the same TOTP code again while its half minute lasts (ASVS 5.0 6.5.1 forbids it). */
function totpCodesOnce(db: Db, clock: Clock) {
  return createAuthMiddleware(async (ctx) => {
    if (ctx.path !== VERIFY_TOTP) return;
    // The same order as the library's: a session that is open goes before a sign-in that is under way.
    const subjectId = (await getSessionFromCtx(ctx))?.user.id ?? (await challengedStaffId());
    if (subjectId === null) return;
    const codeHash = createHash('sha256').update(String(ctx.body.code)).digest('base64url');
    const expiresAt = addSeconds(clock.now(), TOTP_LIFE_SECONDS);
    // Nothing is returned from here: what a hook returns becomes the answer.
    if (!(await claimTotpCode(db.prisma, { subjectId, codeHash, expiresAt }))) {
      throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Invalid code' });
    }

    async function challengedStaffId(): Promise<string | null> {
      const cookie = ctx.context.createAuthCookie('two_factor');
      const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
      if (!challenge) return null;
      return (await ctx.context.internalAdapter.findVerificationValue(challenge))?.value ?? null;
    }
  });
}
