import type { AuthProvider } from '@refinedev/core';
import { HOME, signInPath } from './paths.js';
import { asApiError } from './problem.js';
import { session } from './session.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

const here = (): string => `${window.location.pathname}${window.location.search}`;

const failed = (thrown: unknown) => {
  const { message, code } = asApiError(thrown);
  return { success: false, error: { name: code, message } };
};

/** Sessions for Refine. The server's cookie is the session; nothing of it is kept here. */
export const authProvider: AuthProvider = {
  login: async ({ email, password }: Credentials) => {
    try {
      await session.signIn(email, password);
      return { success: true, redirectTo: HOME };
    } catch (thrown) {
      return failed(thrown);
    }
  },
  logout: async () => {
    try {
      await session.signOut();
      return { success: true, redirectTo: '/sign-in' };
    } catch (thrown) {
      return failed(thrown);
    }
  },
  check: async () => {
    const current = await session.current();
    return current === null
      ? { authenticated: false, redirectTo: signInPath(here(), 'needed') }
      : { authenticated: true };
  },
  /** A session that ended while the page was open: sign in again, then come back here. */
  onError: (error: unknown) =>
    Promise.resolve(
      asApiError(error).statusCode === 401 ? { redirectTo: signInPath(here(), 'expired') } : {},
    ),
  getIdentity: async () => (await session.me()).user,
  getPermissions: async () => (await session.me()).account?.role ?? null,
};
