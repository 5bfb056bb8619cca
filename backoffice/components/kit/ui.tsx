import React from 'react';
import { Link } from 'react-router-dom';
import { resourceOf } from './admin';
import { showAddress } from './api';
import { moneyText } from './money';
import { ageText, dateText, deedText, instantText, toneOf, wordFor } from './words';

export const Badge: React.FC<{ value: string | null | undefined }> = ({ value }) =>
  value ? <span className={`badge badge-${toneOf(value)}`}>{wordFor(value)}</span> : <Nothing />;

export const Nothing: React.FC = () => (
  <span className="nothing">
    <span aria-hidden="true">–</span>
    <span className="unseen">none</span>
  </span>
);

export const Money: React.FC<{ minor: unknown; currency: unknown; strong?: boolean }> = ({
  minor,
  currency,
  strong,
}) =>
  minor === null || minor === undefined || !currency ? (
    <Nothing />
  ) : (
    <span className={strong ? 'money strong' : 'money'}>{moneyText(String(minor), String(currency))}</span>
  );

export const When: React.FC<{ at: unknown }> = ({ at }) =>
  at ? (
    <time className="when" dateTime={String(at)} title={`${String(at)} (UTC)`}>
      {instantText(String(at))}
    </time>
  ) : (
    <Nothing />
  );

export const Day: React.FC<{ on: unknown }> = ({ on }) =>
  on ? (
    <time className="when" dateTime={String(on).slice(0, 10)}>
      {dateText(String(on).slice(0, 10))}
    </time>
  ) : (
    <Nothing />
  );

/** How long something has been waiting; it asks for attention as it grows. */
export const Age: React.FC<{ hours: number | null | undefined; isWaiting: boolean }> = ({
  hours,
  isWaiting,
}) => {
  if (hours === null || hours === undefined || !isWaiting) return <Nothing />;
  const tone = hours >= 72 ? 'age-bad' : hours >= 24 ? 'age-warn' : '';
  return <span className={`age ${tone}`}>{ageText(hours)}</span>;
};

export const Code: React.FC<{ children: unknown }> = ({ children }) =>
  children === null || children === undefined || children === '' ? (
    <Nothing />
  ) : (
    <code className="code">{String(children)}</code>
  );

const isKnown = (resource: string): boolean => resourceOf(resource) !== undefined;

/** A link to a record's details; plain words where this person has no screen for it. */
export const RecordLink: React.FC<{
  resource: string;
  id: string | null | undefined;
  children: React.ReactNode;
}> = ({ resource, id, children }) =>
  id && !isKnown(resource) ? (
    <span>{children}</span>
  ) : id ? (
    <Link className="link" to={showAddress(resource, id)}>
      {children}
    </Link>
  ) : (
    <Nothing />
  );

export const Card: React.FC<{
  title: string;
  side?: React.ReactNode;
  flush?: boolean;
  children: React.ReactNode;
}> = ({ title, side, flush, children }) => {
  const id = React.useId();
  return (
    <section className={flush ? 'card flush' : 'card'} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {side}
      </div>
      {children}
    </section>
  );
};

/** Facts under their names. */
export const Facts: React.FC<{ facts: Readonly<Record<string, React.ReactNode>>; columns?: 1 | 2 }> = ({
  facts,
  columns = 1,
}) => (
  <dl className={`facts facts-${columns}`}>
    {Object.entries(facts).map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value === null || value === undefined || value === '' ? <Nothing /> : value}</dd>
      </div>
    ))}
  </dl>
);

/** What is wider than the page is scrolled in here, with the keyboard too. */
export const Scroll: React.FC<{ label: string; className?: string; children: React.ReactNode }> = ({
  label,
  className = '',
  children,
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area has to be reachable by keyboard
  <section className={`scroll ${className}`} aria-label={label} tabIndex={0}>
    {children}
  </section>
);

export const Empty: React.FC<{ children: React.ReactNode }> = ({ children }) => (
  <p className="empty">{children}</p>
);

export const Skeleton: React.FC<{ rows?: number }> = ({ rows = 6 }) => (
  <div className="skeleton" role="status">
    <span className="unseen">Loading…</span>
    {Array.from({ length: rows }, (_, index) => `row ${index}`).map((row) => (
      <span key={row} aria-hidden="true" />
    ))}
  </div>
);

interface TableColumn<Row> {
  readonly label: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => React.ReactNode;
}

/** A small table inside a card. It can be scrolled with the keyboard where it is too wide. */
export function Table<Row extends { readonly id: string }>({
  label,
  columns,
  rows,
  foot,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly foot?: React.ReactNode;
}): React.ReactElement {
  return (
    <Scroll label={`Table: ${label}`}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" className={column.isNumber ? 'number' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map((column) => (
                <td key={column.label} className={column.isNumber ? 'number' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot}
      </table>
    </Scroll>
  );
}

export interface LogEntry {
  readonly id: string;
  readonly action: string;
  readonly actor: string;
  readonly actorKind: string;
  readonly reason: string | null;
  readonly createdAt: string;
}

/** What happened, newest first. */
export const Timeline: React.FC<{ entries: readonly LogEntry[]; empty: string }> = ({ entries, empty }) =>
  entries.length === 0 ? (
    <Empty>{empty}</Empty>
  ) : (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p>
            <strong>{deedText(entry.action)}</strong> <span className="soft">by {entry.actor}</span>
          </p>
          {entry.reason ? <p className="quote">{entry.reason}</p> : null}
          <p className="soft">
            <When at={entry.createdAt} />
          </p>
        </li>
      ))}
    </ol>
  );
