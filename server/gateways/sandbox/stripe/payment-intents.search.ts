import type { StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { invalidRequest } from '../wire/errors.js';
import { addCondition, type Conditions } from '../wire/lists.js';

type PaymentIntent = StoredObjects['payment_intent'];

export interface SearchResult {
  object: 'search_result';
  data: PaymentIntent[];
  has_more: boolean;
  next_page: string | null;
  url: string;
}

const LIMIT_DEFAULT = 10;
const CLAUSE =
  /^\s*(?:(status|customer|currency|amount)|metadata\[(["'])(.{1,40}?)\2\])\s*(:|=|>=|<=|>|<)\s*(?:(["'])(.*?)\5|(\d+))\s*$/s;

/**
 * Searches by `status`, `customer`, `currency`, `amount` and `metadata['key']`, joined by AND. The real one may lag by
 * a minute; this one does not.
 */
export async function searchPaymentIntents(
  work: Work,
  params: { readonly query: string; readonly limit?: number | undefined; readonly page?: string | undefined },
): Promise<SearchResult> {
  const conditions: Conditions = { sql: ["type = 'payment_intent'"], values: [] };
  for (const clause of params.query.split(/\s+AND\s+/i)) addClause(conditions, clause);
  if (params.page !== undefined) {
    if (!/^\d{1,18}$/.test(params.page)) throw invalidRequest('Invalid page.', undefined, 'page');
    addCondition(conditions, (value) => `seq < ${value}`, params.page);
  }
  const limit = params.limit ?? LIMIT_DEFAULT;
  const { rows } = await work.query<{ data: PaymentIntent; seq: string }>(
    `select data, seq from sandbox.objects where ${conditions.sql.join(' and ')} order by seq desc limit ${limit + 1}`,
    conditions.values,
  );
  const page = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  return {
    object: 'search_result',
    data: page.map((row) => row.data),
    has_more: hasMore,
    next_page: hasMore ? (page.at(-1)?.seq ?? null) : null,
    url: '/v1/payment_intents/search',
  };
}

function addClause(conditions: Conditions, clause: string): void {
  const match = CLAUSE.exec(clause);
  if (match === null)
    throw invalidRequest(`We were unable to parse your search query near: ${clause}`, undefined, 'query');
  const [, field, , key, comparison = ':', , quoted, number] = match;
  const wanted = quoted ?? number ?? '';
  if (field === 'amount') {
    if (!/^\d{1,15}$/.test(wanted))
      throw invalidRequest('amount has to be compared with a number.', undefined, 'query');
    const operator = comparison === ':' ? '=' : comparison;
    addCondition(conditions, (value) => `(data->>'amount')::bigint ${operator} ${value}`, wanted);
    return;
  }
  if (comparison !== ':')
    throw invalidRequest(`Only numbers can be compared with ${comparison}.`, undefined, 'query');
  if (field !== undefined) {
    addCondition(conditions, (value) => `data->>'${field}' = ${value}`, wanted);
    return;
  }
  addCondition(
    conditions,
    (value) => `data->'metadata' @> ${value}::jsonb`,
    JSON.stringify({ [key ?? '']: wanted }),
  );
}
