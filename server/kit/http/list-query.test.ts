import { z } from 'zod';
import type { ListSpec } from '../endpoint.contract.js';
import { toPrismaList } from '../list.js';
import { readListQuery } from './list-query.js';

const spec: ListSpec = {
  sortable: ['createdAt', 'total'],
  defaultOrder: 'desc',
  filters: { status: z.enum(['open', 'paid']), number: z.string().max(40), total: z.coerce.number().int() },
  searchable: true,
};
const read = (query: Record<string, unknown>) => readListQuery(spec, query);
const columns = { status: 'status', number: 'number', total: 'total', createdAt: 'createdAt' };

describe('the wire of simple-rest', () => {
  test('nothing said: the first twenty in the default order', () => {
    expect(read({})).toEqual({
      skip: 0,
      take: 20,
      sort: [{ field: 'createdAt', order: 'desc' }],
      filters: [],
      q: null,
    });
  });

  test.each([
    [
      { _start: '10', _end: '15' },
      { skip: 10, take: 5 },
    ],
    [{ _end: '0' }, { skip: 0, take: 0 }],
    [
      { _start: '5', _end: '5' },
      { skip: 5, take: 0 },
    ],
    [
      { _start: '0', _end: '5000' },
      { skip: 0, take: 100 },
    ],
    [{ _start: '40' }, { skip: 40, take: 20 }],
  ])('%j is %j', (query, page) => expect(read(query)).toMatchObject(page));

  test('several orders, one per field', () => {
    expect(read({ _sort: 'total,createdAt', _order: 'desc,asc' }).sort).toEqual([
      { field: 'total', order: 'desc' },
      { field: 'createdAt', order: 'asc' },
    ]);
    expect(read({ _sort: 'total' }).sort).toEqual([{ field: 'total', order: 'asc' }]);
  });

  test.each([
    [{ status: 'open' }, { status: { equals: 'open' } }],
    [{ status: ['open', 'paid'] }, { status: { in: ['open', 'paid'] } }],
    [{ status_ne: 'open' }, { status: { notIn: ['open'] } }],
    [{ total_gte: '5' }, { total: { gte: 5 } }],
    [{ total_lte: '5' }, { total: { lte: 5 } }],
    [{ number_like: '50%_\\' }, { number: { contains: '50\\%\\_\\\\', mode: 'insensitive' } }],
  ])('%j asks the database for %j', (query, condition) => {
    expect(toPrismaList(read(query), columns).where).toEqual([condition]);
  });

  test('the order is total: the id decides between equals', () => {
    expect(toPrismaList(read({ _sort: 'total', _order: 'asc' }), columns).orderBy).toEqual([
      { total: 'asc' },
      { id: 'asc' },
    ]);
  });

  test('a search is trimmed, and an empty one is none', () => {
    expect(read({ q: ' acme ' }).q).toBe('acme');
    expect(read({ q: '  ' }).q).toBeNull();
  });
});

describe('everything else is 400 and names the parameter', () => {
  test.each([
    ['an unknown parameter', { colour: 'red' }, 'colour'],
    ['an unknown operator', { total_gt: '5' }, 'total_gt'],
    ['a prototype', { __proto__x: '1' }, '__proto__x'],
    ['a constructor', { constructor: '1' }, 'constructor'],
    ['a value that the field cannot have', { status: 'lost' }, 'status'],
    ['a fraction', { total: '1.5' }, 'total'],
    ['no number', { total_gte: 'NaN' }, 'total_gte'],
    ['a huge number', { total: '1e308' }, 'total'],
    ['a negative start', { _start: '-1' }, '_start'],
    ['a start with an exponent', { _start: '1e3' }, '_start'],
    ['a start beyond reason', { _start: '9999999' }, '_start'],
    ['an end before the start', { _start: '5', _end: '4' }, '_end'],
    ['an order by something else', { _sort: 'password' }, '_sort'],
    ['four orders', { _sort: 'total,total,total,total' }, '_sort'],
    ['an unknown direction', { _sort: 'total', _order: 'up' }, '_order'],
    ['a value twice where one is meant', { total_gte: ['1', '2'] }, 'total_gte'],
    ['two searches', { q: ['a', 'b'] }, 'q'],
    ['an object', { number: { $ne: '' } }, 'number'],
    ['a value of 20,000 characters', { number: 'x'.repeat(20_000) }, 'number'],
    ['a list of 51 values', { status: Array(51).fill('open') }, 'status'],
    ['a NUL', { number: 'a\u0000b' }, 'number'],
    ['a NUL in the search', { q: 'a\u0000b' }, 'q'],
  ])('%s', (_case, query, name) => {
    expect(() => read(query)).toThrow(
      expect.objectContaining({
        kind: 'malformed',
        code: 'invalid_query',
        fields: { [name]: [expect.any(String)] },
      }),
    );
  });

  test('a list that cannot be searched refuses a search', () => {
    expect(() => readListQuery({ ...spec, searchable: false }, { q: 'acme' })).toThrow('q is not valid');
  });

  test('part of a word can be asked for in texts only, and more or less in ordered values only', () => {
    expect(() => read({ total_like: '5' })).toThrow('total_like is not valid');
    expect(() => read({ status_like: 'op' })).toThrow('status_like is not valid');
    expect(() => read({ status_gte: 'open' })).toThrow('status_gte is not valid');
    expect(read({ number_like: 'INV' }).filters).toHaveLength(1);
  });
});
