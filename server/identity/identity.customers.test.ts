import { addSeconds, systemClock } from '../kit/time.js';
import { type Browser, type IdentityHouse, openIdentityHouse, PASSWORD } from '../test/identity.js';

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
    expect(house.mails.at(-1)?.data.link).toBe(`http://portal.test/reset-password?token=${token}`);
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
