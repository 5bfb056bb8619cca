import { request as rawRequest } from 'node:http';
import { BASE_URL, type IdentityHouse, openIdentityHouse, PASSWORD } from '../test/identity.js';
import { customerAuthEndpoints } from './identity.contract.js';
import { staffAuthEndpoints } from './identity.staff.contract.js';

const SIGN_IN = '/v1/auth/sign-in/email';
const JSON_TYPE = { 'content-type': 'application/json' };

let house: IdentityHouse;
let email: string;
beforeAll(async () => {
  house = await openIdentityHouse({ sandbox: true });
  email = house.address('alice');
  await house.identity.createCustomer({ email, name: 'Alice', password: PASSWORD, emailVerified: true });
  await house.identity.createStaff({ email, name: 'Sam', role: 'finance', password: PASSWORD });
});
afterAll(() => house.close());
afterEach(() => expect(house.faults.splice(0)).toEqual([]));

const posts = [...customerAuthEndpoints, ...staffAuthEndpoints].filter(({ method }) => method === 'POST');

describe('hostile input is refused with a problem body and never a fault', () => {
  const hostile: [name: string, body: string][] = [
    ['operators for values', JSON.stringify({ email: { $ne: '' }, password: { $ne: '' } })],
    ['lists', JSON.stringify({ email: ['a@b.test'], password: ['x'], token: ['x'], code: ['123456'] })],
    [
      'NUL',
      JSON.stringify({
        email: 'a\u0000@b.test',
        password: 'x\u0000',
        name: '\u0000',
        token: '\u0000',
        code: '\u0000',
      }),
    ],
    [
      'lone surrogates',
      JSON.stringify({ email: '\ud800@b.test', password: '\udfff', name: '\ud800', token: '\ud800' }),
    ],
    ['a list as the body', '[]'],
    ['a word as the body', '"x"'],
    ['null as the body', 'null'],
    ['half a body', '{"email":'],
    ['nothing', '{}'],
    ['a prototype', '{"__proto__":{"email":"a@b.test"},"constructor":{"prototype":{}}}'],
    [
      'numbers',
      JSON.stringify({ email: 1, password: 2, token: 3, newPassword: 4, currentPassword: 5, code: 123456 }),
    ],
    [
      'unknown fields',
      JSON.stringify({
        email: 'a@b.test',
        password: PASSWORD,
        role: 'admin',
        callbackURL: 'https://evil.test',
      }),
    ],
    ['17 kB', JSON.stringify({ email: 'a@b.test', password: 'x'.repeat(17_000) })],
    ['5 MB', JSON.stringify({ name: 'x'.repeat(5_000_000) })],
  ];
  it.each(hostile)('%s', async (_name, body) => {
    for (const { path } of posts) {
      if (body === '{}' && path.endsWith('/sign-out')) continue;
      const answer = await house.browser().send('POST', path, { body, headers: JSON_TYPE });
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      expect(Object.keys(answer.body)).toEqual([
        'type',
        'title',
        'status',
        'detail',
        'code',
        'errors',
        'requestId',
      ]);
      expect(answer.body.code).toMatch(/^[a-z_]+$/);
    }
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('a body of the type %s', async (type) => {
    const body = JSON.stringify({ email, password: PASSWORD });
    const answer = await house.browser().send('POST', SIGN_IN, { body, headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('a compressed body', async () => {
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await house.browser().send('POST', SIGN_IN, { body: 'xx', headers })).status).toBe(415);
  });

  it('a very long name of an agent is cut, not kept', async () => {
    const browser = house.browser();
    await browser.post(SIGN_IN, { email, password: PASSWORD }, { 'user-agent': 'x'.repeat(8000) });
    expect((await browser.get('/v1/auth/sessions')).body[0].userAgent).toHaveLength(300);
  });

  it('cookies that are no cookies', async () => {
    for (const cookie of [
      'portal.session_token=%',
      'portal.session_token=.',
      '=;=;;',
      `portal.session_token=${'%00'.repeat(50)}.x`,
    ]) {
      const answer = await house.browser().get('/v1/auth/get-session', { cookie });
      expect([answer.status, answer.body]).toEqual([200, null]);
    }
  });
});

describe('only what the contract names is served', () => {
  it.each([
    ['GET', '/v1/auth/list-sessions'],
    ['POST', '/v1/auth/change-email'],
    ['POST', '/v1/auth/delete-user'],
    ['POST', '/v1/auth/sign-in/social'],
    ['POST', '/v1/auth/link-social'],
    ['GET', '/v1/auth/list-accounts'],
    ['POST', '/v1/auth/unlink-account'],
    ['POST', '/v1/auth/revoke-sessions'],
    ['GET', '/v1/auth/verify-email?token=x'],
    ['GET', '/v1/auth/reset-password/x?callbackURL=https%3A%2F%2Fevil.test'],
    ['GET', '/v1/auth/error'],
    ['GET', '/v1/auth/ok'],
    ['POST', '/v1/auth/../auth/delete-user'],
    ['POST', '/v1/auth/sign-in%2Fsocial'],
    ['POST', '/v1/staff/auth/sign-up/email'],
    ['POST', '/v1/staff/auth/update-user'],
    ['POST', '/v1/staff/auth/two-factor/disable'],
    ['POST', '/v1/staff/auth/two-factor/get-totp-uri'],
    ['POST', '/v1/staff/auth/two-factor/send-otp'],
  ])('%s %s is not there', async (method, path) => {
    const init = method === 'POST' ? { body: '{}', headers: JSON_TYPE } : {};
    const answer = await house.browser().send(method, path, init);
    expect([answer.status, answer.body.code]).toEqual([404, 'object_not_found']);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('with and without a trailing slash', async () => {
    expect((await house.browser().post(`${SIGN_IN}/`, { email, password: PASSWORD })).status).toBe(200);
  });

  it('and no token leaves in a body', async () => {
    const browser = house.browser();
    const bodies = [
      await browser.post(SIGN_IN, { email, password: PASSWORD }),
      await browser.get('/v1/auth/get-session'),
      await browser.get('/v1/auth/sessions'),
      await browser.post('/v1/staff/auth/sign-in/email', { email, password: PASSWORD }),
      await browser.get('/v1/staff/auth/get-session'),
    ].map((answer) => JSON.stringify(answer.body));
    for (const value of browser.cookies.values()) {
      const [token = 'none'] = decodeURIComponent(value).split('.');
      for (const body of bodies) expect(body).not.toContain(token);
    }
    expect(bodies.join()).not.toMatch(/token/i);
  });
});

describe('a request that another site makes the browser send', () => {
  const foreign: [name: string, headers: Record<string, string>][] = [
    ['across sites', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
    ['from a neighbour', { 'sec-fetch-site': 'same-site', origin: 'http://other.portal.test' }],
    ['with our Origin forged beside it', { 'sec-fetch-site': 'cross-site', origin: BASE_URL }],
  ];
  it.each(foreign)('is refused %s', async (_name, headers) => {
    const browser = house.browser();
    for (const path of [SIGN_IN, '/v1/staff/auth/sign-in/email']) {
      const answer = await browser.post(path, { email, password: PASSWORD }, headers);
      expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request']);
    }
    await browser.post(SIGN_IN, { email, password: PASSWORD });
    expect((await browser.post('/v1/auth/sign-out', {}, headers)).status).toBe(403);
    expect((await browser.send('DELETE', '/v1/auth/sessions', { headers })).status).toBe(403);
    expect((await browser.get('/whoami')).body.email).toBe(email);
  });

  it.each([
    ['a foreign Origin alone', { origin: 'https://evil.test' }, true, 403],
    ['no Origin, with a cookie', {}, true, 403],
    ['Origin null, with a cookie', { origin: 'null' }, true, 403],
    ['our Origin, with a cookie', { origin: BASE_URL }, true, 200],
    ['a foreign Origin, without a cookie', { origin: 'https://evil.test' }, false, 403],
    ['no Origin, without a cookie', {}, false, 200],
  ])('is judged by Origin where the browser says no more: %s', async (_name, headers, withCookie, status) => {
    const browser = house.browser();
    await browser.post(SIGN_IN, { email, password: PASSWORD });
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect(await bareSignOut({ ...headers, ...(withCookie ? { cookie } : {}) })).toBe(status);
  });

  it('is refused also where NODE_ENV or TEST says that this is a test', async () => {
    expect(process.env['NODE_ENV']).toBe('test');
    const browser = house.browser();
    await browser.post(SIGN_IN, { email, password: PASSWORD });
    const answer = await browser.post('/v1/auth/sign-out', {}, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
  });
});

/** Signs out with these headers and no other. */
function bareSignOut(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = rawRequest(
      `${house.root}/v1/auth/sign-out`,
      { method: 'POST', headers: { 'content-length': '0', ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    request.on('error', reject);
    request.end();
  });
}

it('clears what has ended and leaves the rest', async () => {
  const browser = house.browser();
  await browser.post(SIGN_IN, { email, password: PASSWORD });
  await house.identity.removeExpired();
  expect((await browser.get('/whoami')).body.email).toBe(email);
  const { sessionId } = (await browser.get('/whoami')).body;
  await house.db.prisma.session.update({ where: { id: sessionId }, data: { expiresAt: new Date(0) } });
  await house.identity.removeExpired();
  expect(await house.db.prisma.session.count({ where: { id: sessionId } })).toBe(0);
});
