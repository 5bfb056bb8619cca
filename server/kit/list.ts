/** A list request after its contract: what simple-rest asked for, with every value checked. */
export type FilterOperator = 'eq' | 'ne' | 'gte' | 'lte' | 'like';

export interface ListQuery {
  readonly skip: number;
  readonly take: number;
  readonly sort: readonly { readonly field: string; readonly order: 'asc' | 'desc' }[];
  readonly filters: readonly {
    readonly field: string;
    readonly operator: FilterOperator;
    readonly values: readonly unknown[];
  }[];
  readonly q: string | null;
}

/** Rows of one page and how many there are in all. */
export interface Page<T> {
  readonly rows: T[];
  readonly total: number;
}

/** How a wire field becomes a column: its name and how its value is read. */
export type Column = string | { readonly column: string; readonly value: (raw: unknown) => unknown };

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

function condition(operator: FilterOperator, values: readonly unknown[]): unknown {
  switch (operator) {
    case 'eq':
      return values.length === 1 ? { equals: values[0] } : { in: values };
    case 'ne':
      return { notIn: values };
    case 'gte':
      return { gte: values[0] };
    case 'lte':
      return { lte: values[0] };
    case 'like':
      return { contains: escapeLike(String(values[0])), mode: 'insensitive' };
  }
}

/**
 * `where`, `orderBy`, `skip` and `take` for Prisma from a checked list request. Only the given columns can be reached;
 * the order is total (`id` last), so that pages neither repeat nor lose rows.
 */
export function toPrismaList(list: ListQuery, columns: Readonly<Record<string, Column>>) {
  const where: Record<string, unknown>[] = [];
  for (const filter of list.filters) {
    const target = columns[filter.field];
    if (target === undefined) throw new Error(`No column for the filter ${filter.field}`);
    const column = typeof target === 'string' ? target : target.column;
    const values = typeof target === 'string' ? filter.values : filter.values.map(target.value);
    where.push({ [column]: condition(filter.operator, values) });
  }
  const orderBy = list.sort.map(({ field, order }) => {
    const target = columns[field];
    if (target === undefined) throw new Error(`No column for the order ${field}`);
    return { [typeof target === 'string' ? target : target.column]: order };
  });
  return {
    where,
    orderBy: [...orderBy, { id: list.sort[0]?.order ?? 'desc' }],
    skip: list.skip,
    take: list.take,
  };
}
