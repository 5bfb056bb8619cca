/** Where a person lands after signing in. */
export const HOME = '/account/billing';

/**
 * A path of this portal that it is safe to go to after signing in. A link from outside may carry anything in `to`, so
 * only our own pages under `/account` are taken.
 */
export const safeReturn = (to: string | null): string =>
  to !== null && /^\/account(\/[\w/-]*)?(\?[^#\\]*)?$/.test(to) ? to : HOME;

/** The sign-in page that leads back to where the reader was. */
export const signInPath = (from: string, reason: 'expired' | 'needed'): string => {
  const query = new URLSearchParams();
  if (reason === 'expired') query.set('expired', '1');
  if (from !== HOME && safeReturn(from) === from) query.set('to', from);
  const text = query.toString();
  return text === '' ? '/sign-in' : `/sign-in?${text}`;
};
