import { ValidationError } from 'adminjs';
import { isCalendarDate } from '../../server/kit/time.js';
import type { DatabaseModel, Datamodel, Field } from './datamodel.js';

export type Where = Record<string, unknown>;

const LONGEST_VALUE = 200;
const LARGEST_BIGINT = 9_223_372_036_854_775_807n;

interface Days {
  startOfDay(date: string): Date;
  startOfNextDay(date: string): Date;
}

interface Filterable {
  readonly filterable: readonly string[];
  readonly searched: readonly string[];
}

/**
 * A Prisma `where` out of what the URL says. Only the named fields, only texts of bounded length, each read by the type of
 * its column: no operator object from outside ever reaches Prisma. Refuses with a `ValidationError`.
 */
export function whereOf(
  values: Readonly<Record<string, unknown>>,
  spec: Filterable,
  model: DatabaseModel,
  datamodel: Datamodel,
  days: Days,
): Where {
  const where: Where = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    if (name === 'q') {
      if (spec.searched.length > 0) where['OR'] = searchOf(textOf('q', value), spec.searched);
      continue;
    }
    const field = spec.filterable.includes(name)
      ? model.fields.find((candidate) => candidate.name === name)
      : undefined;
    if (!field) throw refused(name, 'cannot be filtered by');
    Object.assign(where, conditionOf(field, value, datamodel, days));
  }
  return where;
}

export function refused(name: string, why = 'is not a valid filter'): ValidationError {
  const message = `“${name.slice(0, 40)}” ${why}.`;
  return new ValidationError({ [name.slice(0, 40)]: { message } }, { message });
}

export function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST_VALUE || /[\u0000-\u001f]/.test(value))
    throw refused(name);
  return value;
}

const contains = (text: string) => ({ contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' });

/** `account.name` becomes a condition on the relation. */
function searchOf(text: string, searched: readonly string[]): Where[] {
  return searched.map((path) => {
    const [first = '', second] = path.split('.');
    return second === undefined ? { [first]: contains(text) } : { [first]: { [second]: contains(text) } };
  });
}

function conditionOf(field: Field, value: unknown, datamodel: Datamodel, days: Days): Where {
  const { name } = field;
  if (field.type === 'DateTime') return { [name]: rangeOf(field, value, days) };
  const text = textOf(name, value);
  if (field.kind === 'object') return { [field.relationFromFields?.[0] ?? name]: text };
  if (field.kind === 'enum') {
    const known = datamodel.enums.find((candidate) => candidate.name === field.type)?.values ?? [];
    if (!known.some((word) => word.name === text)) throw refused(name);
    return { [name]: text };
  }
  switch (field.type) {
    case 'BigInt':
    case 'Int': {
      if (!/^-?\d{1,19}$/.test(text)) throw refused(name);
      const number = BigInt(text);
      if (number > LARGEST_BIGINT || number < -LARGEST_BIGINT) throw refused(name);
      return { [name]: field.type === 'Int' ? Number(BigInt.asIntN(32, number)) : number };
    }
    case 'Boolean':
      if (text !== 'true' && text !== 'false') throw refused(name);
      return { [name]: text === 'true' };
    case 'String':
      return { [name]: field.isId ? text : contains(text) };
    default:
      throw refused(name);
  }
}

/** `{from, to}` of calendar dates, both days included. */
function rangeOf(field: Field, value: unknown, days: Days): Where {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(field.name);
  const { from, to, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) throw refused(field.name);
  const dateOf = (bound: unknown): string => {
    const date = typeof bound === 'string' ? bound.slice(0, 10) : '';
    if (!isCalendarDate(date)) throw refused(field.name);
    return date;
  };
  return {
    ...(from ? { gte: days.startOfDay(dateOf(from)) } : {}),
    ...(to ? { lt: days.startOfNextDay(dateOf(to)) } : {}),
  };
}
