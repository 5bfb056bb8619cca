import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { CallFailed, call } from '../kit/api';
import { numberText } from '../kit/money';
import { Card, Code, Empty, Nothing, Skeleton, Table } from '../kit/ui';

interface Named {
  readonly count: number;
  readonly numbers: readonly string[];
}

interface Series {
  readonly key: string;
  readonly document: 'invoice' | 'credit_note';
  readonly first: string | null;
  readonly last: string | null;
  readonly count: number;
  readonly isComplete: boolean;
  readonly missing: Named;
  readonly duplicates: Named;
  readonly datesBack: Named;
}

interface Answer {
  readonly series: readonly Series[];
  readonly mayRead: boolean;
}

const PAPERS = [
  { document: 'invoice', title: 'Invoices', resource: 'invoices' },
  { document: 'credit_note', title: 'Credit notes', resource: 'credit-notes' },
] as const;

/** The gap report: each series with its months, and every number that is missing, twice there or out of date. */
const NumberSeries: React.FC = () => {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  React.useEffect(() => {
    call<Answer>('/pages/number-series').then(setAnswer, (error: unknown) =>
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.'),
    );
  }, []);
  const broken = answer?.series.filter(({ isComplete }) => !isComplete).length ?? 0;
  return (
    <div className="page">
      <PageHeader
        title="Number series"
        lead="Each month has a series of its own. It runs from 1 without a gap, no number is given twice, and no paper is dated before one with a lower number."
        badge={
          answer?.mayRead && answer.series.length > 0 ? (
            <span className={broken === 0 ? 'badge badge-ok' : 'badge badge-bad'}>
              {broken === 0 ? 'Without a gap' : `${numberText(broken)} to be looked into`}
            </span>
          ) : null
        }
      />
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && !failure ? <Skeleton rows={8} /> : null}
      {answer && !answer.mayRead ? (
        <p className="hint warn">The number series are open to finance and administrators.</p>
      ) : null}
      {answer?.mayRead
        ? PAPERS.map(({ document, title, resource }) => (
            <Months
              key={document}
              title={title}
              resource={resource}
              series={answer.series.filter((each) => each.document === document).reverse()}
            />
          ))
        : null}
    </div>
  );
};

const Months: React.FC<{ title: string; resource: string; series: readonly Series[] }> = ({
  title,
  resource,
  series,
}) => (
  <Card title={title} flush>
    {series.length === 0 ? (
      <Empty>None has been issued yet.</Empty>
    ) : (
      <Table
        label={title}
        rows={series.map((each) => ({ ...each, id: each.key }))}
        columns={[
          {
            label: 'Series',
            cell: (each) => (
              <Link className="link" to={`/admin/resources/${resource}?filters.number=${each.key}`}>
                <Code>{each.key}</Code>
              </Link>
            ),
          },
          { label: 'First', cell: (each) => <Code>{each.first}</Code> },
          { label: 'Last', cell: (each) => <Code>{each.last}</Code> },
          {
            label: 'Papers',
            isNumber: true,
            cell: (each) => <span className="figure">{numberText(each.count)}</span>,
          },
          { label: 'Missing', cell: (each) => <Numbers named={each.missing} /> },
          { label: 'Twice there', cell: (each) => <Numbers named={each.duplicates} /> },
          { label: 'Dated back', cell: (each) => <Numbers named={each.datesBack} /> },
          {
            label: 'State',
            cell: (each) => (
              <span className={each.isComplete ? 'badge badge-ok' : 'badge badge-bad'}>
                {each.isComplete ? 'Complete' : 'To be looked into'}
              </span>
            ),
          },
        ]}
      />
    )}
  </Card>
);

const SHOWN = 5;

const Numbers: React.FC<{ named: Named }> = ({ named: { count, numbers } }) =>
  count === 0 ? (
    <Nothing />
  ) : (
    <span className="bad">
      {numbers.slice(0, SHOWN).join(', ')}
      {count > SHOWN ? ` and ${numberText(count - SHOWN)} more` : ''}
    </span>
  );

export default NumberSeries;
