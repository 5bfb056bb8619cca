import { HOME, safeReturn, signInPath } from './paths.js';

describe('after signing in', () => {
  test.each([['/account/invoices'], ['/account/invoices?status=paid&page=2'], ['/account']])(
    '%s is gone back to',
    (to) => {
      expect(safeReturn(to)).toBe(to);
    },
  );

  test.each([
    [null],
    ['https://evil.example/account'],
    ['//evil.example/account'],
    ['/account/../admin'],
    ['/account\\@evil.example'],
    ['/admin'],
    ['javascript:alert(1)'],
    ['/accountant'],
  ])('%s is not followed', (to) => {
    expect(safeReturn(to)).toBe(HOME);
  });
});

test('an ended session leads back to where it ended', () => {
  expect(signInPath('/account/invoices?page=2', 'expired')).toBe(
    '/sign-in?expired=1&to=%2Faccount%2Finvoices%3Fpage%3D2',
  );
  expect(signInPath(HOME, 'needed')).toBe('/sign-in');
});
