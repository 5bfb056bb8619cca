import { DomainError, type ErrorKind, type FieldErrors } from '../kit/errors.js';

export const unauthenticated = (): DomainError =>
  new DomainError('unauthenticated', 'unauthenticated', 'Sign in first.');

export const crossSite = (): DomainError =>
  new DomainError('forbidden', 'cross_site_request', 'Requests from other sites are refused.');

export const tooManyAttempts = (retryAfterSeconds: number): DomainError =>
  new DomainError('rate_limited', 'rate_limited', 'Too many attempts. Try again later.', {
    retryAfterSeconds,
  });

export const commonPassword = (field: string): DomainError => {
  const detail = 'This password is among the first that are guessed. Choose a less common one.';
  return new DomainError('malformed', 'password_compromised', detail, { fields: { [field]: [detail] } });
};

export const secondFactorMissing = (): DomainError =>
  new DomainError('forbidden', 'two_factor_required', 'Sign in again and show your second factor.');

export const enrolmentMissing = (): DomainError =>
  new DomainError(
    'forbidden',
    'two_factor_enrolment_required',
    'Set up your second factor with the code of your invitation.',
  );

export const invalidInvitationCode = (): DomainError =>
  new DomainError('malformed', 'invalid_invitation_code', 'The invitation code is wrong, used or too old.');

interface Refusal {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: string;
  /** Whether the fault lies in the new password. */
  readonly ofPassword?: true;
}

// What the library answers, in our words. Where an address is known must never show in them.
const REFUSALS: Readonly<Record<string, Refusal>> = {
  INVALID_EMAIL_OR_PASSWORD: {
    kind: 'unauthenticated',
    code: 'invalid_email_or_password',
    detail: 'E-mail or password is wrong.',
  },
  EMAIL_NOT_VERIFIED: {
    kind: 'forbidden',
    code: 'email_not_verified',
    detail: 'Confirm your e-mail address first. We have sent you a link.',
  },
  PASSWORD_TOO_SHORT: {
    kind: 'malformed',
    code: 'password_too_short',
    detail: 'At least 8 characters.',
    ofPassword: true,
  },
  PASSWORD_TOO_LONG: {
    kind: 'malformed',
    code: 'password_too_long',
    detail: 'At most 128 characters.',
    ofPassword: true,
  },
  INVALID_PASSWORD: { kind: 'malformed', code: 'invalid_password', detail: 'The password is wrong.' },
  INVALID_TOKEN: { kind: 'malformed', code: 'invalid_token', detail: 'The link is not valid any more.' },
  TOKEN_EXPIRED: {
    kind: 'malformed',
    code: 'token_expired',
    detail: 'The link is too old. Ask for a new one.',
  },
  UNAUTHORIZED: { kind: 'unauthenticated', code: 'unauthenticated', detail: 'Sign in first.' },
  INVALID_CODE: {
    kind: 'unauthenticated',
    code: 'invalid_code',
    detail: 'The code is wrong or was used before.',
  },
  INVALID_BACKUP_CODE: {
    kind: 'unauthenticated',
    code: 'invalid_backup_code',
    detail: 'The backup code is wrong or was used before.',
  },
  INVALID_TWO_FACTOR_COOKIE: {
    kind: 'unauthenticated',
    code: 'invalid_two_factor_cookie',
    detail: 'Sign in with your password first.',
  },
  TOTP_NOT_ENABLED: {
    kind: 'malformed',
    code: 'totp_not_enabled',
    detail: 'No authenticator app is set up.',
  },
  BACKUP_CODES_NOT_ENABLED: {
    kind: 'malformed',
    code: 'backup_codes_not_enabled',
    detail: 'There are no backup codes.',
  },
  TOTP_ALREADY_ENABLED: {
    kind: 'conflict',
    code: 'totp_already_enabled',
    detail: 'An authenticator app is set up already.',
  },
  TWO_FACTOR_NOT_ENABLED: {
    kind: 'malformed',
    code: 'totp_not_enabled',
    detail: 'No authenticator app is set up.',
  },
};

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported',
  422: 'invalid',
};

// Ten wrong codes lock the second factor for a quarter of an hour.
const LOCK_SECONDS = 900;

/**
 * The library's refusal as ours. Its 404 and 500 come without a body, its codes are upper case, its words mixed.
 * An answer of 500 and above is our fault: a plain error, which the door logs and answers without a word about it.
 */
export function refusalOf(answer: {
  status: number;
  code: string | null;
  passwordField: string | null;
}): Error {
  const { status, code, passwordField } = answer;
  if (status >= 500) return new Error(`The sign-in library answered ${status} ${code ?? ''}`.trim());
  if (status === 429 || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') return tooManyAttempts(LOCK_SECONDS);
  const known = code === null ? undefined : REFUSALS[code];
  if (known === undefined) {
    return new DomainError(
      KINDS[status] ?? 'malformed',
      code?.toLowerCase() ?? 'refused',
      'The request was refused.',
    );
  }
  const fields: FieldErrors | null =
    known.ofPassword && passwordField ? { [passwordField]: [known.detail] } : null;
  return new DomainError(known.kind, known.code, known.detail, fields ? { fields } : {});
}
