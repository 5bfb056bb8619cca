import React from 'react';
import { PageHeader } from '../app/Header';
import type { Notice } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { Dialog } from '../kit/fields';
import { Icon } from '../kit/icons';
import { moneyText, numberText } from '../kit/money';
import { useAnnounce } from '../kit/notices';
import { Card, Empty, Skeleton, Table } from '../kit/ui';
import { wordFor } from '../kit/words';
import { CREDIT_ACTIONS, CREDITS, type Limit, LimitForm, MONEY_ACTIONS } from './LimitForm';

interface Answer {
  readonly limits: readonly Limit[];
  readonly mayChange: boolean;
  readonly notice: Notice | null;
  readonly errors: Readonly<Record<string, { message: string }>> | null;
}

const PATH = '/pages/approval-limits';
const figureOf = ({ amount, currency }: Limit): string =>
  currency === CREDITS ? `${numberText(amount)} credits` : moneyText(amount, currency);

/** Up to which amount one person may act alone. */
const ApprovalLimits: React.FC = () => {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const [editing, setEditing] = React.useState<Partial<Limit> | null>(null);
  const announce = useAnnounce();
  React.useEffect(() => {
    call<Answer>(PATH).then(setAnswer, (error: unknown) =>
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.'),
    );
  }, []);
  /** Answers what is wrong, or null. */
  const set = async (body: object): Promise<string | null> => {
    try {
      const next = await call<Answer>(PATH, { body });
      setAnswer(next);
      if (next.notice?.type === 'error') return next.notice.message;
      if (next.notice) announce(next.notice);
      return null;
    } catch (error) {
      return error instanceof CallFailed ? error.message : 'Something went wrong.';
    }
  };
  const mayChange = answer?.mayChange ?? false;
  return (
    <div className="page">
      <PageHeader
        title="Approval limits"
        lead="Up to and including these amounts one person may act alone; above them, or where there is none, a second one must agree. New bank details always need two."
        {...(mayChange ? { back: { to: '/admin/resources/approvals', label: 'Approvals' } } : {})}
      >
        {mayChange ? (
          <button type="button" className="button primary" onClick={() => setEditing({})}>
            <Icon name="plus" /> Add a limit
          </button>
        ) : null}
      </PageHeader>
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && !failure ? <Skeleton rows={8} /> : null}
      {answer && !mayChange ? (
        <div className="card">
          <Empty>Only admins see and set the limits.</Empty>
        </div>
      ) : null}
      {mayChange
        ? [...MONEY_ACTIONS, ...CREDIT_ACTIONS].map((action) => (
            <Limits
              key={action}
              action={action}
              limits={answer?.limits.filter((limit) => limit.action === action) ?? []}
              onEdit={setEditing}
            />
          ))
        : null}
      {editing ? (
        <Dialog title={editing.action ? 'Set a limit' : 'Add a limit'} onClose={() => setEditing(null)}>
          <LimitForm limit={editing} set={set} onClose={() => setEditing(null)} />
        </Dialog>
      ) : null}
    </div>
  );
};

const Limits: React.FC<{
  action: string;
  limits: readonly Limit[];
  onEdit: (limit: Limit) => void;
}> = ({ action, limits, onEdit }) => (
  <Card title={wordFor(action)} flush>
    {limits.length === 0 ? (
      <Empty>No limit: always two.</Empty>
    ) : (
      <Table
        label={wordFor(action)}
        rows={limits.map((limit) => ({ ...limit, id: limit.currency }))}
        columns={[
          { label: 'Currency', cell: (limit) => (limit.currency === CREDITS ? 'Credits' : limit.currency) },
          { label: 'One person up to', isNumber: true, cell: figureOf },
          {
            label: 'Change',
            isNumber: true,
            cell: (limit) => (
              <button
                type="button"
                className="button small"
                onClick={() => onEdit(limit)}
                aria-label={`Change ${wordFor(action)}, ${figureOf(limit)}`}
              >
                Change
              </button>
            ),
          },
        ]}
      />
    )}
  </Card>
);

export default ApprovalLimits;
