import type { Request, RequestHandler } from 'express';
import type { BackofficeServices, StaffSession } from '../kit/ports.js';
import type { SignedIn } from '../kit/staffAction.js';

export const SIGN_IN = '/admin/sign-in';

/**
 * Lets only signed-in staff through. Everybody else is sent to the sign-in page, for API calls too: AdminJS' client knows
 * a lost session by that redirect. AdminJS gets to know the person's id, name, address and role, and nothing else.
 */
export function staffOnly(services: BackofficeServices): RequestHandler {
  return async (req, res, next) => {
    const staff = await services.identity.staffOf(req);
    if (staff === null) return void res.redirect(302, signInAddress(req));
    Object.assign(req, { session: { adminUser: signedIn(staff) } });
    next();
  };
}

const signedIn = ({ staffId, email, name, role }: StaffSession): SignedIn => ({
  id: staffId,
  email,
  title: name,
  role,
});

/** Where to come back to after signing in, for pages only. */
function signInAddress(req: Request): string {
  const isPage =
    req.method === 'GET' && !req.path.startsWith('/admin/api/') && !req.path.startsWith('/admin/frontend/');
  const isStart = req.path.replace(/\/+$/, '') === '/admin';
  return isPage && !isStart ? `${SIGN_IN}?next=${encodeURIComponent(req.originalUrl)}` : SIGN_IN;
}
