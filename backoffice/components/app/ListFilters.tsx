import React from 'react';
import type { Choice, FilterField } from '../../kit/look';
import type { ListLookJson } from '../kit/admin';
import { Icon } from '../kit/icons';
import { wordFor } from '../kit/words';
import { isFilter, type ListState } from './listAddress';

type Filters = Readonly<Record<string, string>>;
type Choices = Readonly<Record<string, readonly Choice[]>>;

/** Quick filters and search at hand; the rest in a panel that opens below them. */
export const ListFilters: React.FC<{
  resourceId: string;
  look: ListLookJson;
  list: ListState;
  counts: Readonly<Record<string, number>>;
  choices: Choices;
  onChange: (filters: Filters) => void;
}> = ({ resourceId, look, list, counts, choices, onChange }) => {
  const { filters } = list;
  const [isOpen, setOpen] = React.useState(false);
  const [typed, setTyped] = React.useState(filters['q'] ?? '');
  const panel = React.useId();
  const inPanel = Object.keys(filters).filter((name) => name !== 'q').length;
  React.useEffect(() => setTyped(filters['q'] ?? ''), [filters['q']]);
  const find = (event: React.FormEvent) => {
    event.preventDefault();
    onChange({ ...filters, q: typed });
  };
  const quick = [{ label: 'All', filter: {}, count: undefined }, ...look.quick];
  return (
    <div className="filters">
      <div className="toolbar">
        <fieldset className="quick">
          <legend className="unseen">Quick filters</legend>
          {quick.map(({ label, filter, count }) => (
            <button
              key={label}
              type="button"
              aria-pressed={isFilter(filters, filter)}
              onClick={() => onChange(filter)}
              data-testid={`quick-${Object.values(filter)[0] ?? 'all'}`}
            >
              {label}
              {count ? ` (${counts[count] ?? 0})` : ''}
            </button>
          ))}
        </fieldset>
        {look.search ? (
          <search>
            <form className="find" onSubmit={find}>
              <Icon name="search" size={16} />
              <input
                type="search"
                name="filter-q"
                aria-label={look.search}
                placeholder={look.search}
                value={typed}
                maxLength={100}
                onChange={(event) => setTyped(event.target.value)}
              />
            </form>
          </search>
        ) : null}
        <button
          type="button"
          className="button"
          aria-expanded={isOpen}
          aria-controls={panel}
          onClick={() => setOpen(!isOpen)}
          data-css={`${resourceId}-filter-button`}
        >
          <Icon name="filter" size={16} /> Filter{inPanel > 0 ? ` (${inPanel})` : ''}
        </button>
      </div>
      <div id={panel} hidden={!isOpen}>
        {isOpen ? (
          <Panel
            resourceId={resourceId}
            fields={look.filters}
            filters={filters}
            choices={choices}
            onChange={onChange}
          />
        ) : null}
      </div>
    </div>
  );
};

const Panel: React.FC<{
  resourceId: string;
  fields: readonly FilterField[];
  filters: Filters;
  choices: Choices;
  onChange: (filters: Filters) => void;
}> = ({ resourceId, fields, filters, choices, onChange }) => {
  const [values, setValues] = React.useState<Filters>(filters);
  const set = (name: string, value: string) => setValues((now) => ({ ...now, [name]: value }));
  const apply = (event: React.FormEvent) => {
    event.preventDefault();
    onChange({ ...values, ...(filters['q'] ? { q: filters['q'] } : {}) });
  };
  const reset = () => {
    setValues({});
    onChange({});
  };
  return (
    <form
      className="card panel"
      onSubmit={apply}
      data-css={`${resourceId}-filter-drawer`}
      aria-label="Filters"
    >
      <div className="panel-fields">
        {fields.map((field) => (
          <PanelField
            key={field.name}
            field={field}
            choices={choices[field.name] ?? field.choices?.map(inWords) ?? []}
            values={values}
            onChange={set}
          />
        ))}
      </div>
      <div className="form-actions">
        <button
          type="button"
          className="button"
          onClick={reset}
          data-css={`${resourceId}-filter-drawer-button-reset`}
        >
          Reset
        </button>
        <button
          type="submit"
          className="button primary"
          data-css={`${resourceId}-filter-drawer-button-apply`}
        >
          Apply
        </button>
      </div>
    </form>
  );
};

const inWords = (value: string): Choice => ({ value, label: wordFor(value) });

const PanelField: React.FC<{
  field: FilterField;
  choices: readonly Choice[];
  values: Filters;
  onChange: (name: string, value: string) => void;
}> = ({ field, choices, values, onChange }) => {
  const id = React.useId();
  const input = (name: string, label: string, type: 'text' | 'date') => (
    <div className="field" key={name}>
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <input
        id={`${id}-${name}`}
        name={`filter-${name}`}
        type={type}
        value={values[name] ?? ''}
        maxLength={100}
        onChange={(event) => onChange(name, event.target.value)}
      />
    </div>
  );
  switch (field.kind) {
    case 'text':
    case 'id':
      return input(field.name, field.label, 'text');
    case 'dates':
      return (
        <>
          {input(`${field.name}~~from`, `${field.label} from`, 'date')}
          {input(`${field.name}~~to`, `${field.label} to`, 'date')}
        </>
      );
    case 'choice':
      return (
        <div className="field">
          <label htmlFor={id}>{field.label}</label>
          <select
            id={id}
            name={`filter-${field.name}`}
            value={values[field.name] ?? ''}
            onChange={(event) => onChange(field.name, event.target.value)}
          >
            <option value="">Any</option>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      );
  }
};
