import type { BetterAuthOptions } from 'better-auth';
import type { Db } from '../kit/db.js';
import { type IdPrefix, newId } from '../kit/ids.js';
import type { Clock } from '../kit/time.js';
import { type IdentityMail, type LinkTemplate, mailKey } from './identity.mail.js';
import {
  hashPassword,
  MAX_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH,
  verifyPassword,
} from './identity.passwords.js';
import { libraryAdapter } from './identity.store.js';

export interface IdentityConfig {
  readonly web: { readonly baseUrl: string };
  readonly sandbox: { readonly enabled: boolean };
  readonly identity: {
    readonly customerSecret: string;
    readonly staffSecret: string;
    /** Answers that must not tell whether an address is known take this long, or the next multiple of it. */
    readonly answerFloorMs: number;
    readonly rateLimits: boolean;
  };
}

export interface LibraryParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly config: IdentityConfig;
  readonly mail: IdentityMail;
  /** Hears of faults that no answer tells of, such as a mail that could not be queued after a sign-up. */
  readonly report: (fault: string) => void;
}

/** The sign-in library (better-auth) behind one door: takes a request, gives an answer. */
export interface SignInLibrary {
  handler(request: Request): Promise<Response>;
  /** What the names of this door's cookies begin with. */
  readonly cookiePrefix: string;
  readonly sessionCookie: string;
}

/** Carries the client's address as Express worked it out; what a client sends under this name never gets here. */
export const CLIENT_ADDRESS = 'x-client-address';

/** As long as the mail says. */
const RESET_SECONDS = 3600;

/** What both doors have in common. */
export function sharedOptions({ db, config, report }: LibraryParts, door: 'portal' | 'staff') {
  const secure = config.web.baseUrl.startsWith('https:');
  // A browser keeps a `__Host-` cookie to this very host, path `/` and HTTPS, and lets no subdomain overwrite it.
  const cookiePrefix = `${secure ? '__Host-' : ''}${door}`;
  return {
    names: { cookiePrefix, sessionCookie: `${cookiePrefix}.session_token` },
    options: {
      appName: 'Countinghouse',
      baseURL: config.web.baseUrl,
      trustedOrigins: [config.web.baseUrl],
      database: libraryAdapter(db),
      telemetry: { enabled: false },
      // No `level`: with one, the library would print every refusal to the console as well.
      logger: {
        log: (level, message, ...details) => {
          if (level === 'error') report(faultOf(message, details));
        },
      },
      // Our own limits stand in front: they count by account too, and in one statement.
      rateLimit: { enabled: false },
    },
    advanced: {
      cookiePrefix,
      // Said aloud: with NODE_ENV=test, or any variable called TEST, the library would switch them off.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: false, // would put `__Secure-` before the stricter prefix
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: door === 'staff' ? 'strict' : 'lax',
        path: '/',
        secure,
      },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: { hash: hashPassword, verify: verifyPassword },
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
    },
  } satisfies {
    names: Omit<SignInLibrary, 'handler'>;
    options: BetterAuthOptions;
    advanced: BetterAuthOptions['advanced'];
    emailAndPassword: BetterAuthOptions['emailAndPassword'];
  };
}

const faultOf = (message: string, details: readonly unknown[]): string =>
  [message, ...details.map((detail) => (detail instanceof Error ? detail.message : ''))].join(' ').trim();

/** Our ids for the library's models, which it names by its own words. */
export const idsOf =
  (clock: Clock, prefixes: Readonly<Record<string, IdPrefix>>) =>
  ({ model }: { model: string }): string => {
    const prefix = prefixes[model];
    if (prefix === undefined) throw new Error(`No id prefix for ${model}`);
    return newId(prefix, clock);
  };

export const cutUserAgent = <S extends { userAgent?: string | null | undefined }>(session: S): S => ({
  ...session,
  userAgent: session.userAgent?.slice(0, 300) ?? null,
});

/** Puts a mail with a link into the queue. `token` keeps two mails of one link apart from two links. */
export async function mailLink(
  { db, mail }: LibraryParts,
  message: {
    template: LinkTemplate;
    to: string;
    name: string;
    locale: string;
    token: string;
    path: string;
    baseUrl: string;
  },
): Promise<void> {
  const { template, to, name, locale, token, path, baseUrl } = message;
  const dedupeKey = mailKey(template, token);
  const data = { name, link: `${baseUrl}${path}` };
  await db.transaction((tx) =>
    mail.sendLater(tx, { template, to, locale, accountId: null, data, dedupeKey }),
  );
}
