import { addSeconds, systemClock } from '../kit/time.js';
import { type Browser, type IdentityHouse, openIdentityHouse } from '../test/identity.js';

const PASSWORD = 'a plain pocket umbrella';
const SIGN_IN = '/v1/auth/sign-in/email';

let house: IdentityHouse;
beforeAll(async () => {
  house = await openIdentityHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.faults.splice(0)).toEqual([]));

async function customer(name: string): Promise<string> {
  const email = house.address(name);
  await house.identity.createCustomer({ email, name, password: PASSWORD, emailVerified: true });
  return email;
}

async function signedIn(email: string, password = PASSWORD): Promise<Browser> {
  const browser = house.browser();
  expect((await browser.post(SIGN_IN, { email, password })).status).toBe(200);
  return browser;
}

describe('a new customer', () => {
  it('signs up, confirms the address, signs in and signs out', async () => {
    const alice = house.browser();
    const email = house.address('alice');
    const signUp = await alice.post('/v1/auth/sign-up/email', { name: 'Alice', email, password: PASSWORD });
    expect([signUp.status, signUp.body]).toEqual([200, { status: true }]);
    expect(alice.cookies.size).toBe(0);

    const early = await alice.post(SIGN_IN, { email, password: PASSWORD });
    expect([early.status, early.body.code]).toEqual([403, 'email_not_verified']);

    const token = house.tokenFor(email, 'email_verification');
    expect((await alice.post('/v1/auth/verify-email', { token })).body).toEqual({ status: true });
    expect(alice.cookies.size).toBe(0);

    const signIn = await alice.post(SIGN_IN, { email, password: PASSWORD });
    expect(signIn.body).toEqual({
      user: { id: expect.stringMatching(/^usr_/), email, name: 'Alice', emailVerified: true },
    });
    const session = (await alice.get('/v1/auth/get-session')).body;
    expect(session.user.email).toBe(email);
    expect(session.session).toEqual({ id: expect.stringMatching(/^ses_/), expiresAt: expect.any(String) });
    expect((await alice.get('/whoami')).body).toMatchObject({ email, sessionId: session.session.id });

    const kept = new Map(alice.cookies);
    expect((await alice.post('/v1/auth/sign-out')).body).toEqual({ status: true });
    expect(alice.cookies.size).toBe(0);
    for (const [name, value] of kept) alice.cookies.set(name, value);
    expect((await alice.get('/v1/auth/get-session')).body).toBeNull();
    expect((await alice.get('/whoami')).body).toBeNull();
  });

  it('gets another link when signing up again before confirming, and may confirm twice', async () => {
    const browser = house.browser();
    const email = house.address('twice');
    await browser.post('/v1/auth/sign-up/email', { name: 'T', email, password: PASSWORD });
    await browser.post('/v1/auth/sign-up/email', { name: 'T', email, password: PASSWORD });
    const mails = house.mails.filter((mail) => mail.to === email);
    expect(mails.map((mail) => mail.template)).toEqual(['email_verification', 'email_verification']);
    const token = house.tokenFor(email, 'email_verification');
    expect((await browser.post('/v1/auth/verify-email', { token })).status).toBe(200);
    expect((await browser.post('/v1/auth/verify-email', { token })).status).toBe(200);
  });

  it.each([
    ['1234567', 'password_too_short'],
    ['x'.repeat(64) + ' y '.repeat(22), 'password_too_long'],
    ['Password1234', 'password_compromised'],
    ['P4ssw0rd1', 'password_compromised'],
    ['qwertyuiop', 'password_compromised'],
  ])('is refused the password %s', async (password, code) => {
    const answer = await house
      .browser()
      .post('/v1/auth/sign-up/email', { name: 'A', email: house.address('weak'), password });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.body.errors.password).toHaveLength(1);
  });

  it('cannot confirm an address with a token that was changed', async () => {
    const email = house.address('forger');
    await house.browser().post('/v1/auth/sign-up/email', { name: 'F', email, password: PASSWORD });
    const token = house.tokenFor(email, 'email_verification');
    const answer = await house.browser().post('/v1/auth/verify-email', { token: `${token.slice(0, -3)}abc` });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.code).toBe('invalid_token');
  });
});

describe('whether an address is known does not show', () => {
  it('when signing up', async () => {
    const known = await customer('known');
    const answers = [];
    for (const email of [known, house.address('nobody')]) {
      answers.push(
        await house.browser().post('/v1/auth/sign-up/email', { name: 'N', email, password: PASSWORD }),
      );
    }
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(house.mails.findLast((mail) => mail.to === known)?.template).toBe('already_registered');
    // The old password still holds.
    await signedIn(known);
  });

  it('when signing in with a wrong password', async () => {
    const known = await customer('known2');
    const bodies = [];
    for (const email of [known, house.address('nobody2')]) {
      const answer = await house.browser().post(SIGN_IN, { email, password: 'quite another thing' });
      expect(answer.status).toBe(401);
      bodies.push({ ...answer.body, requestId: '' });
    }
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]).toMatchObject({
      code: 'invalid_email_or_password',
      type: '/problems/invalid_email_or_password',
    });
  });

  it.each(['/v1/auth/request-password-reset', '/v1/auth/send-verification-email'])('at %s', async (path) => {
    const known = await customer(`known${path.length}`);
    const unknown = await house.browser().post(path, { email: house.address('nobody3') });
    expect((await house.browser().post(path, { email: known })).body).toEqual(unknown.body);
    expect(unknown.status).toBe(200);
  });

  it('by the time it takes: answers come on whole floors', async () => {
    const slow = await openIdentityHouse({ answerFloorMs: 400 });
    const startedAt = performance.now();
    await slow.browser().post('/v1/auth/request-password-reset', { email: slow.address('nobody') });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(399);
    await slow.close();
  });
});

describe('a customer who is signed in', () => {
  it('gets a new session at each sign-in, and the one before ends', async () => {
    const email = await customer('rotating');
    const browser = await signedIn(email);
    const before = new Map(browser.cookies);
    await browser.post(SIGN_IN, { email, password: PASSWORD });
    expect([...browser.cookies.values()]).not.toEqual([...before.values()]);
    const thief = house.browser();
    for (const [name, value] of before) thief.cookies.set(name, value);
    expect((await thief.get('/v1/auth/get-session')).body).toBeNull();
    expect((await browser.get('/whoami')).body.email).toBe(email);
  });

  it('carries a cookie that scripts cannot read and other sites do not send', async () => {
    const email = await customer('cookie');
    const answer = await house.browser().post(SIGN_IN, { email, password: PASSWORD });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^portal\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(answer.body)).not.toContain(decodeURIComponent(cookie).split(/[=.;]/)[2]);
  });

  it('is nobody with a cookie whose signature was changed', async () => {
    const browser = await signedIn(await customer('signature'));
    const [[name, value] = ['', '']] = [...browser.cookies];
    browser.cookies.set(name, `${value.slice(0, -6)}AAAA%3D`);
    expect((await browser.get('/whoami')).body).toBeNull();
    expect((await browser.get('/v1/auth/get-session')).body).toBeNull();
  });

  it('changes the password with the old one; the other sessions end and this one is renewed', async () => {
    const email = await customer('changer');
    const [here, there] = [await signedIn(email), await signedIn(email)];
    const wrong = await here.post('/v1/auth/change-password', {
      currentPassword: 'not this one',
      newPassword: 'another umbrella',
    });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_password']);
    const common = await here.post('/v1/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: 'iloveyou123',
    });
    expect(common.body.code).toBe('password_compromised');
    const before = [...here.cookies.values()];
    const changed = await here.post('/v1/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: 'another umbrella',
    });
    expect([changed.status, changed.body]).toEqual([200, { status: true }]);
    expect([...here.cookies.values()]).not.toEqual(before);
    expect((await here.get('/whoami')).body.email).toBe(email);
    expect((await there.get('/whoami')).body).toBeNull();
    await signedIn(email, 'another umbrella');
  });

  it('resets a forgotten password once per link, which ends all sessions', async () => {
    const email = await customer('forgetful');
    const browser = await signedIn(email);
    await house.browser().post('/v1/auth/request-password-reset', { email });
    const token = house.tokenFor(email, 'password_reset');
    expect(house.mails.at(-1)?.data['link']).toBe(`http://portal.test/reset-password?token=${token}`);
    const weak = await house.browser().post('/v1/auth/reset-password', { token, newPassword: 'password123' });
    expect(weak.body.code).toBe('password_compromised');
    const reset = await house
      .browser()
      .post('/v1/auth/reset-password', { token, newPassword: 'yet another umbrella' });
    expect([reset.status, reset.body]).toEqual([200, { status: true }]);
    expect((await browser.get('/whoami')).body).toBeNull();
    const again = await house
      .browser()
      .post('/v1/auth/reset-password', { token, newPassword: 'stolen by a thief' });
    expect([again.status, again.body.code]).toEqual([400, 'invalid_token']);
    expect((await house.browser().post(SIGN_IN, { email, password: PASSWORD })).status).toBe(401);
    await signedIn(email, 'yet another umbrella');
  });

  it('reads a password the same however the keyboard composes its letters', async () => {
    const email = house.address('umlaut');
    await house.identity.createCustomer({
      email,
      name: 'U',
      password: 'schöne Bücher'.normalize('NFD'),
      emailVerified: true,
    });
    await signedIn(email, 'schöne Bücher'.normalize('NFC'));
  });

  it('sees and ends their own sessions by id, and nobody else’s', async () => {
    const email = await customer('sessions');
    const [here, there] = [await signedIn(email), await signedIn(email)];
    const charlie = await signedIn(await customer('charlie'));
    const list = (await here.get('/v1/auth/sessions')).body;
    expect(list.map((session: { isCurrent: boolean }) => session.isCurrent).sort()).toEqual([false, true]);
    expect(Object.keys(list[0])).toEqual([
      'id',
      'isCurrent',
      'ipAddress',
      'userAgent',
      'createdAt',
      'expiresAt',
    ]);
    const other = list.find((session: { isCurrent: boolean }) => !session.isCurrent).id;
    expect((await charlie.send('DELETE', `/v1/auth/sessions/${other}`, {})).status).toBe(404);
    expect((await there.get('/whoami')).body.email).toBe(email);
    expect((await here.send('DELETE', `/v1/auth/sessions/${other}`, {})).status).toBe(200);
    expect((await there.get('/whoami')).body).toBeNull();
    expect((await here.send('DELETE', '/v1/auth/sessions', {})).status).toBe(200);
    expect((await here.get('/v1/auth/sessions')).status).toBe(401);
  });

  it('has to sign in again thirty days after the password was last typed, however often the session slid on', async () => {
    const email = await customer('capped');
    const browser = await signedIn(email);
    const { sessionId } = (await browser.get('/whoami')).body;
    const longAgo = addSeconds(systemClock.now(), -31 * 86_400);
    await house.db.prisma.session.update({ where: { id: sessionId }, data: { createdAt: longAgo } });
    expect((await browser.get('/whoami')).body).toBeNull();
    expect((await browser.get('/v1/auth/get-session')).body).toBeNull();
    expect((await browser.post('/v1/auth/update-user', { name: 'X' })).status).toBe(401);
  });

  it('slides on when seen a day later', async () => {
    const email = await customer('slider');
    const browser = await signedIn(email);
    const { sessionId } = (await browser.get('/whoami')).body;
    const soon = addSeconds(systemClock.now(), 5 * 86_400);
    await house.db.prisma.session.update({ where: { id: sessionId }, data: { expiresAt: soon } });
    const { session } = (await browser.get('/v1/auth/get-session')).body;
    expect(Date.parse(session.expiresAt)).toBeGreaterThan(soon.getTime() + 86_400_000);
  });

  it('changes their name and language as plain text only', async () => {
    const email = await customer('renamer');
    const browser = await signedIn(email);
    expect((await browser.post('/v1/auth/update-user', { name: 'Alice Smith', locale: 'de' })).status).toBe(
      200,
    );
    expect((await browser.get('/whoami')).body.name).toBe('Alice Smith');
    for (const body of [
      { name: { set: 'x' } },
      { name: 'a\u0000b' },
      { image: 'javascript:alert(1)' },
      { emailVerified: false },
      { role: 'admin' },
      { name: 'x'.repeat(101) },
      { locale: 'xx' },
      {},
    ]) {
      expect((await browser.post('/v1/auth/update-user', body)).status).toBe(422);
    }
    expect((await browser.get('/whoami')).body.name).toBe('Alice Smith');
  });
});

it('creates a customer once per address, whatever its case', async () => {
  const email = house.address('Seed');
  const person = { email, name: 'Seed', password: PASSWORD, emailVerified: true };
  const [first, second] = await Promise.all([
    house.identity.createCustomer(person),
    house.identity.createCustomer(person),
  ]);
  expect(first).toEqual(second);
  await signedIn(email.toUpperCase());
});
