import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { Notice } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { Icon } from '../kit/icons';
import { decimalOf } from '../kit/money';
import { Card, Empty, Nothing, Skeleton, Table } from '../kit/ui';
import { dateText, wordFor } from '../kit/words';

interface Sums {
  readonly opening: number;
  readonly debits: number;
  readonly credits: number;
  readonly closing: number;
}

interface Balance {
  readonly currency: string;
  readonly accounts: readonly (Sums & {
    readonly code: string;
    readonly name: string;
    readonly type: string;
  })[];
  readonly totals: Sums;
}

interface LedgerAccount {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly balances: readonly { readonly currency: string; readonly amount: number }[];
}

interface Answer {
  readonly chart: readonly LedgerAccount[];
  readonly balances: readonly Balance[];
  readonly mayRead: boolean;
  readonly notice: Notice | null;
}

interface Period {
  readonly from: string;
  readonly to: string;
}

const CSV = '/v1/admin/books';

const said = (period: Period): Partial<Period> =>
  Object.fromEntries(Object.entries(period).filter(([, day]) => day !== ''));

/** The trial balance of a period, currency by currency, the chart of accounts, and where to take the books away. */
const Books: React.FC = () => {
  const [period, setPeriod] = React.useState<Period>({ from: '', to: '' });
  /** The period that the figures and the files are of, while another one is being typed. */
  const [shown, setShown] = React.useState<Period>({ from: '', to: '' });
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const load = React.useCallback((wanted: Period) => {
    setFailure(null);
    call<Answer>('/pages/books', { body: said(wanted) }).then(
      (next) => {
        setAnswer(next);
        setShown(wanted);
        setFailure(next.notice?.type === 'error' ? next.notice.message : null);
      },
      (error: unknown) => setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.'),
    );
  }, []);
  React.useEffect(() => load({ from: '', to: '' }), [load]);
  const query = new URLSearchParams(said(shown)).toString();
  const csv = (what: string) => `${CSV}/${what}/export${query ? `?${query}` : ''}`;
  const mayRead = answer?.mayRead ?? false;
  return (
    <div className="page">
      <PageHeader
        title="Books"
        lead="The trial balance: what every ledger account held before, what moved, and what it holds. Days are UTC and both belong to the period."
      >
        {mayRead ? (
          <>
            <Link className="button" to="/admin/resources/journal-entries">
              Journal
            </Link>
            <a className="button" href={csv('trial-balance')} download data-testid="csv-trial-balance">
              <Icon name="file" size={16} /> Trial balance (CSV)
            </a>
            <a className="button" href={csv('journal')} download data-testid="csv-journal">
              <Icon name="file" size={16} /> Journal (CSV)
            </a>
            <a
              className="button"
              href={`${CSV}/accounts/export${shown.to ? `?on=${shown.to}` : ''}`}
              download
              data-testid="csv-accounts"
            >
              <Icon name="file" size={16} /> Accounts (CSV)
            </a>
          </>
        ) : null}
      </PageHeader>
      {mayRead ? <PeriodForm period={period} onChange={setPeriod} onApply={() => load(period)} /> : null}
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && !failure ? <Skeleton rows={10} /> : null}
      {answer && !mayRead ? (
        <p className="hint warn">The books are open to finance and administrators.</p>
      ) : null}
      {mayRead && answer?.balances.length === 0 ? (
        <div className="card">
          <Empty>Nothing was booked until then.</Empty>
        </div>
      ) : null}
      {answer?.balances.map((balance) => (
        <TrialBalance key={balance.currency} balance={balance} />
      ))}
      {mayRead && answer && answer.chart.length > 0 ? <Chart chart={answer.chart} shown={shown} /> : null}
    </div>
  );
};

const PeriodForm: React.FC<{
  period: Period;
  onChange: (period: Period) => void;
  onApply: () => void;
}> = ({ period, onChange, onApply }) => {
  const id = React.useId();
  const day = (name: keyof Period, label: string) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <input
        id={`${id}-${name}`}
        name={name}
        type="date"
        value={period[name]}
        onChange={(event) => onChange({ ...period, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <form
      className="card period"
      aria-label="Period"
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
    >
      <div className="period-fields">
        {day('from', 'From')}
        {day('to', 'To')}
        <button type="submit" className="button primary">
          Show
        </button>
      </div>
    </form>
  );
};

/** Every ledger account, booked or not, with what it holds in each currency. */
const Chart: React.FC<{ chart: readonly LedgerAccount[]; shown: Period }> = ({ chart, shown }) => {
  const currencies = [
    ...new Set(chart.flatMap(({ balances }) => balances.map(({ currency }) => currency))),
  ].sort();
  const held = ({ balances }: LedgerAccount, currency: string) => {
    const own = balances.find((balance) => balance.currency === currency);
    return own ? <span className="money">{decimalOf(own.amount, currency, true)}</span> : <Nothing />;
  };
  return (
    <Card
      title="Chart of accounts"
      side={<span className="soft">{shown.to ? `at the end of ${dateText(shown.to)}` : 'as of now'}</span>}
      flush
    >
      <Table
        label="Chart of accounts"
        rows={chart.map((account) => ({ ...account, id: account.code }))}
        columns={[
          {
            label: 'Account',
            cell: (account) => (
              <Link
                className="link"
                to={`/admin/resources/journal-entries?filters.ledgerCode=${account.code}`}
              >
                <code className="code">{account.code}</code>
              </Link>
            ),
          },
          { label: 'Name', cell: (account) => account.name },
          { label: 'Kind', cell: (account) => wordFor(account.type) },
          ...currencies.map((currency) => ({
            label: currency,
            isNumber: true,
            cell: (account: LedgerAccount) => held(account, currency),
          })),
        ]}
        foot={
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                Sum
              </th>
              {currencies.map((currency) => (
                <td key={currency} className="number">
                  <strong className="money">{decimalOf(sumOf(chart, currency), currency, true)}</strong>
                </td>
              ))}
            </tr>
          </tfoot>
        }
      />
    </Card>
  );
};

const sumOf = (chart: readonly LedgerAccount[], currency: string): bigint =>
  chart
    .flatMap(({ balances }) => balances.filter((balance) => balance.currency === currency))
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);

const TrialBalance: React.FC<{ balance: Balance }> = ({ balance }) => {
  const { currency, accounts, totals } = balance;
  const isEven = totals.opening === 0 && totals.closing === 0 && totals.debits === totals.credits;
  const amount = (minor: number) => <span className="money">{decimalOf(minor, currency, true)}</span>;
  return (
    <Card
      title={`Trial balance in ${currency}`}
      side={
        <span className={isEven ? 'badge badge-ok' : 'badge badge-bad'}>
          {isEven ? 'Balanced' : 'Does not balance'}
        </span>
      }
      flush
    >
      <Table
        label={`Trial balance in ${currency}`}
        rows={accounts.map((row) => ({ ...row, id: row.code }))}
        columns={[
          {
            label: 'Account',
            cell: (row) => (
              <Link className="link" to={`/admin/resources/journal-entries?filters.ledgerCode=${row.code}`}>
                <code className="code">{row.code}</code>
              </Link>
            ),
          },
          { label: 'Name', cell: (row) => row.name },
          { label: 'Kind', cell: (row) => wordFor(row.type) },
          { label: 'Opening', isNumber: true, cell: (row) => amount(row.opening) },
          { label: 'Debits', isNumber: true, cell: (row) => amount(row.debits) },
          { label: 'Credits', isNumber: true, cell: (row) => amount(row.credits) },
          { label: 'Closing', isNumber: true, cell: (row) => amount(row.closing) },
        ]}
        foot={
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                Total
              </th>
              {(['opening', 'debits', 'credits', 'closing'] as const).map((sum) => (
                <td key={sum} className="number">
                  <strong>{amount(totals[sum])}</strong>
                </td>
              ))}
            </tr>
          </tfoot>
        }
      />
    </Card>
  );
};

export default Books;
