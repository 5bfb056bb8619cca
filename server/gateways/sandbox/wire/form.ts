import { invalidRequest } from './errors.js';

export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type FormObject = { [name: string]: FormValue };

const FIELDS_MAX = 1000;
const DEPTH_MAX = 6;

/**
 * Reads Stripe's encoding: `a=1&metadata[order]=7&expand[]=customer&items[0][id]=x`. Names with brackets become
 * objects; where all names of a level are numbers or empty, an array. Refuses what is not UTF-8, holds a NUL (PostgreSQL
 * cannot store it), nests too deep or has too many fields.
 */
export function parseForm(text: string): FormObject {
  const root = emptyObject();
  const fields = text.split('&').filter((field) => field !== '');
  if (fields.length > FIELDS_MAX)
    throw invalidRequest(`A request may hold at most ${FIELDS_MAX} parameters.`);
  for (const field of fields) {
    const equals = field.indexOf('=');
    const name = decode(equals < 0 ? field : field.slice(0, equals));
    const value = equals < 0 ? '' : decode(field.slice(equals + 1));
    place(root, splitName(name), value, name);
  }
  return withArrays(root) as FormObject;
}

/** `items[0][id]` → `['items', '0', 'id']`. */
function splitName(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (match === null) throw invalidRequest(`Invalid parameter name: ${name}`);
  const inner = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
  const path = [match[1] ?? '', ...inner];
  if (path.length > DEPTH_MAX) throw invalidRequest(`Parameter is nested too deep: ${name}`);
  return path;
}

function place(root: FormObject, path: readonly string[], value: string, name: string): void {
  let level = root;
  for (const [index, written] of path.entries()) {
    const part = written === '' ? String(Object.keys(level).length) : written;
    const isLast = index === path.length - 1;
    const present = level[part];
    if (isLast) {
      if (present !== undefined) throw invalidRequest(`Parameter was sent twice: ${name}`);
      level[part] = value;
      return;
    }
    if (typeof present === 'string') throw invalidRequest(`Invalid object: ${name}`);
    const next = (present as FormObject | undefined) ?? emptyObject();
    level[part] = next;
    level = next;
  }
}

function withArrays(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withArrays(inner)] as const);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name)))
    return entries.map(([, inner]) => inner);
  const result = emptyObject();
  for (const [name, inner] of entries) result[name] = inner;
  return result;
}

/** Without a prototype, so that a parameter called `__proto__` or `constructor` is an ordinary unknown one. */
const emptyObject = (): FormObject => Object.create(null) as FormObject;

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidRequest('Invalid request: parameters have to be UTF-8.');
  }
  if (decoded.includes('\u0000'))
    throw invalidRequest('Invalid request: parameters cannot hold a NUL character.');
  return decoded;
}
