import { readFileSync } from 'node:fs';
import { money } from '../../kit/money.js';
import { anchorAt, type Interval, periodOf } from './periods.rules.js';
import { type Part, partAfter, prorate } from './proration.rules.js';

const TEXT = readFileSync(new URL('../../../docs/subscriptions.md', import.meta.url), 'utf8');

/** The rows of the table whose head begins so. */
function table(head: string): string[][] {
  const [, rest = ''] = TEXT.split(`| ${head} |`);
  const rows = (rest.split('\n\n')[0] ?? '').trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the examples of docs/subscriptions.md', () => {
  const periods = table('Anchor');
  const prorations = table('Period');

  test('are there', () => expect([periods.length > 40, prorations.length > 10]).toEqual([true, true]));

  test.each(periods)('from %s in %s every %s, number %s', (at, timeZone, interval, n, start, end) => {
    const anchor = anchorAt(new Date(at ?? ''), timeZone ?? '', interval as Interval);
    expect(periodOf(anchor, Number(n))).toEqual({ start: new Date(start ?? ''), end: new Date(end ?? '') });
  });

  test.each(prorations)('%s for %s: %s', (span, price, changes, due) => {
    const [start = '', end = ''] = (span ?? '').split(' to ');
    const period = { start: new Date(start), end: new Date(end) };
    let part: Part = { from: period.start, amount: money(BigInt(price ?? ''), 'USD') };
    const dues = (changes ?? '').split('; ').map((change) => {
      const [to = '', at = ''] = change.split(' at ');
      const proration = prorate(period, part, money(BigInt(to), 'USD'), new Date(at));
      part = partAfter(proration);
      return String(proration.due.minor);
    });
    expect(dues.join('; ')).toBe(due);
  });
});
