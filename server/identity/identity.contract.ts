import { z } from 'zod';
import { email, empty, endpoint, idOf, text } from '../kit/endpoint.contract.js';

const withoutNul = /^[^\u0000]*$/u;
/** Long enough that the refusal is `password_too_long`, short enough that hashing costs nothing. */
export const password = z
  .string()
  .min(1, 'Required')
  .max(1024, 'Too long')
  .regex(withoutNul, 'NUL is not allowed');
/** From the link in a mail. */
export const token = z.string().regex(/^[\w.-]{1,2048}$/, 'Not a token');

export const person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  emailVerified: z.boolean(),
});
export const done = z.object({ status: z.literal(true) });

const tag = 'Signing in';

export const signUp = endpoint({
  id: 'signUp',
  method: 'POST',
  path: '/v1/auth/sign-up/email',
  door: 'public',
  tag,
  summary: 'Register. Answers the same for an address that is registered already; the rest comes by mail.',
  body: z.strictObject({ name: text(100), email, password }),
  reply: done,
  refusals: ['password_too_short', 'password_too_long', 'password_compromised', 'rate_limited'],
});

export const signIn = endpoint({
  id: 'signIn',
  method: 'POST',
  path: '/v1/auth/sign-in/email',
  door: 'public',
  tag,
  summary: 'Sign in with e-mail and password. Sets the session cookie.',
  body: z.strictObject({ email, password }),
  reply: z.object({ user: person }),
  refusals: ['invalid_email_or_password', 'email_not_verified', 'rate_limited'],
});

export const signOut = endpoint({
  id: 'signOut',
  method: 'POST',
  path: '/v1/auth/sign-out',
  door: 'public',
  tag,
  summary: 'End this session. Does no harm where there is none.',
  body: empty,
  reply: done,
});

export const getSession = endpoint({
  id: 'getSession',
  method: 'GET',
  path: '/v1/auth/get-session',
  door: 'public',
  tag,
  summary: 'Who is signed in, or null.',
  reply: z.object({ user: person, session: z.object({ id: z.string(), expiresAt: z.string() }) }).nullable(),
});

export const verifyEmail = endpoint({
  id: 'verifyEmail',
  method: 'POST',
  path: '/v1/auth/verify-email',
  door: 'public',
  tag,
  summary: 'Confirm an e-mail address with the token of the mail.',
  body: z.strictObject({ token }),
  reply: done,
  refusals: ['invalid_token', 'token_expired'],
});

export const sendVerificationEmail = endpoint({
  id: 'sendVerificationEmail',
  method: 'POST',
  path: '/v1/auth/send-verification-email',
  door: 'public',
  tag,
  summary: 'Send the confirmation mail again. Answers the same whether or not the address is known.',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['rate_limited'],
});

export const requestPasswordReset = endpoint({
  id: 'requestPasswordReset',
  method: 'POST',
  path: '/v1/auth/request-password-reset',
  door: 'public',
  tag,
  summary: 'Ask for a mail to choose a new password. Answers the same whether or not the address is known.',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['rate_limited'],
});

export const resetPassword = endpoint({
  id: 'resetPassword',
  method: 'POST',
  path: '/v1/auth/reset-password',
  door: 'public',
  tag,
  summary: 'Choose a new password with the token of the mail. Ends all sessions.',
  body: z.strictObject({ token, newPassword: password }),
  reply: done,
  refusals: ['invalid_token', 'password_too_short', 'password_too_long', 'password_compromised'],
});

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'POST',
  path: '/v1/auth/change-password',
  door: 'user',
  tag,
  summary: 'Change the password. Ends all other sessions and renews this one.',
  body: z.strictObject({ currentPassword: password, newPassword: password }),
  reply: done,
  refusals: ['invalid_password', 'password_too_short', 'password_too_long', 'password_compromised'],
});

export const updateUser = endpoint({
  id: 'updateUser',
  method: 'POST',
  path: '/v1/auth/update-user',
  door: 'user',
  tag,
  summary: 'Change your own name or language.',
  body: z
    .strictObject({ name: text(100).optional(), locale: z.enum(['en', 'de']).optional() })
    .refine((body) => Object.keys(body).length > 0, 'Nothing to change'),
  reply: done,
});

export const sessionView = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
});

export const listSessions = endpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/v1/auth/sessions',
  door: 'user',
  tag,
  summary: 'Your open sessions, newest first.',
  reply: z.array(sessionView),
});

export const revokeSession = endpoint({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/v1/auth/sessions/:id',
  door: 'user',
  tag,
  summary: 'End one of your sessions.',
  params: z.strictObject({ id: idOf('ses') }),
  reply: done,
  refusals: ['session_not_found'],
});

export const revokeSessions = endpoint({
  id: 'revokeSessions',
  method: 'DELETE',
  path: '/v1/auth/sessions',
  door: 'user',
  tag,
  summary: 'End all your sessions, this one too.',
  reply: done,
});

/** Everything that the customers' door serves. */
export const customerAuthEndpoints = [
  signUp,
  signIn,
  signOut,
  getSession,
  verifyEmail,
  sendVerificationEmail,
  requestPasswordReset,
  resetPassword,
  changePassword,
  updateUser,
  listSessions,
  revokeSession,
  revokeSessions,
] as const;
