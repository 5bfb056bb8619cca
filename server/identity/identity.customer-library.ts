import { betterAuth } from 'better-auth';
import { createEmailVerificationToken } from 'better-auth/api';
import { newSecret } from '../kit/ids.js';
import {
  cutUserAgent,
  idsOf,
  type LibraryParts,
  mailLink,
  type SignInLibrary,
  sharedOptions,
} from './identity.library.js';
import type { LinkTemplate } from './identity.mail.js';
import { findUserByEmail } from './identity.store.js';

const DAY_SECONDS = 86_400;
const VERIFICATION_SECONDS = DAY_SECONDS;
const IDS = { user: 'usr', session: 'ses', account: 'crd', verification: 'ver' } as const;

interface Addressee {
  id: string;
  email: string;
  name: string;
}

/** Customers: sign-up open, e-mail confirmed first, sessions of seven days that slide. */
export function customerLibrary(parts: LibraryParts): SignInLibrary {
  const shared = sharedOptions(parts, 'portal');
  const secret = parts.config.identity.customerSecret;
  const mailVerification = (user: Addressee, token: string) =>
    mailUser(parts, user, { template: 'email_verification', token, path: `/verify-email?token=${token}` });
  const { handler } = betterAuth({
    ...shared.options,
    basePath: '/v1/auth',
    secret,
    advanced: { ...shared.advanced, database: { generateId: idsOf(parts.clock, IDS) } },
    user: { additionalFields: { locale: { type: 'string', required: false } } },
    account: {
      modelName: 'credential',
      fields: { accountId: 'providerAccountId' },
      accountLinking: { enabled: false },
    },
    session: { expiresIn: 7 * DAY_SECONDS, updateAge: DAY_SECONDS },
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: {
      ...shared.emailAndPassword,
      requireEmailVerification: true,
      sendResetPassword: ({ user, token }) =>
        mailUser(parts, user, { template: 'password_reset', token, path: `/reset-password?token=${token}` }),
      onExistingUserSignUp: async ({ user }) => {
        if (user.emailVerified) {
          return mailUser(parts, user, {
            template: 'already_registered',
            token: newSecret(),
            path: '/sign-in',
          });
        }
        // The first mail may have gone astray: whoever signs up again needs its link.
        await mailVerification(user, await verificationToken(secret, user));
      },
    },
    emailVerification: {
      sendVerificationEmail: ({ user, token }) => mailVerification(user, token),
      sendOnSignUp: true,
      sendOnSignIn: true,
      autoSignInAfterVerification: false,
      expiresIn: VERIFICATION_SECONDS,
    },
    databaseHooks: { session: { create: { before: async (session) => ({ data: cutUserAgent(session) }) } } },
  });
  return { handler, ...shared.names };
}

/** A token that confirms an address, as the library makes it. */
const verificationToken = (secret: string, user: Addressee): Promise<string> =>
  createEmailVerificationToken(secret, user.email, undefined, VERIFICATION_SECONDS, { userId: user.id });

async function mailUser(
  parts: LibraryParts,
  user: Addressee,
  message: { template: LinkTemplate; token: string; path: string },
): Promise<void> {
  const locale = (await findUserByEmail(parts.db.prisma, user.email))?.locale ?? 'en';
  const { baseUrl } = parts.config.web;
  await mailLink(parts, { ...message, to: user.email, name: user.name, locale, baseUrl });
}
