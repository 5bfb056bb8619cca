import React from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { CallFailed, call, isAborted } from '../kit/api';
import { Icon } from '../kit/icons';
import { Badge, Card, Empty, Money, Skeleton, Table } from '../kit/ui';
import { AccountMoney, type OneAccount } from './AccountMoney';

const PATH = '/pages/money-on-account';

interface Answer {
  readonly mayRead: boolean;
  readonly list?: {
    readonly total: number;
    readonly rows: readonly {
      readonly currency: string;
      readonly balance: string;
      readonly account: { readonly id: string; readonly name: string; readonly status: string };
    }[];
  };
  readonly one?: OneAccount | null;
}

/** Money that customers have paid or been credited and that is used for no invoice yet. */
const MoneyOnAccount: React.FC = () => {
  const { search } = useLocation();
  const { answer, failure, reload } = useAnswer(search);
  if (answer?.one) return <AccountMoney one={answer.one} refresh={reload} />;
  return (
    <div className="page">
      <PageHeader
        title="Money on account"
        badge={answer?.list ? <span className="count">{answer.list.total}</span> : null}
        lead="What was paid or credited beyond what was due. It pays invoices, or goes back to the customer."
      />
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && failure === null ? <Skeleton rows={6} /> : null}
      {answer?.mayRead === false ? <p className="hint info">Your role does not see payments.</p> : null}
      {answer?.one === null ? <p className="hint warn">There is no such account.</p> : null}
      {answer?.list ? <List list={answer.list} search={search} /> : null}
    </div>
  );
};

const List: React.FC<{ list: NonNullable<Answer['list']>; search: string }> = ({ list, search }) => {
  const navigate = useNavigate();
  const asked = new URLSearchParams(search).get('q') ?? '';
  const [typed, setTyped] = React.useState(asked);
  const find = (event: React.FormEvent) => {
    event.preventDefault();
    navigate(`/admin${PATH}${typed.trim() === '' ? '' : `?q=${encodeURIComponent(typed.trim())}`}`);
  };
  return (
    <>
      <search className="filters">
        <form className="toolbar" onSubmit={find}>
          <div className="find grow">
            <Icon name="search" size={16} />
            <input
              type="search"
              aria-label="Search account"
              placeholder="Search account"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          <button type="submit" className="button">
            Search
          </button>
        </form>
      </search>
      <Card title={asked === '' ? 'Accounts with money' : `Accounts named “${asked}”`} flush>
        {list.rows.length === 0 ? (
          <Empty>{asked === '' ? 'No customer has money on account.' : 'Nothing fits.'}</Empty>
        ) : (
          <Table
            label="Accounts with money on account"
            rows={list.rows.map((row) => ({ ...row, id: `${row.account.id}-${row.currency}` }))}
            columns={[
              {
                label: 'Account',
                cell: ({ account }) => (
                  <Link className="link" to={`/admin${PATH}?account=${account.id}`}>
                    {account.name}
                  </Link>
                ),
              },
              { label: 'Status', cell: ({ account }) => <Badge value={account.status} /> },
              {
                label: 'On account',
                isNumber: true,
                cell: ({ balance, currency }) => <Money minor={balance} currency={currency} strong />,
              },
            ]}
          />
        )}
      </Card>
    </>
  );
};

function useAnswer(search: string) {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const load = React.useCallback(
    async (signal?: AbortSignal) => {
      try {
        setAnswer(await call<Answer>(PATH + search, signal ? { signal } : {}));
        setFailure(null);
      } catch (error) {
        if (!isAborted(error))
          setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
      }
    },
    [search],
  );
  React.useEffect(() => {
    const leaving = new AbortController();
    setAnswer(null);
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  return { answer, failure, reload: () => load() };
}

export default MoneyOnAccount;
