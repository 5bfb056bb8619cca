import { asApiError, errorFrom, isApiError } from './problem.js';

describe('a failed request', () => {
  const body = {
    type: '/problems/invalid',
    title: 'Invalid',
    status: 422,
    detail: 'Some fields are not right.',
    code: 'invalid',
    errors: { 'billingAddress.city': ['Too short'] },
    requestId: 'req_1',
  };

  test('keeps what the problem body says, field by field', () => {
    const error = errorFrom(422, body);
    expect(error).toMatchObject({ message: 'Some fields are not right.', statusCode: 422, code: 'invalid' });
    expect(error.errors).toEqual({ 'billingAddress.city': ['Too short'] });
    expect(error.requestId).toBe('req_1');
  });

  test('without an answer asks to check the connection', () => {
    expect(errorFrom(null, undefined)).toMatchObject({ statusCode: 0, code: 'no_answer' });
  });

  test.each([['<html>'], [''], [null], [42], [{ detail: 7, errors: 'x' }]])(
    'with the body %j gets a general sentence',
    (odd) => {
      const error = errorFrom(502, odd);
      expect(error.message).toMatch(/went wrong/);
      expect(error.errors).toBeUndefined();
    },
  );

  test('knows how long a rate limit lasts', () => {
    expect(errorFrom(429, body, '300').retryAfterSeconds).toBe(300);
    expect(errorFrom(429, body, 'soon').retryAfterSeconds).toBeNull();
  });

  test('of another kind is treated as a fault', () => {
    expect(isApiError(new TypeError('x is undefined'))).toBe(false);
    expect(asApiError(new TypeError('x is undefined'))).toMatchObject({ statusCode: 500 });
  });
});
