import { z } from 'zod';
import { email, empty, endpoint, idOf, text } from '../kit/endpoint.contract.js';

const withoutNul = /^[^\u0000]*$/u;
/** Long enough that the refusal is `password_too_long`, short enough that hashing costs nothing. */
const password = z.string().min(1, 'Required').max(1024, 'Too long').regex(withoutNul, 'NUL is not allowed');
/** From the link in a mail. */
const token = z.string().regex(/^[\w.-]{1,2048}$/, 'Not a token');
/** Six digits exactly: another spelling of the same code would be a second use of it. */
const totpCode = z.string().regex(/^\d{6}$/, 'Six digits');
const backupCode = z.string().regex(/^[\w-]{8,20}$/, 'Not a backup code');

export const person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  emailVerified: z.boolean(),
});
export const staffRole = z.enum(['support', 'finance', 'admin']);
export const staffPerson = z.object({ id: z.string(), email: z.string(), name: z.string(), role: staffRole });
const done = z.object({ status: z.literal(true) });

const tag = 'Signing in';
const staffTag = 'Signing in (staff)';

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

export const staffSignIn = endpoint({
  id: 'staffSignIn',
  method: 'POST',
  path: '/v1/staff/auth/sign-in/email',
  door: 'public',
  tag: staffTag,
  summary: 'Sign in with e-mail and password; with `twoFactorRedirect` the second factor has to follow.',
  body: z.strictObject({ email, password }),
  reply: z.object({
    user: staffPerson.nullable(),
    twoFactorRedirect: z.boolean(),
    twoFactorEnrolmentRequired: z.boolean(),
  }),
  refusals: ['invalid_email_or_password', 'rate_limited'],
});

export const staffSignOut = endpoint({
  id: 'staffSignOut',
  method: 'POST',
  path: '/v1/staff/auth/sign-out',
  door: 'public',
  tag: staffTag,
  summary: 'End this session. Does no harm where there is none.',
  body: empty,
  reply: done,
});

export const secondFactorState = z.enum(['shown', 'missing', 'enrolment_required', 'not_demanded']);

export const staffGetSession = endpoint({
  id: 'staffGetSession',
  method: 'GET',
  path: '/v1/staff/auth/get-session',
  door: 'public',
  tag: staffTag,
  summary: 'Who is signed in and whether the second factor was shown, or null.',
  reply: z
    .object({
      user: staffPerson,
      session: z.object({ id: z.string(), expiresAt: z.string(), secondFactor: secondFactorState }),
    })
    .nullable(),
});

export const staffRequestPasswordReset = endpoint({
  id: 'staffRequestPasswordReset',
  method: 'POST',
  path: '/v1/staff/auth/request-password-reset',
  door: 'public',
  tag: staffTag,
  summary: 'Ask for a mail to choose a new password. Answers the same whether or not the address is known.',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['rate_limited'],
});

export const staffResetPassword = endpoint({
  id: 'staffResetPassword',
  method: 'POST',
  path: '/v1/staff/auth/reset-password',
  door: 'public',
  tag: staffTag,
  summary: 'Choose a new password with the token of the mail. Ends all sessions; the second factor stays.',
  body: z.strictObject({ token, newPassword: password }),
  reply: done,
  refusals: ['invalid_token', 'password_too_short', 'password_too_long', 'password_compromised'],
});

export const staffChangePassword = endpoint({
  id: 'staffChangePassword',
  method: 'POST',
  path: '/v1/staff/auth/change-password',
  door: 'staff',
  tag: staffTag,
  summary: 'Change the password. Ends all other sessions and renews this one.',
  body: z.strictObject({ currentPassword: password, newPassword: password }),
  reply: done,
  refusals: ['invalid_password', 'password_too_short', 'password_too_long', 'password_compromised'],
});

export const staffEnableTwoFactor = endpoint({
  id: 'staffEnableTwoFactor',
  method: 'POST',
  path: '/v1/staff/auth/two-factor/enable',
  door: 'public',
  tag: staffTag,
  summary:
    'Begin to set up an authenticator app, after the password, with the one-time code of the invitation.',
  body: z.strictObject({ password, invitationCode: token.optional() }),
  reply: z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) }),
  refusals: ['invalid_invitation_code', 'invalid_password', 'totp_already_enabled'],
});

export const staffVerifyTotp = endpoint({
  id: 'staffVerifyTotp',
  method: 'POST',
  path: '/v1/staff/auth/two-factor/verify-totp',
  door: 'public',
  tag: staffTag,
  summary: 'Show the six digits of the authenticator app: ends a sign-in or the set-up. A code is good once.',
  body: z.strictObject({ code: totpCode }),
  reply: z.object({ user: staffPerson }),
  refusals: ['invalid_code', 'invalid_two_factor_cookie', 'rate_limited'],
});

export const staffVerifyBackupCode = endpoint({
  id: 'staffVerifyBackupCode',
  method: 'POST',
  path: '/v1/staff/auth/two-factor/verify-backup-code',
  door: 'public',
  tag: staffTag,
  summary: 'Show a backup code in place of the authenticator app. Each is good once.',
  body: z.strictObject({ code: backupCode }),
  reply: z.object({ user: staffPerson }),
  refusals: ['invalid_backup_code', 'invalid_two_factor_cookie', 'rate_limited'],
});

export const staffGenerateBackupCodes = endpoint({
  id: 'staffGenerateBackupCodes',
  method: 'POST',
  path: '/v1/staff/auth/two-factor/generate-backup-codes',
  door: 'staff',
  tag: staffTag,
  summary: 'New backup codes; the old ones end.',
  body: z.strictObject({ password }),
  reply: z.object({ backupCodes: z.array(z.string()) }),
  refusals: ['invalid_password', 'two_factor_required'],
});
