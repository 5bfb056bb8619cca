import { type IdentityHouse, openIdentityHouse, PASSWORD, totpCode } from '../test/identity.js';
import {
  BACKUP,
  DESK,
  ENABLE,
  enrolled,
  knock,
  ME,
  STAFF_SIGN_IN,
  staff,
  VERIFY,
} from '../test/identity-staff.js';

let house: IdentityHouse;
beforeAll(async () => {
  house = await openIdentityHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.faults.splice(0)).toEqual([]));

describe('setting up the second factor', () => {
  it('is all that a password opens', async () => {
    const { email } = await staff(house, 'new');
    const browser = house.browser();
    const answer = await browser.post(STAFF_SIGN_IN, { email, password: PASSWORD });
    expect(answer.body).toMatchObject({ twoFactorRedirect: false, twoFactorEnrolmentRequired: true });
    const session = (await browser.get('/v1/staff/auth/get-session')).body.session;
    expect(session.secondFactor).toBe('enrolment_required');
    expect((await browser.get(ME)).body).toBeNull();
    for (const refused of [
      await browser.get(DESK),
      await browser.post('/v1/staff/auth/change-password', {
        currentPassword: PASSWORD,
        newPassword: 'another umbrella',
      }),
      await browser.post('/v1/staff/auth/two-factor/generate-backup-codes', { password: PASSWORD }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([403, 'two_factor_enrolment_required']);
    }
  });

  it('needs the code of the invitation, and leads in', async () => {
    const { email, staffId } = await staff(house, 'invited');
    const browser = await knock(house, email);
    for (const invitationCode of [
      undefined,
      'guessed',
      house.tokenFor((await staff(house, 'other')).email, 'staff_invitation'),
    ]) {
      const refused = await browser.post(ENABLE, { password: PASSWORD, invitationCode });
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid_invitation_code']);
    }
    const invitationCode = house.tokenFor(email, 'staff_invitation');
    const enable = await browser.post(ENABLE, { password: PASSWORD, invitationCode });
    expect(enable.status).toBe(200);
    expect(enable.body.backupCodes).toHaveLength(10);
    const wrong = await browser.post(VERIFY, { code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_code']);
    const before = [...browser.cookies.values()];
    const verify = await browser.post(VERIFY, { code: totpCode(enable.body.totpURI) });
    expect(verify.body).toEqual({ user: { id: staffId, email, name: 'invited', role: 'finance' } });
    expect([...browser.cookies.values()]).not.toEqual(before);
    expect((await browser.get(ME)).body).toMatchObject({ staffId });
    const again = await browser.post(ENABLE, { password: PASSWORD, invitationCode });
    expect([again.status, again.body.code]).toEqual([400, 'invalid_invitation_code']);
  });

  it('is too late with an invitation of last week', async () => {
    const late = await openIdentityHouse();
    const { email } = await staff(late, 'late');
    late.advance(4 * 86_400);
    const { staffId } = await staff(late, 'late');
    expect(await late.identity.people.isInvited(staffId, late.tokenFor(email, 'staff_invitation'))).toBe(
      false,
    );
    await late.close();
  });
});

describe('signing in with the second factor', () => {
  it('opens no session before the code was shown', async () => {
    const { email, totpURI } = await enrolled(house, 'dana');
    const dana = house.browser();
    const first = await dana.post(STAFF_SIGN_IN, { email, password: PASSWORD });
    expect(first.body).toEqual({ user: null, twoFactorRedirect: true, twoFactorEnrolmentRequired: false });
    expect((await dana.get(ME)).body).toBeNull();
    expect((await dana.post(VERIFY, { code: totpCode(totpURI, 1) })).status).toBe(200);
    expect((await dana.get(ME)).body).toMatchObject({ email });
    expect((await dana.get('/v1/staff/auth/get-session')).body.session.secondFactor).toBe('shown');
  });

  it('takes a code once: of two who come together one gets in', async () => {
    const { email, totpURI } = await enrolled(house, 'replayed');
    const [one, two, three] = [
      await knock(house, email),
      await knock(house, email),
      await knock(house, email),
    ];
    const code = totpCode(totpURI, 1);
    const together = await Promise.all([one.post(VERIFY, { code }), two.post(VERIFY, { code })]);
    expect(together.map((answer) => answer.status).sort()).toEqual([200, 401]);
    const later = await three.post(VERIFY, { code });
    expect([later.status, later.body.code]).toEqual([401, 'invalid_code']);
  });

  it('takes no other spelling of a code, and trusts no device', async () => {
    const { email, totpURI } = await enrolled(house, 'speller');
    const browser = await knock(house, email);
    const code = totpCode(totpURI, 1);
    for (const body of [
      { code: ` ${code}` },
      { code: `${code.slice(0, 3)} ${code.slice(3)}` },
      { code, trustDevice: true },
    ]) {
      expect((await browser.post(VERIFY, body)).status).toBe(422);
    }
    expect((await browser.post(VERIFY, { code })).status).toBe(200);
    expect([...browser.cookies.keys()]).toEqual(['staff.session_token']);
    await browser.post('/v1/staff/auth/sign-out');
    expect((await browser.post(STAFF_SIGN_IN, { email, password: PASSWORD })).body.twoFactorRedirect).toBe(
      true,
    );
  });

  it('takes a backup code once', async () => {
    const { email, backupCodes } = await enrolled(house, 'backup');
    const code = backupCodes[0] ?? '';
    const browser = await knock(house, email);
    expect((await browser.post(BACKUP, { code })).status).toBe(200);
    expect((await browser.get(ME)).body).toMatchObject({ email });
    const again = await (await knock(house, email)).post(BACKUP, { code });
    expect([again.status, again.body.code]).toEqual([401, 'invalid_backup_code']);
  });

  it('is locked after ten wrong codes, whichever challenge they came with', async () => {
    const { email, totpURI } = await enrolled(house, 'guesser');
    const statuses: number[] = [];
    for (let challenge = 0; challenge < 3; challenge += 1) {
      const browser = await knock(house, email);
      for (let guess = 0; guess < 4; guess += 1) {
        statuses.push(
          (await browser.post(VERIFY, { code: String(100_000 + challenge * 10 + guess) })).status,
        );
      }
    }
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(statuses.slice(10)).toEqual([429, 429]);
    const right = await (await knock(house, email)).post(VERIFY, { code: totpCode(totpURI, 1) });
    expect([right.status, right.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('does not lift a session that was opened by password before the set-up', async () => {
    const { email } = await staff(house, 'early');
    const [old, fresh] = [await knock(house, email), await knock(house, email)];
    const invitationCode = house.tokenFor(email, 'staff_invitation');
    const { totpURI } = (await fresh.post(ENABLE, { password: PASSWORD, invitationCode })).body;
    expect((await fresh.post(VERIFY, { code: totpCode(totpURI) })).status).toBe(200);
    for (const refused of [
      await old.get(DESK),
      await old.post(VERIFY, { code: totpCode(totpURI, 1) }),
      await old.post(BACKUP, { code: 'aaaaa-bbbbb' }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([403, 'two_factor_required']);
    }
    expect((await old.get(ME)).body).toBeNull();
    // Nor does it get at the secret.
    expect((await old.post('/v1/staff/auth/two-factor/get-totp-uri', { password: PASSWORD })).status).toBe(
      404,
    );
    expect((await old.post(ENABLE, { password: PASSWORD, invitationCode })).status).toBe(400);
  });

  it('stays shown when the password is changed, and the other sessions end', async () => {
    const { email, browser, totpURI } = await enrolled(house, 'renewed');
    const other = await knock(house, email);
    expect((await other.post(VERIFY, { code: totpCode(totpURI, 1) })).status).toBe(200);
    const before = [...browser.cookies.values()];
    const change = { currentPassword: PASSWORD, newPassword: 'another umbrella' };
    expect((await browser.post('/v1/staff/auth/change-password', change)).status).toBe(200);
    expect([...browser.cookies.values()]).not.toEqual(before);
    expect((await browser.get(ME)).body).toMatchObject({ email });
    expect((await other.get(ME)).body).toBeNull();
  });

  it('is asked for after a reset of the password, too', async () => {
    const { email, browser } = await enrolled(house, 'resetter');
    await house.browser().post('/v1/staff/auth/request-password-reset', { email });
    const token = house.tokenFor(email, 'staff_password_reset');
    expect(house.mails.at(-1)?.data.link).toBe(`http://portal.test/admin/reset-password?token=${token}`);
    const reset = await house
      .browser()
      .post('/v1/staff/auth/reset-password', { token, newPassword: 'another umbrella' });
    expect(reset.status).toBe(200);
    expect((await browser.get(ME)).body).toBeNull();
    const signIn = await house.browser().post(STAFF_SIGN_IN, { email, password: 'another umbrella' });
    expect(signIn.body).toMatchObject({ user: null, twoFactorRedirect: true });
  });
});
