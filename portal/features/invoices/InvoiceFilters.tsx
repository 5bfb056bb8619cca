import { CloseOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Segmented } from 'antd';
import { type ChangeEvent, useEffect, useId, useState } from 'react';
import { texts } from './invoices.texts.js';
import { FILTER_STATUSES, initialState, isFiltered, type ListState } from './listState.js';

const words = texts.filters;
const PAUSE_MS = 300;
const ALL = 'all';

const options: { value: string; label: string }[] = [
  { value: ALL, label: words.all },
  ...FILTER_STATUSES.map((status) => ({ value: status, label: texts.status[status] })),
];

interface InvoiceFiltersProps {
  readonly state: ListState;
  readonly onChange: (change: Partial<ListState>) => void;
}

/** Search with a short pause after the last key, so that not every letter is asked for. */
const Search = ({ state, onChange }: InvoiceFiltersProps) => {
  const [typed, setTyped] = useState(state.search);
  useEffect(() => setTyped(state.search), [state.search]);
  useEffect(() => {
    const search = typed.trim();
    if (search === state.search) return undefined;
    const timer = setTimeout(() => onChange({ search }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, state.search, onChange]);
  return (
    <Input
      className="filter-search"
      type="search"
      aria-label={words.search}
      placeholder={words.searchHint}
      prefix={<SearchOutlined aria-hidden="true" />}
      value={typed}
      maxLength={40}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
};

interface DateFieldProps {
  readonly name: 'from' | 'to';
  readonly value: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

const DateField = ({ name, ...rest }: DateFieldProps) => {
  const id = useId();
  return (
    <span className="filter-date">
      <label htmlFor={id}>{words[name]}</label>
      <Input id={id} type="date" aria-label={words[`${name}Name`]} {...rest} />
    </span>
  );
};

export const InvoiceFilters = ({ state, onChange }: InvoiceFiltersProps) => (
  <section className="filters" aria-label={words.label}>
    <div className="filter-status">
      <Segmented
        aria-label={words.status}
        options={options}
        value={state.status ?? ALL}
        onChange={(value) => onChange({ status: FILTER_STATUSES.find((status) => status === value) ?? null })}
      />
    </div>
    <Search state={state} onChange={onChange} />
    <DateField
      name="from"
      value={state.from}
      max={state.to === '' ? undefined : state.to}
      onChange={(event) => onChange({ from: event.target.value })}
    />
    <DateField
      name="to"
      value={state.to}
      min={state.from === '' ? undefined : state.from}
      onChange={(event) => onChange({ to: event.target.value })}
    />
    {isFiltered(state) ? (
      <Button
        type="text"
        icon={<CloseOutlined />}
        onClick={() => onChange({ ...initialState, sort: state.sort })}
      >
        {words.clear}
      </Button>
    ) : null}
  </section>
);
