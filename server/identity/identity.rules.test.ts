import { COMMON_PASSWORDS, isCommonPassword } from './identity.common-passwords.js';
import { signedCookie } from './identity.cookies.js';
import { networkOf, secondFactorOf } from './identity.rules.js';

describe('a password is common', () => {
  it.each([
    'password1234',
    'Password1!',
    'P4$$w0rd',
    'Summer2026!',
    'qwertyuiop',
    '1q2w3e4r5t',
    '12345678',
    '87654321',
    'aaaaaaaa',
    'abcabcabc',
    'welcome@123',
    ' iloveyou123 ',
    'ｐａｓｓｗｏｒｄ１２３４',
  ])('%s', (password) => expect(isCommonPassword(password, null)).toBe(true));

  it.each([
    'correct horse battery staple',
    'Tr0ub4dor&3',
    'a plain pocket umbrella',
    'schöne Bücher',
    '8f3Kq!vz',
  ])('but not %s', (password) => expect(isCommonPassword(password, 'alice@acme.test')).toBe(false));

  it('where it is the own address, or what stands before its @', () => {
    expect(isCommonPassword('Alice.Miller@acme.test', 'alice.miller@acme.test')).toBe(true);
    expect(isCommonPassword('alice.miller', 'alice.miller@acme.test')).toBe(true);
  });

  it('by a list of many thousand', () => expect(COMMON_PASSWORDS).toBeGreaterThan(10_000));

  it('also when it is very long, within no time', () => {
    const startedAt = performance.now();
    isCommonPassword(`${'ab'.repeat(500)}c`, null);
    isCommonPassword(`${'1'.repeat(1000)}x`, null);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('the network of a client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('what a staff session owes', () => {
  const mfaAt = new Date(0);
  it.each([
    [{ mfaAt, twoFactorEnabled: true }, true, 'shown'],
    [{ mfaAt: null, twoFactorEnabled: true }, true, 'missing'],
    [{ mfaAt: null, twoFactorEnabled: false }, true, 'enrolment_required'],
    [{ mfaAt: null, twoFactorEnabled: false }, false, 'not_demanded'],
  ] as const)('%j, demanded %s: %s', (session, demanded, owed) => {
    expect(secondFactorOf(session, demanded)).toBe(owed);
  });
});

describe('a signed cookie', () => {
  // As the library signs it: HMAC-SHA256 of the value, in base64, percent-encoded.
  const secret = 'secret';
  const header = 'a=b; portal.session_token=token.h4n9j1UmA1i2J1%2BgLnCTKX%2B8zjWjPL4Jf1Kx1kbFdbM%3D';
  it('is null where it was changed, cut or is missing', () => {
    const cookie = { name: 'portal.session_token', secret };
    expect(signedCookie(undefined, cookie)).toBeNull();
    expect(signedCookie('', cookie)).toBeNull();
    expect(signedCookie(header, cookie)).toBeNull();
    expect(signedCookie('portal.session_token=%E0%A4%A', cookie)).toBeNull();
    expect(signedCookie('portal.session_token=.', cookie)).toBeNull();
  });
});
