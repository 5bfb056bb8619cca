import type { StoredObjects, StripeType } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { missingObject } from './errors.js';

export interface Pagination {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?: number | CreatedRange | undefined;
}

interface CreatedRange {
  readonly gt?: number | undefined;
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
  readonly lte?: number | undefined;
}

export interface WireList<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

const LIMIT_DEFAULT = 10;

/** Conditions of a query, with their values in the order of `$1, $2, …`. */
export interface Conditions {
  readonly sql: string[];
  readonly values: unknown[];
}

export function addCondition(
  conditions: Conditions,
  sql: (placeholder: string) => string,
  value: unknown,
): void {
  conditions.values.push(value);
  conditions.sql.push(sql(`$${conditions.values.length}`));
}

/** Newest first, as Stripe lists; `equal` compares top-level properties of the stored object. */
export async function listObjects<T extends StripeType>(
  work: Work,
  query: {
    readonly type: T;
    readonly url: string;
    readonly page: Pagination;
    readonly equal?: Readonly<Record<string, string | undefined>>;
    /** Further conditions, in SQL over `data`. */
    readonly where?: readonly { sql: (value: string) => string; value: unknown }[];
  },
): Promise<WireList<StoredObjects[T]>> {
  const conditions: Conditions = { sql: [], values: [] };
  addCondition(conditions, (value) => `type = ${value}`, query.type);
  conditions.sql.push("coalesce(hidden->>'isDeleted', 'false') = 'false'");
  for (const [name, wanted] of Object.entries(query.equal ?? {})) {
    if (wanted !== undefined) addCondition(conditions, (value) => `data->>'${name}' = ${value}`, wanted);
  }
  for (const { sql, value } of query.where ?? []) {
    if (value !== undefined) addCondition(conditions, sql, value);
  }
  return readPage<StoredObjects[T]>(work, {
    table: 'sandbox.objects',
    url: query.url,
    page: query.page,
    conditions,
    missing: (id, param) => missingObject(query.type, id, param),
  });
}

/** One page by the table's `seq`, which follows the order of writing even within one second. */
export async function readPage<T>(
  work: Work,
  query: {
    readonly table: 'sandbox.objects' | 'sandbox.events';
    readonly url: string;
    readonly page: Pagination;
    readonly conditions: Conditions;
    readonly missing: (id: string, param: string) => Error;
  },
): Promise<WireList<T>> {
  const { page, conditions, table } = query;
  const limit = page.limit ?? LIMIT_DEFAULT;
  addCreated(conditions, page.created);
  for (const [param, comparison] of [
    ['starting_after', '<'],
    ['ending_before', '>'],
  ] as const) {
    const cursor = page[param];
    if (cursor === undefined) continue;
    const { rows } = await work.query<{ seq: string }>(`select seq from ${table} where id = $1`, [cursor]);
    if (rows[0] === undefined) throw query.missing(cursor, param);
    addCondition(conditions, (value) => `seq ${comparison} ${value}`, rows[0].seq);
  }
  const backwards = page.ending_before !== undefined && page.starting_after === undefined;
  const { rows } = await work.query<{ data: T }>(
    `select data from ${table} where ${conditions.sql.join(' and ') || 'true'}
     order by seq ${backwards ? 'asc' : 'desc'} limit ${limit + 1}`,
    conditions.values,
  );
  const data = rows.slice(0, limit).map((row) => row.data);
  if (backwards) data.reverse();
  return { object: 'list', data, has_more: rows.length > limit, url: query.url };
}

function addCreated(conditions: Conditions, created: Pagination['created']): void {
  if (created === undefined) return;
  const range = typeof created === 'number' ? { gte: created, lte: created } : created;
  for (const [name, comparison] of [
    ['gt', '>'],
    ['gte', '>='],
    ['lt', '<'],
    ['lte', '<='],
  ] as const) {
    const limit = range[name];
    if (limit !== undefined) addCondition(conditions, (value) => `created ${comparison} ${value}`, limit);
  }
}
