import { newSecret } from '../kit/ids.js';
import { systemClock } from '../kit/time.js';
import { type IdentityHouse, openIdentityHouse, PASSWORD } from '../test/identity.js';
import { createAttempts } from './identity.attempts.js';

const SIGN_IN = '/v1/auth/sign-in/email';
const RESET = '/v1/auth/request-password-reset';

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

  it('from one network are refused, at once and all counted, and the staff’s door counts for itself', async () => {
    const tries = Array.from({ length: 34 }, (_, i) =>
      strict.browser().post(RESET, { email: strict.address(`spray${i}`) }),
    );
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    const staff = await strict.browser().post('/v1/staff/auth/request-password-reset', { email: 'a@b.test' });
    expect(staff.status).toBe(200);
  });

  it('do not count where they succeed, and success takes back no failure', async () => {
    const { db } = strict;
    const attempts = createAttempts({ db, clock: systemClock, secret: newSecret(), enabled: true });
    const knock = { what: 'sign-in/network', subject: '203.0.113.9' };
    const limit = { max: 3, seconds: 60 };
    for (let success = 0; success < 5; success += 1) {
      await attempts.count(knock, limit);
      await attempts.takeBack(knock);
    }
    for (let failure = 0; failure < 3; failure += 1) await attempts.count(knock, limit);
    await attempts.count({ ...knock, subject: '203.0.113.10' }, limit);
    await expect(attempts.count(knock, limit)).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('do not pass by a forged address', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-client-address': '203.0.113.9' };
    const answer = await strict.browser().post(RESET, { email: 'c@b.test' }, headers);
    expect(answer.status).toBe(429);
  });

  it('to have mails sent are refused after five', async () => {
    strict.advance(901);
    const target = strict.address('flooded');
    await strict.identity.createCustomer({
      email: target,
      name: 'F',
      password: PASSWORD,
      emailVerified: true,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      statuses.push((await strict.browser().post(RESET, { email: target })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(strict.mails.filter((mail) => mail.to === target)).toHaveLength(5);
  });
});
