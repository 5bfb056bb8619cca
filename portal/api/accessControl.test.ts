import { may } from './accessControl.js';

test.each([['owner'], ['admin'], ['billing']] as const)('%s buys, pays and edits', (role) => {
  for (const action of ['buy', 'pay', 'edit', 'list']) expect(may(role, action)).toBe(true);
});

test('a member only reads', () => {
  for (const action of ['buy', 'pay', 'edit']) expect(may('member', action)).toBe(false);
  for (const action of ['list', 'show']) expect(may('member', action)).toBe(true);
});
