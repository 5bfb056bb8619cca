import { type IdentityHouse, openIdentityHouse, PASSWORD } from '../test/identity.js';

const SIGN_IN = '/v1/auth/sign-in/email';

describe('too many attempts', () => {
  let strict: IdentityHouse;
  beforeAll(async () => {
    strict = await openIdentityHouse({ sandbox: true, rateLimits: true });
  });
  afterAll(() => strict.close());

  it('on one address are refused after ten, wherever they come from, and say when to come back', async () => {
    const target = strict.address('target');
    await strict.identity.createCustomer({
      email: target,
      name: 'T',
      password: PASSWORD,
      emailVerified: true,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1) {
      statuses.push(
        (await strict.browser().post(SIGN_IN, { email: target, password: 'wrong by far' })).status,
      );
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const right = await strict.browser().post(SIGN_IN, { email: target.toUpperCase(), password: PASSWORD });
    expect([right.status, right.body.code]).toEqual([429, 'rate_limited']);
    const seconds = Number(right.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(900);
    strict.advance(901);
    expect((await strict.browser().post(SIGN_IN, { email: target, password: PASSWORD })).status).toBe(200);
  });

  it('are counted the same for an address that nobody has', async () => {
    const nobody = strict.address('nobody');
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1) {
      statuses.push(
        (await strict.browser().post(SIGN_IN, { email: nobody, password: 'wrong by far' })).status,
      );
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('begin anew after the right password', async () => {
    const target = strict.address('typist');
    await strict.identity.createCustomer({
      email: target,
      name: 'T',
      password: PASSWORD,
      emailVerified: true,
    });
    strict.advance(61);
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1)
        await strict.browser().post(SIGN_IN, { email: target, password: 'wrong by far' });
      expect((await strict.browser().post(SIGN_IN, { email: target, password: PASSWORD })).status).toBe(200);
    }
  });

  it('from one network are refused, at once and all counted', async () => {
    strict.advance(61);
    const tries = Array.from({ length: 66 }, (_, i) =>
      strict.browser().post(SIGN_IN, { email: strict.address(`spray${i}`), password: 'wrong by far' }),
    );
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(6);
    const staff = await strict
      .browser()
      .post('/v1/staff/auth/sign-in/email', { email: 'a@b.test', password: 'wrong' });
    expect(staff.status).toBe(401);
  });

  it('do not pass by a forged address', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-client-address': '203.0.113.9' };
    const answer = await strict.browser().post(SIGN_IN, { email: 'c@b.test', password: 'wrong' }, headers);
    expect(answer.status).toBe(429);
  });

  it('to have mails sent are refused after five', async () => {
    const target = strict.address('flooded');
    await strict.identity.createCustomer({
      email: target,
      name: 'F',
      password: PASSWORD,
      emailVerified: true,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      statuses.push(
        (await strict.browser().post('/v1/auth/request-password-reset', { email: target })).status,
      );
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(strict.mails.filter((mail) => mail.to === target)).toHaveLength(5);
  });
});
