import { systemActor } from '../kit/actors.js';
import { type Browser, type IdentityHouse, openIdentityHouse, totpCode } from '../test/identity.js';

const PASSWORD = 'a plain pocket umbrella';
const SIGN_IN = '/v1/staff/auth/sign-in/email';
const ENABLE = '/v1/staff/auth/two-factor/enable';
const VERIFY = '/v1/staff/auth/two-factor/verify-totp';
const BACKUP = '/v1/staff/auth/two-factor/verify-backup-code';
const ME = '/staff/whoami';
const DESK = '/staff/desk';

let house: IdentityHouse;
let sandbox: IdentityHouse;
beforeAll(async () => {
  house = await openIdentityHouse();
  sandbox = await openIdentityHouse({ sandbox: true });
});
afterAll(async () => {
  await house.close();
  await sandbox.close();
});
afterEach(() => expect([...house.faults.splice(0), ...sandbox.faults.splice(0)]).toEqual([]));

async function staff(name: string, where = house): Promise<{ email: string; staffId: string }> {
  const email = where.address(name);
  const { staffId } = await where.identity.createStaff({ email, name, role: 'finance', password: PASSWORD });
  return { email, staffId };
}

async function knock(email: string, where = house): Promise<Browser> {
  const browser = where.browser();
  expect((await browser.post(SIGN_IN, { email, password: PASSWORD })).status).toBe(200);
  return browser;
}

interface Enrolled {
  email: string;
  staffId: string;
  browser: Browser;
  totpURI: string;
  backupCodes: string[];
}

/** With an app set up. That used up the code of this half minute, so the next one shown is that of the next. */
async function enrolled(name: string): Promise<Enrolled> {
  const { email, staffId } = await staff(name);
  const browser = await knock(email);
  const invitationCode = house.tokenFor(email, 'staff_invitation');
  const { totpURI, backupCodes } = (await browser.post(ENABLE, { password: PASSWORD, invitationCode })).body;
  expect((await browser.post(VERIFY, { code: totpCode(totpURI) })).status).toBe(200);
  return { email, staffId, browser, totpURI, backupCodes };
}

describe('in the sandbox', () => {
  it('a password is enough', async () => {
    const { email, staffId } = await staff('sam', sandbox);
    const sam = sandbox.browser();
    const answer = await sam.post(SIGN_IN, { email, password: PASSWORD });
    expect(answer.body).toEqual({
      user: { id: staffId, email, name: 'sam', role: 'finance' },
      twoFactorRedirect: false,
      twoFactorEnrolmentRequired: false,
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^staff\.session_token=.*SameSite=Strict/i);
    expect((await sam.get(ME)).body).toMatchObject({ staffId, role: 'finance' });
    expect((await sam.get('/v1/staff/auth/get-session')).body.session.secondFactor).toBe('not_demanded');
    expect(sandbox.mails).toEqual([]);
  });

  it('writes who signed in to the audit log', async () => {
    const { email, staffId } = await staff('audited', sandbox);
    await knock(email, sandbox);
    const rows = await sandbox.db.prisma.auditEvent.findMany({
      where: { subjectId: staffId },
      orderBy: { number: 'asc' },
    });
    expect(rows.map((row) => row.action)).toEqual(['staff.created', 'staff.signed_in']);
  });
});

describe('setting up the second factor', () => {
  it('is all that a password opens', async () => {
    const { email } = await staff('new');
    const browser = house.browser();
    const answer = await browser.post(SIGN_IN, { email, password: PASSWORD });
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
    const { email, staffId } = await staff('invited');
    const browser = await knock(email);
    for (const invitationCode of [
      undefined,
      'guessed',
      house.tokenFor((await staff('other')).email, 'staff_invitation'),
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
    const { email } = await staff('late', late);
    late.advance(4 * 86_400);
    const { staffId } = await staff('late', late);
    expect(await late.identity.people.isInvited(staffId, late.tokenFor(email, 'staff_invitation'))).toBe(
      false,
    );
    await late.close();
  });
});

describe('signing in with the second factor', () => {
  it('opens no session before the code was shown', async () => {
    const { email, totpURI } = await enrolled('dana');
    const dana = house.browser();
    const first = await dana.post(SIGN_IN, { email, password: PASSWORD });
    expect(first.body).toEqual({ user: null, twoFactorRedirect: true, twoFactorEnrolmentRequired: false });
    expect((await dana.get(ME)).body).toBeNull();
    expect((await dana.post(VERIFY, { code: totpCode(totpURI, 1) })).status).toBe(200);
    expect((await dana.get(ME)).body).toMatchObject({ email });
    expect((await dana.get('/v1/staff/auth/get-session')).body.session.secondFactor).toBe('shown');
  });

  it('takes a code once: of two who come together one gets in', async () => {
    const { email, totpURI } = await enrolled('replayed');
    const [one, two, three] = [await knock(email), await knock(email), await knock(email)];
    const code = totpCode(totpURI, 1);
    const together = await Promise.all([one.post(VERIFY, { code }), two.post(VERIFY, { code })]);
    expect(together.map((answer) => answer.status).sort()).toEqual([200, 401]);
    const later = await three.post(VERIFY, { code });
    expect([later.status, later.body.code]).toEqual([401, 'invalid_code']);
  });

  it('takes no other spelling of a code, and trusts no device', async () => {
    const { email, totpURI } = await enrolled('speller');
    const browser = await knock(email);
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
    expect((await browser.post(SIGN_IN, { email, password: PASSWORD })).body.twoFactorRedirect).toBe(true);
  });

  it('takes a backup code once', async () => {
    const { email, backupCodes } = await enrolled('backup');
    const code = backupCodes[0] ?? '';
    const browser = await knock(email);
    expect((await browser.post(BACKUP, { code })).status).toBe(200);
    expect((await browser.get(ME)).body).toMatchObject({ email });
    const again = await (await knock(email)).post(BACKUP, { code });
    expect([again.status, again.body.code]).toEqual([401, 'invalid_backup_code']);
  });

  it('is locked after ten wrong codes, whichever challenge they came with', async () => {
    const { email, totpURI } = await enrolled('guesser');
    const statuses: number[] = [];
    for (let challenge = 0; challenge < 3; challenge += 1) {
      const browser = await knock(email);
      for (let guess = 0; guess < 4; guess += 1) {
        statuses.push(
          (await browser.post(VERIFY, { code: String(100_000 + challenge * 10 + guess) })).status,
        );
      }
    }
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(statuses.slice(10)).toEqual([429, 429]);
    const right = await (await knock(email)).post(VERIFY, { code: totpCode(totpURI, 1) });
    expect([right.status, right.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('does not lift a session that was opened by password before the set-up', async () => {
    const { email } = await staff('early');
    const [old, fresh] = [await knock(email), await knock(email)];
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
    const { email, browser, totpURI } = await enrolled('renewed');
    const other = await knock(email);
    expect((await other.post(VERIFY, { code: totpCode(totpURI, 1) })).status).toBe(200);
    const before = [...browser.cookies.values()];
    const change = { currentPassword: PASSWORD, newPassword: 'another umbrella' };
    expect((await browser.post('/v1/staff/auth/change-password', change)).status).toBe(200);
    expect([...browser.cookies.values()]).not.toEqual(before);
    expect((await browser.get(ME)).body).toMatchObject({ email });
    expect((await other.get(ME)).body).toBeNull();
  });

  it('is asked for after a reset of the password, too', async () => {
    const { email, browser } = await enrolled('resetter');
    await house.browser().post('/v1/staff/auth/request-password-reset', { email });
    const token = house.tokenFor(email, 'staff_password_reset');
    expect(house.mails.at(-1)?.data['link']).toBe(`http://portal.test/admin/reset-password?token=${token}`);
    const reset = await house
      .browser()
      .post('/v1/staff/auth/reset-password', { token, newPassword: 'another umbrella' });
    expect(reset.status).toBe(200);
    expect((await browser.get(ME)).body).toBeNull();
    const signIn = await house.browser().post(SIGN_IN, { email, password: 'another umbrella' });
    expect(signIn.body).toMatchObject({ user: null, twoFactorRedirect: true });
  });
});

describe('a staff session', () => {
  it('ends after half an hour without a request, and not before', async () => {
    const idle = await openIdentityHouse({ sandbox: true });
    const sam = await knock((await staff('idle', idle)).email, idle);
    for (let quarter = 0; quarter < 3; quarter += 1) {
      idle.advance(20 * 60);
      expect((await sam.get(ME)).body).not.toBeNull();
    }
    idle.advance(31 * 60);
    expect((await sam.get(ME)).body).toBeNull();
    expect((await sam.get(DESK)).body.code).toBe('unauthenticated');
    expect((await sam.get('/v1/staff/auth/get-session')).body).toBeNull();
    await idle.close();
  });

  it('ends after eight hours, however busy', async () => {
    const busy = await openIdentityHouse({ sandbox: true });
    const sam = await knock((await staff('busy', busy)).email, busy);
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      busy.advance(20 * 60);
      expect((await sam.get(ME)).body).not.toBeNull();
    }
    busy.advance(21 * 60);
    expect((await sam.get(ME)).body).toBeNull();
    await busy.close();
  });

  it('ends when its owner leaves, who then is refused like anybody unknown', async () => {
    const { email, staffId, browser } = await enrolled('leaver');
    await house.identity.people.deactivateStaff(systemActor('test'), staffId);
    expect((await browser.get(ME)).body).toBeNull();
    const back = await house.browser().post(SIGN_IN, { email, password: PASSWORD });
    expect([back.status, back.body.code]).toEqual([401, 'invalid_email_or_password']);
  });

  it('and the second factor end when an admin takes a lost telephone off; a new invitation goes out', async () => {
    const { email, staffId, browser } = await enrolled('lost');
    const root = {
      kind: 'staff',
      staffId: 'stf_root',
      role: 'admin',
      email: 'root@acme.test',
      name: 'Root',
    } as const;
    await house.identity.people.resetSecondFactor(root, staffId);
    expect((await browser.get(ME)).body).toBeNull();
    const again = await knock(email);
    const invitationCode = house.tokenFor(email, 'staff_invitation');
    expect((await again.post(ENABLE, { password: PASSWORD, invitationCode })).status).toBe(200);
    const sam = { ...root, role: 'finance' } as const;
    await expect(house.identity.people.resetSecondFactor(sam, staffId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const self = { ...root, staffId } as const;
    await expect(house.identity.people.resetSecondFactor(self, staffId)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('the two populations', () => {
  it('know nothing of each other’s passwords and cookies', async () => {
    const email = sandbox.address('both');
    await sandbox.identity.createCustomer({ email, name: 'C', password: PASSWORD, emailVerified: true });
    expect((await sandbox.browser().post(SIGN_IN, { email, password: PASSWORD })).status).toBe(401);
    const sam = await knock((await staff('crossing', sandbox)).email, sandbox);
    const alice = sandbox.browser();
    await alice.post('/v1/auth/sign-in/email', { email, password: PASSWORD });

    expect((await sam.get('/whoami')).body).toBeNull();
    expect((await sam.get('/v1/auth/get-session')).body).toBeNull();
    expect((await alice.get(ME)).body).toBeNull();
    for (const [thief, from, to] of [
      [alice, 'portal', 'staff'],
      [sam, 'staff', 'portal'],
    ] as const) {
      thief.cookies.set(`${to}.session_token`, thief.cookies.get(`${from}.session_token`) ?? '');
    }
    expect((await alice.get(ME)).body).toBeNull();
    expect((await alice.get('/v1/staff/auth/get-session')).body).toBeNull();
    expect((await sam.get('/whoami')).body).toBeNull();
    expect((await sam.get('/v1/auth/sessions')).status).toBe(401);
  });

  it('cannot sign up as staff', async () => {
    const answer = await house
      .browser()
      .post('/v1/staff/auth/sign-up/email', { name: 'X', email: 'x@acme.test', password: PASSWORD });
    expect(answer.status).toBe(404);
  });
});
