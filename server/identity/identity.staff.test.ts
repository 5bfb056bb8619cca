import { systemActor } from '../kit/actors.js';
import { type IdentityHouse, openIdentityHouse, PASSWORD } from '../test/identity.js';
import { DESK, ENABLE, enrolled, knock, ME, STAFF_SIGN_IN, staff } from '../test/identity-staff.js';

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

describe('in the sandbox', () => {
  it('a password is enough', async () => {
    const { email, staffId } = await staff(sandbox, 'sam');
    const sam = sandbox.browser();
    const answer = await sam.post(STAFF_SIGN_IN, { email, password: PASSWORD });
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
    const { email, staffId } = await staff(sandbox, 'audited');
    await knock(sandbox, email);
    const rows = await sandbox.db.prisma.auditEvent.findMany({
      where: { subjectId: staffId },
      orderBy: { number: 'asc' },
    });
    expect(rows.map((row) => row.action)).toEqual(['staff.created', 'staff.signed_in']);
  });
});

describe('a staff session', () => {
  it('ends after half an hour without a request, and not before', async () => {
    const idle = await openIdentityHouse({ sandbox: true });
    const sam = await knock(idle, (await staff(idle, 'idle')).email);
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
    const sam = await knock(busy, (await staff(busy, 'busy')).email);
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      busy.advance(20 * 60);
      expect((await sam.get(ME)).body).not.toBeNull();
    }
    busy.advance(21 * 60);
    expect((await sam.get(ME)).body).toBeNull();
    await busy.close();
  });

  it('ends when its owner leaves, who then is refused like anybody unknown', async () => {
    const { email, staffId, browser } = await enrolled(house, 'leaver');
    await house.identity.people.deactivateStaff(systemActor('test'), staffId);
    expect((await browser.get(ME)).body).toBeNull();
    const back = await house.browser().post(STAFF_SIGN_IN, { email, password: PASSWORD });
    expect([back.status, back.body.code]).toEqual([401, 'invalid_email_or_password']);
  });

  it('and the second factor end when an admin takes a lost telephone off; a new invitation goes out', async () => {
    const { email, staffId, browser } = await enrolled(house, 'lost');
    const root = {
      kind: 'staff',
      staffId: 'stf_root',
      role: 'admin',
      email: 'root@acme.test',
      name: 'Root',
    } as const;
    await house.identity.people.resetSecondFactor(root, staffId);
    expect((await browser.get(ME)).body).toBeNull();
    const again = await knock(house, email);
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
    expect((await sandbox.browser().post(STAFF_SIGN_IN, { email, password: PASSWORD })).status).toBe(401);
    const sam = await knock(sandbox, (await staff(sandbox, 'crossing')).email);
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
