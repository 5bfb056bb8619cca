import { type Browser, type IdentityHouse, PASSWORD, totpCode } from './identity.js';

export const STAFF_SIGN_IN = '/v1/staff/auth/sign-in/email';
export const ENABLE = '/v1/staff/auth/two-factor/enable';
export const VERIFY = '/v1/staff/auth/two-factor/verify-totp';
export const BACKUP = '/v1/staff/auth/two-factor/verify-backup-code';
/** Answers who the session shows, or null. */
export const ME = '/staff/whoami';
/** Refuses whoever may not work there. */
export const DESK = '/staff/desk';

/** A member of staff who has a password and nothing more. */
export async function staff(house: IdentityHouse, name: string): Promise<{ email: string; staffId: string }> {
  const email = house.address(name);
  const { staffId } = await house.identity.createStaff({ email, name, role: 'finance', password: PASSWORD });
  return { email, staffId };
}

/** After the password. */
export async function knock(house: IdentityHouse, email: string): Promise<Browser> {
  const browser = house.browser();
  expect((await browser.post(STAFF_SIGN_IN, { email, password: PASSWORD })).status).toBe(200);
  return browser;
}

export interface Enrolled {
  email: string;
  staffId: string;
  browser: Browser;
  totpURI: string;
  backupCodes: string[];
}

/** With an app set up. That used up the code of this half minute, so the next one shown is that of the next. */
export async function enrolled(house: IdentityHouse, name: string): Promise<Enrolled> {
  const { email, staffId } = await staff(house, name);
  const browser = await knock(house, email);
  const invitationCode = house.tokenFor(email, 'staff_invitation');
  const { totpURI, backupCodes } = (await browser.post(ENABLE, { password: PASSWORD, invitationCode })).body;
  expect((await browser.post(VERIFY, { code: totpCode(totpURI) })).status).toBe(200);
  return { email, staffId, browser, totpURI, backupCodes };
}
