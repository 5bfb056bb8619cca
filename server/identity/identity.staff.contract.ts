import { z } from 'zod';
import { email, empty, endpoint } from '../kit/endpoint.contract.js';
import { done, password, token } from './identity.contract.js';

/** Six digits exactly: another spelling of the same code would be a second use of it. */
const totpCode = z.string().regex(/^\d{6}$/, 'Six digits');
const backupCode = z.string().regex(/^[\w-]{8,20}$/, 'Not a backup code');

export const staffRole = z.enum(['support', 'finance', 'admin']);
export const staffPerson = z.object({ id: z.string(), email: z.string(), name: z.string(), role: staffRole });

const tag = 'Signing in (staff)';

export const staffSignIn = endpoint({
  id: 'staffSignIn',
  method: 'POST',
  path: '/v1/staff/auth/sign-in/email',
  door: 'public',
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
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
  tag,
  summary: 'New backup codes; the old ones end.',
  body: z.strictObject({ password }),
  reply: z.object({ backupCodes: z.array(z.string()) }),
  refusals: ['invalid_password', 'two_factor_required'],
});

/** Everything that the staff's door serves. */
export const staffAuthEndpoints = [
  staffSignIn,
  staffSignOut,
  staffGetSession,
  staffRequestPasswordReset,
  staffResetPassword,
  staffChangePassword,
  staffEnableTwoFactor,
  staffVerifyTotp,
  staffVerifyBackupCode,
  staffGenerateBackupCodes,
] as const;
