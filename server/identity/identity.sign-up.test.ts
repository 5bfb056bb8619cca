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
