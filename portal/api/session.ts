import type { getMe } from '../../server/accounts/account/account.contract.js';
import type * as identity from '../../server/identity/identity.contract.js';
import type { ReplyOf } from '../../server/kit/endpoint.contract.js';
import { call } from './call.js';
import { http } from './http.js';

export type Me = ReplyOf<typeof getMe>;

/** The calls that need nobody to be signed in; the pages for strangers use them without the rest of the portal. */
export const session = {
  signIn: (email: string, password: string) =>
    call<typeof identity.signIn>('POST', '/v1/auth/sign-in/email', { body: { email, password } }),
  signUp: (name: string, email: string, password: string) =>
    call<typeof identity.signUp>('POST', '/v1/auth/sign-up/email', { body: { name, email, password } }),
  signOut: () => call<typeof identity.signOut>('POST', '/v1/auth/sign-out', { body: {} }),
  current: async () => (await http.get<ReplyOf<typeof identity.getSession>>('/v1/auth/get-session')).data,
  requestPasswordReset: (email: string) =>
    call<typeof identity.requestPasswordReset>('POST', '/v1/auth/request-password-reset', {
      body: { email },
    }),
  resetPassword: (token: string, newPassword: string) =>
    call<typeof identity.resetPassword>('POST', '/v1/auth/reset-password', { body: { token, newPassword } }),
  verifyEmail: (token: string) =>
    call<typeof identity.verifyEmail>('POST', '/v1/auth/verify-email', { body: { token } }),
  sendVerificationEmail: (email: string) =>
    call<typeof identity.sendVerificationEmail>('POST', '/v1/auth/send-verification-email', {
      body: { email },
    }),
  me: () => call<typeof getMe>('GET', '/v1/me'),
};
