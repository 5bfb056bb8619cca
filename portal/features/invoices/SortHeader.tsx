import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons';
import type { InvoiceSort } from './InvoiceTable.js';

interface SortHeaderProps {
  readonly label: string;
  readonly field: string;
  readonly isFigure?: boolean;
  /** Without it the column can't be sorted. */
  readonly sort: InvoiceSort | undefined;
  readonly onSort: ((sort: InvoiceSort) => void) | undefined;
}

/** The head of a column; a click sorts by it, newest or largest first, and another click turns it round. */
export const SortHeader = ({ label, field, isFigure = false, sort, onSort }: SortHeaderProps) => {
  const className = isFigure ? 'figure' : undefined;
  if (sort === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className}>
        {label}
      </th>
    );
  }
  const isSorted = sort.field === field;
  const isUp = isSorted && sort.order === 'asc';
  return (
    <th
      scope="col"
      className={className}
      {...(isSorted ? { 'aria-sort': isUp ? ('ascending' as const) : ('descending' as const) } : {})}
    >
      <button
        type="button"
        className={isSorted ? 'sort sort-active' : 'sort'}
        onClick={() => onSort({ field, order: isSorted && !isUp ? 'asc' : 'desc' })}
      >
        {label}
        {isUp ? <CaretUpFilled aria-hidden="true" /> : <CaretDownFilled aria-hidden="true" />}
      </button>
    </th>
  );
};
