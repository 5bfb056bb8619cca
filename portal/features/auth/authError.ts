import type { ApiError } from '../../api/problem.js';
import { texts } from './auth.texts.js';

/** Why signing in or up did not work, in a sentence that helps. */
export const authError = (error: ApiError): string => {
  switch (error.code) {
    case 'invalid_email_or_password':
      return texts.signIn.wrong;
    case 'email_not_verified':
      return texts.signIn.unverified;
    case 'rate_limited':
      return texts.tooMany(Math.ceil((error.retryAfterSeconds ?? 60) / 60));
    default:
      return error.message;
  }
};
