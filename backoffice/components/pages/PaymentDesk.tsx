import React from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { CallFailed, call } from '../kit/api';
import { Icon } from '../kit/icons';
import { moneyText } from '../kit/money';
import { Age, Card, Empty, Skeleton } from '../kit/ui';
import { wordFor } from '../kit/words';
import { DeskCase } from './DeskCase';

const PATH = '/pages/payment-desk';

export interface WaitingRow {
  readonly id: string;
  readonly method: string;
  readonly currency: string;
  readonly amount: string;
  readonly declaredAmount: string | null;
  readonly ageHours: number;
  readonly proofs: number;
  readonly account: { readonly id: string; readonly name: string };
  readonly invoice: { readonly id: string; readonly number: string | null } | null;
}

interface Answer {
  readonly mayRead: boolean;
  readonly mayRecord?: boolean;
  readonly declared?: readonly WaitingRow[];
  readonly undeclared?: readonly WaitingRow[];
  readonly counts?: { readonly declared: number; readonly undeclared: number };
}

/** The queue of transfers: one after the other is looked at and decided, without leaving it. */
const PaymentDesk: React.FC = () => {
  const { answer, failure, reload } = useQueue();
  const { search } = useLocation();
  const navigate = useNavigate();
  const rows = [...(answer?.declared ?? []), ...(answer?.undeclared ?? [])];
  const asked = new URLSearchParams(search).get('payment');
  const chosen = rows.find(({ id }) => id === asked) ?? answer?.declared?.[0] ?? rows[0] ?? null;
  const choose = (id: string | null) => navigate(`/admin${PATH}${id ? `?payment=${id}` : ''}`);
  /** The next one that waits, so that the queue is worked off from its top. */
  const decided = async (id: string) => {
    const next = rows[rows.findIndex((row) => row.id === id) + 1] ?? null;
    await reload();
    choose(next?.id ?? null);
  };
  return (
    <div className="page">
      <PageHeader
        title="Payment desk"
        badge={answer?.counts ? <span className="count">{answer.counts.declared}</span> : null}
        lead="Transfers that customers say they have made, the longest waiting first."
      >
        {answer?.mayRecord ? (
          <Link
            className="button primary"
            data-testid="action-record"
            to="/admin/resources/payments/actions/record"
          >
            <Icon name="plus" /> Record payment
          </Link>
        ) : null}
      </PageHeader>
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && failure === null ? <Skeleton rows={8} /> : null}
      {answer?.mayRead === false ? <p className="hint info">Your role does not see payments.</p> : null}
      {answer?.mayRead && rows.length === 0 ? (
        <div className="card" data-testid="desk-empty">
          <Empty>Nothing waits for a decision.</Empty>
        </div>
      ) : null}
      {chosen ? (
        <div className="desk">
          <div>
            <Queue
              title="Declared"
              rows={answer?.declared ?? []}
              count={answer?.counts?.declared ?? 0}
              chosen={chosen.id}
              onChoose={choose}
            />
            <Queue
              title="Not declared yet"
              rows={answer?.undeclared ?? []}
              count={answer?.counts?.undeclared ?? 0}
              chosen={chosen.id}
              onChoose={choose}
            />
          </div>
          <DeskCase key={chosen.id} row={chosen} onDecided={() => decided(chosen.id)} onStale={reload} />
        </div>
      ) : null}
    </div>
  );
};

const Queue: React.FC<{
  title: string;
  rows: readonly WaitingRow[];
  count: number;
  chosen: string;
  onChoose: (id: string) => void;
}> = ({ title, rows, count, chosen, onChoose }) =>
  rows.length === 0 ? null : (
    <Card title={title} side={<span className="count">{count}</span>} flush>
      <ul className="queue" data-testid={`queue-${title === 'Declared' ? 'declared' : 'undeclared'}`}>
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              aria-current={row.id === chosen ? 'true' : undefined}
              data-id={row.id}
              onClick={() => onChoose(row.id)}
            >
              <span className="queue-line">
                <strong>{row.account.name}</strong>
                <span className="money strong">
                  {moneyText(row.declaredAmount ?? row.amount, row.currency)}
                </span>
              </span>
              <span className="queue-line soft">
                <span>
                  {row.invoice?.number ?? 'No invoice'} · {wordFor(row.method)}
                  {row.proofs > 0 ? ` · ${row.proofs === 1 ? 'a proof' : `${row.proofs} proofs`}` : ''}
                </span>
                <Age hours={row.ageHours} isWaiting />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length < count ? (
        <p className="queue-more soft">
          The {rows.length} longest waiting of {count}.
        </p>
      ) : null}
    </Card>
  );

function useQueue() {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const reload = React.useCallback(async () => {
    try {
      setAnswer(await call<Answer>(PATH));
      setFailure(null);
    } catch (error) {
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
    }
  }, []);
  React.useEffect(() => {
    void reload();
    // Whoever comes back to this tab sees what has happened meanwhile.
    const comeBack = () => document.visibilityState === 'visible' && void reload();
    document.addEventListener('visibilitychange', comeBack);
    return () => document.removeEventListener('visibilitychange', comeBack);
  }, [reload]);
  return { answer, failure, reload };
}

export default PaymentDesk;
