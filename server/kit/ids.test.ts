import { testClock } from '../test/clock.js';
import { idOf } from './endpoint.contract.js';
import { ID_PREFIXES, type IdPrefix, newId, newSecret } from './ids.js';

test('ids sort in the order of their milliseconds', () => {
  const clock = testClock('2026-11-22T00:00:00Z');
  const ids: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    ids.push(newId('inv', clock));
    clock.advance({ milliseconds: 1 + n * 7 });
  }
  expect([...ids].sort()).toEqual(ids);
});

test('ten thousand ids of one millisecond differ', () => {
  const clock = testClock('2026-11-22T00:00:00Z');
  expect(new Set(Array.from({ length: 10_000 }, () => newId('pay', clock))).size).toBe(10_000);
});

test('every kind of id fits what contracts ask for, and no other kind does', () => {
  const prefixes = Object.keys(ID_PREFIXES) as IdPrefix[];
  for (const prefix of prefixes) {
    expect(idOf(prefix).safeParse(newId(prefix)).success).toBe(true);
    expect(idOf(prefix).safeParse(newId(prefix === 'inv' ? 'pay' : 'inv')).success).toBe(false);
  }
});

test('letters that are misread over the telephone do not occur', () => {
  for (let n = 0; n < 500; n += 1) expect(newId('inv').slice(4)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
});

test('a secret has 256 bits and fits an address', () => {
  expect(newSecret()).toMatch(/^[\w-]{43}$/);
  expect(newSecret()).not.toBe(newSecret());
});
