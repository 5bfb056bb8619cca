import type { CrudFilter, CrudSort } from '@refinedev/core';
import type { InvoiceStatusWord } from '../../../server/billing/invoices/invoices.contract.js';

export const PAGE_SIZE = 20;

/** The states by which a customer can filter; a draft is never shown to them. */
export const FILTER_STATUSES = [
  'pending',
  'paid',
  'void',
  'uncollectible',
] as const satisfies readonly InvoiceStatusWord[];
type FilterStatus = (typeof FILTER_STATUSES)[number];

export const SORT_FIELDS = ['issueDate', 'dueDate', 'number', 'total'] as const;
type SortField = (typeof SORT_FIELDS)[number];

/** What the list shows; all of it stands in the address, so that a view can be linked to and survives a reload. */
export interface ListState {
  readonly page: number;
  readonly status: FilterStatus | null;
  readonly search: string;
  readonly from: string;
  readonly to: string;
  readonly sort: { readonly field: SortField; readonly order: 'asc' | 'desc' };
}

export const initialState: ListState = {
  page: 1,
  status: null,
  search: '',
  from: '',
  to: '',
  sort: { field: 'issueDate', order: 'desc' },
};

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Reads an address; what it does not understand is as if it were not there. */
export const readState = (query: URLSearchParams): ListState => {
  const page = Number(query.get('page'));
  const date = (name: string) => {
    const text = query.get(name) ?? '';
    return isDate(text) ? text : '';
  };
  const sort = query.get('sort') ?? '';
  const field = SORT_FIELDS.find((name) => name === sort.replace(/^-/, ''));
  return {
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
    status: FILTER_STATUSES.find((status) => status === query.get('status')) ?? null,
    search: (query.get('q') ?? '').slice(0, 40),
    from: date('from'),
    to: date('to'),
    sort: field === undefined ? initialState.sort : { field, order: sort.startsWith('-') ? 'desc' : 'asc' },
  };
};

/** Only what differs from the plain list. */
export const writeState = ({ page, status, search, from, to, sort }: ListState): URLSearchParams => {
  const query = new URLSearchParams();
  if (status !== null) query.set('status', status);
  if (search !== '') query.set('q', search);
  if (from !== '') query.set('from', from);
  if (to !== '') query.set('to', to);
  const { field, order } = initialState.sort;
  if (sort.field !== field || sort.order !== order)
    query.set('sort', `${sort.order === 'desc' ? '-' : ''}${sort.field}`);
  if (page > 1) query.set('page', String(page));
  return query;
};

export const isFiltered = ({ status, search, from, to }: ListState): boolean =>
  status !== null || search !== '' || from !== '' || to !== '';

/** In the words of the list protocol: only operators that the server knows. */
export const filtersOf = ({ status, search, from, to }: ListState): CrudFilter[] => [
  ...(status === null ? [] : [{ field: 'status', operator: 'eq' as const, value: status }]),
  ...(search === '' ? [] : [{ field: 'q', operator: 'eq' as const, value: search }]),
  ...(from === '' ? [] : [{ field: 'issueDate', operator: 'gte' as const, value: from }]),
  ...(to === '' ? [] : [{ field: 'issueDate', operator: 'lte' as const, value: to }]),
];

// Many invoices share a day; their numbers put them in order.
export const sortersOf = ({ sort: { field, order } }: ListState): CrudSort[] =>
  field === 'number'
    ? [{ field, order }]
    : [
        { field, order },
        { field: 'number', order },
      ];
