import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Column } from '../../kit/look';
import { type ActionJson, type ListLookJson, type RecordJson, type ResourceJson, text } from '../kit/admin';
import { actionAddress, showAddress } from '../kit/api';
import { exceptionWords } from '../kit/exceptions';
import { Icon } from '../kit/icons';
import { numberText, percentText } from '../kit/money';
import { Age, Badge, Code, Day, Money, Nothing, RecordLink, Scroll, When } from '../kit/ui';
import { ageText, countryText, entryText, sourceText, wordFor } from '../kit/words';
import { changesOf } from './Header';
import { type ListState, writeList } from './listAddress';
import { Menu } from './Menu';

interface Props {
  readonly resource: ResourceJson;
  readonly look: ListLookJson;
  readonly records: readonly RecordJson[];
  readonly sort: { readonly sortBy: string; readonly direction: 'asc' | 'desc' };
  readonly list: ListState;
  readonly isLoading: boolean;
  readonly onAction: (record: RecordJson, action: ActionJson) => void;
  readonly selection: Selection;
}

/** The rows that are ticked. Lists without actions on many rows have no boxes. */
interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly set: (ids: ReadonlySet<string>) => void;
}

const isNumber = (column: Column): boolean =>
  ['money', 'number', 'age', 'days', 'percent'].includes(column.cell);

export const ListTable: React.FC<Props> = ({
  resource,
  look,
  records,
  sort,
  list,
  isLoading,
  onAction,
  selection,
}) => {
  const hasBoxes = records.some((record) => record.bulkActions.length > 0);
  const boxes = hasBoxes ? selection : null;
  return (
    <Scroll label={look.title} className="card flush">
      <table className="table list" aria-busy={isLoading} data-css={`${resource.id}-table`}>
        <thead>
          <tr>
            {boxes ? <SelectAll records={records} selection={boxes} /> : null}
            {look.columns.map((column) => (
              <Heading
                key={column.name}
                column={column}
                resource={resource}
                look={look}
                sort={sort}
                list={list}
              />
            ))}
            <td className="options" />
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row
              key={record.id}
              resource={resource}
              look={look}
              record={record}
              onAction={onAction}
              boxes={boxes}
            />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
};

const SelectAll: React.FC<{ records: readonly RecordJson[]; selection: Selection }> = ({
  records,
  selection,
}) => {
  const all = records.filter((record) => record.bulkActions.length > 0).map(({ id }) => id);
  const areAll = all.every((id) => selection.ids.has(id));
  return (
    <td className="select">
      <input
        type="checkbox"
        aria-label="Select all rows of this page"
        checked={areAll}
        onChange={() => selection.set(new Set(areAll ? [] : all))}
      />
    </td>
  );
};

const SelectOne: React.FC<{ record: RecordJson; selection: Selection }> = ({ record, selection }) => {
  const { ids, set } = selection;
  const isOn = ids.has(record.id);
  const turn = () => {
    const next = new Set(ids);
    if (isOn) next.delete(record.id);
    else next.add(record.id);
    set(next);
  };
  return (
    <td className="select">
      {record.bulkActions.length > 0 ? (
        <input
          type="checkbox"
          aria-label={`Select ${record.title || record.id}`}
          checked={isOn}
          onChange={turn}
        />
      ) : null}
    </td>
  );
};

const Heading: React.FC<Pick<Props, 'resource' | 'look' | 'sort' | 'list'> & { column: Column }> = ({
  column,
  resource,
  look,
  sort,
  list,
}) => {
  const className = isNumber(column) ? 'number' : undefined;
  if (!look.sortable.includes(column.name)) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  }
  const isOn = sort.sortBy === column.name;
  const direction = isOn && sort.direction === 'desc' ? 'asc' : 'desc';
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isOn ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      <Link
        className="sort"
        to={`/admin/resources/${resource.id}${writeList({ ...list, page: 1, sortBy: column.name, direction })}`}
      >
        {column.label}
        <span className={isOn ? 'sort-icon on' : 'sort-icon'}>
          <Icon name={isOn && sort.direction === 'asc' ? 'up' : 'down'} size={14} />
        </span>
      </Link>
    </th>
  );
};

const Row: React.FC<
  Pick<Props, 'resource' | 'look' | 'onAction'> & { record: RecordJson; boxes: Selection | null }
> = ({ resource, look, record, onAction, boxes }) => {
  const navigate = useNavigate();
  const details = showAddress(resource.id, record.id);
  // The whole row leads to the details for the mouse; the link in its first cell does for everybody.
  const open = (event: React.MouseEvent) => {
    const target = event.target as Element;
    if (!target.closest('a, button, .select') && !window.getSelection()?.toString()) navigate(details);
  };
  return (
    <tr onClick={open} data-id={record.id} data-css={`${resource.id}-table-row`}>
      {boxes ? <SelectOne record={record} selection={boxes} /> : null}
      {look.columns.map((column, index) => (
        <td
          key={column.name}
          className={isNumber(column) ? 'number' : undefined}
          data-property-name={column.name}
        >
          {index === 0 ? (
            <Link className="link row-link" to={details}>
              <CellValue column={column} record={record} />
            </Link>
          ) : (
            <CellValue column={column} record={record} />
          )}
        </td>
      ))}
      <td className="options">
        <Menu
          label={`Actions for ${record.title || record.id}`}
          items={[
            { name: 'show', label: 'Details', run: () => navigate(details) },
            ...changesOf(record).map((action) => ({
              name: action.name,
              label: `${action.custom.label ?? action.name}…`,
              run: () =>
                action.custom.isPage
                  ? navigate(actionAddress(resource.id, record.id, action.name))
                  : onAction(record, action),
            })),
          ]}
        />
      </td>
    </tr>
  );
};

const CellValue: React.FC<{ column: Column; record: RecordJson }> = ({ column, record }) => {
  const { params } = record;
  const value = params[column.name];
  switch (column.cell) {
    case 'text':
    case 'actor':
      return value ? <span className="clip">{text(value)}</span> : <Nothing />;
    case 'code':
      return <Code>{value ?? (column.name === 'number' ? 'Draft' : null)}</Code>;
    case 'method':
      return <>{wordFor(text(value))}</>;
    case 'money':
      return <Money minor={value} currency={params['currency']} />;
    case 'number':
      return value === null || value === undefined ? (
        <Nothing />
      ) : (
        <span className="figure">{numberText(text(value))}</span>
      );
    case 'status':
      return <Badge value={text(value)} />;
    case 'when':
      return <When at={value} />;
    case 'date':
      return <Day on={value} />;
    case 'entry':
      return <>{entryText(text(value))}</>;
    case 'exception':
      return <>{exceptionWords(text(value)).title}</>;
    case 'source':
      return <>{sourceText(text(value))}</>;
    case 'yes':
      return <>{value === true || value === 'true' ? 'Yes' : 'No'}</>;
    case 'age':
      return <Age hours={value as number | null} isWaiting={params['status'] === 'pending_approval'} />;
    case 'days':
      return value ? <span className="age age-warn">{ageText(Number(value) * 24)}</span> : <Nothing />;
    case 'percent':
      return <span className="figure">{percentText(Number(value))}</span>;
    case 'country':
      return <>{countryText(text(value))}</>;
    case 'account':
    case 'invoice':
      return (
        <Reference
          name={column.name}
          record={record}
          resource={column.cell === 'account' ? 'accounts' : 'invoices'}
        />
      );
  }
};

const Reference: React.FC<{ name: string; record: RecordJson; resource: string }> = ({
  name,
  record,
  resource,
}) => {
  const other = record.populated[name];
  const id = record.params[name];
  const title = typeof other === 'object' && other !== null ? other.title : null;
  return (
    <RecordLink resource={resource} id={id ? text(id) : null}>
      {title || text(id)}
    </RecordLink>
  );
};
