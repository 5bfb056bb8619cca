// The list's state is its address, in AdminJS' own words: page, sortBy, direction, filters.<field>, filters.<field>~~from.

export interface ListState {
  readonly page: number;
  readonly sortBy: string | null;
  readonly direction: 'asc' | 'desc';
  readonly filters: Readonly<Record<string, string>>;
}

const FILTER = 'filters.';

export function readList(search: string): ListState {
  const params = new URLSearchParams(search);
  const filters = [...params]
    .filter(([name, value]) => name.startsWith(FILTER) && value !== '')
    .map(([name, value]) => [name.slice(FILTER.length), value] as const);
  return {
    page: Math.max(1, Number(params.get('page')) || 1),
    sortBy: params.get('sortBy'),
    direction: params.get('direction') === 'asc' ? 'asc' : 'desc',
    filters: Object.fromEntries(filters),
  };
}

export function writeList({ page, sortBy, direction, filters }: ListState): string {
  const params = new URLSearchParams();
  if (page > 1) params.set('page', String(page));
  if (sortBy) params.set('sortBy', sortBy);
  if (sortBy) params.set('direction', direction);
  for (const [name, value] of Object.entries(filters))
    if (value.trim() !== '') params.set(FILTER + name, value.trim());
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

/** Whether the filters are exactly these. */
export const isFilter = (
  filters: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean =>
  Object.keys(filters).length === Object.keys(wanted).length &&
  Object.entries(wanted).every(([name, value]) => filters[name] === value);
