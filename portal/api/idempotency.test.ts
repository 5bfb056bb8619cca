import { intention, mayHaveTakenEffect, newKey } from './idempotency.js';
import { errorFrom } from './problem.js';

const counted = () => {
  let count = 0;
  return intention(() => `key-${++count}`);
};

describe('an intention', () => {
  test('keeps its key while the same thing is asked for again', () => {
    const { keyFor } = counted();
    expect(keyFor({ packageId: 'pkg_1' })).toBe('key-1');
    expect(keyFor({ packageId: 'pkg_1' })).toBe('key-1');
  });

  test('is a new one when something else is asked for', () => {
    const { keyFor } = counted();
    keyFor({ packageId: 'pkg_1' });
    expect(keyFor({ packageId: 'pkg_2' })).toBe('key-2');
  });

  test('is over once it was answered: buying the same again is meant', () => {
    const { keyFor, settled } = counted();
    keyFor({ packageId: 'pkg_1' });
    settled();
    expect(keyFor({ packageId: 'pkg_1' })).toBe('key-2');
  });
});

test.each([
  [null, 'no_answer', true],
  [500, 'internal', true],
  [503, 'gateway_unavailable', true],
  [402, 'card_declined', false],
  [409, 'payment_in_progress', false],
  [422, 'invalid', false],
])('a failure %s %s may have taken effect: %s', (status, code, expected) => {
  expect(mayHaveTakenEffect(errorFrom(status, { code }))).toBe(expected);
});

test('keys differ', () => {
  expect(newKey()).not.toBe(newKey());
});
