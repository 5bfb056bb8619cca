import { z } from 'zod';
import type { ListSpec } from '../endpoint.contract.js';
import { DomainError } from '../errors.js';
import type { FilterOperator, ListQuery } from '../list.js';

const MAX_ROWS = 100;
const DEFAULT_ROWS = 20;
const MAX_START = 1_000_000;
const MAX_VALUES = 50;
const SUFFIXES: readonly [string, FilterOperator][] = [
  ['_ne', 'ne'],
  ['_gte', 'gte'],
  ['_lte', 'lte'],
  ['_like', 'like'],
];

const refuse = (name: string, message: string): never => {
  throw new DomainError('malformed', 'invalid_query', `The parameter ${name} is not valid.`, {
    fields: { [name]: [message] },
  });
};

const texts = (name: string, value: unknown): string[] => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > MAX_VALUES) return refuse(name, `At most ${MAX_VALUES} values`);
  return list.map((item) =>
    typeof item === 'string' && item.length <= 200 && !item.includes('\0')
      ? item
      : refuse(name, 'Not a plain value'),
  );
};

const single = (name: string, value: unknown): string => {
  const [first, ...rest] = texts(name, value);
  return first === undefined || rest.length > 0 ? refuse(name, 'Given more than once') : first;
};

const whole = (name: string, value: unknown): number => {
  const text = single(name, value);
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return number <= MAX_START ? number : refuse(name, `A whole number from 0 to ${MAX_START}`);
};

/**
 * Reads the wire of simple-rest: `_start`, `_end`, `_sort`, `_order`, `f`, `f_ne`, `f_gte`, `f_lte`, `f_like`, `q`.
 * A repeated field means "one of". Refuses every unknown parameter with 400 `invalid_query`.
 */
export function readListQuery(spec: ListSpec, query: Record<string, unknown>): ListQuery {
  let start = 0;
  let end: number | null = null;
  let sort: string[] = [];
  let order: string[] = [];
  let q: string | null = null;
  const filters: { field: string; operator: FilterOperator; values: unknown[] }[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (name === '_start') start = whole(name, value);
    else if (name === '_end') end = whole(name, value);
    else if (name === '_sort') sort = single(name, value).split(',');
    else if (name === '_order') order = single(name, value).split(',');
    else if (name === 'q' && spec.searchable) q = single(name, value).trim() || null;
    else filters.push(readFilter(spec, name, value));
  }
  const last = end ?? start + DEFAULT_ROWS;
  if (last < start) refuse('_end', 'Must not be less than _start');
  return {
    skip: start,
    take: Math.min(last - start, MAX_ROWS),
    sort: readSort(spec, sort, order),
    filters,
    q,
  };
}

function readSort(spec: ListSpec, fields: string[], orders: string[]): ListQuery['sort'] {
  if (fields.length === 0) return [{ field: spec.sortable[0] ?? 'id', order: spec.defaultOrder }];
  if (fields.length > 3) refuse('_sort', 'At most three fields');
  return fields.map((field, index) => {
    if (!spec.sortable.includes(field)) refuse('_sort', `One of ${spec.sortable.join(', ')}`);
    const order = orders[index] ?? 'asc';
    if (order !== 'asc' && order !== 'desc') return refuse('_order', 'asc or desc');
    return { field, order };
  });
}

function readFilter(spec: ListSpec, name: string, value: unknown) {
  const exact = schemaOf(spec, name);
  if (exact) return { field: name, operator: 'eq' as const, values: parsed(exact, name, value) };
  for (const [suffix, operator] of SUFFIXES) {
    const field = name.slice(0, -suffix.length);
    const schema = name.endsWith(suffix) ? schemaOf(spec, field) : null;
    if (!schema) continue;
    if (!fits(operator, schema)) refuse(name, 'This field cannot be asked for like this');
    const values = operator === 'like' ? texts(name, value) : parsed(schema, name, value);
    if (operator !== 'ne' && values.length !== 1) refuse(name, 'Given more than once');
    return { field, operator, values };
  }
  return refuse(name, 'Unknown parameter');
}

/** Own fields only: `constructor` is none. */
const schemaOf = (spec: ListSpec, field: string): z.ZodType | null =>
  Object.hasOwn(spec.filters, field) ? (spec.filters[field] ?? null) : null;

/** The database finds parts of texts only, and does not order words such as a status. */
function fits(operator: FilterOperator, schema: z.ZodType): boolean {
  const isText =
    schema.type === 'string' && !(schema instanceof z.ZodISODate || schema instanceof z.ZodISODateTime);
  if (operator === 'like') return isText;
  return operator === 'eq' || operator === 'ne' || !['enum', 'literal', 'union'].includes(schema.type);
}

function parsed(schema: z.ZodType, name: string, value: unknown): unknown[] {
  return texts(name, value).map((text) => {
    const result = schema.safeParse(text);
    return result.success ? result.data : refuse(name, 'Not a valid value');
  });
}
