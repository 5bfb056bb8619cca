import React from 'react';
import { ActionBody } from '../forms/ActionBody';
import { type ActionJson, resourceOf, text } from '../kit/admin';
import { CallFailed, call, recordPath } from '../kit/api';
import { Card, Day, Facts, Money, RecordLink, Skeleton } from '../kit/ui';
import { wordFor } from '../kit/words';
import { Evidence } from '../show/Evidence';
import type { PaymentRecord, PaymentRelated } from '../show/related';
import { Waiting } from '../show/Waiting';
import type { WaitingRow } from './PaymentDesk';

const DECISIONS = ['approve', 'reject'] as const;

/** One transfer of the queue: the evidence beside the invoice, and the decision below it. */
export const DeskCase: React.FC<{
  row: WaitingRow;
  onDecided: () => Promise<void>;
  /** It may have been decided by somebody else. */
  onStale: () => Promise<void>;
}> = ({ row, onDecided, onStale }) => {
  const { record, failure, load } = usePayment(row.id);
  const [decision, setDecision] = React.useState<(typeof DECISIONS)[number]>('approve');
  if (failure) return <p className="problem">{failure}</p>;
  if (!record) return <Skeleton rows={8} />;
  const { related } = record;
  const offered = DECISIONS.flatMap(
    (name) => record.recordActions.find((action) => action.name === name) ?? [],
  );
  const action = offered.find(({ name }) => name === decision) ?? offered[0];
  return (
    <section aria-labelledby="case" data-testid="case">
      <h2 id="case" className="case-title">
        <RecordLink resource="payments" id={record.id}>
          {related.account.name}
        </RecordLink>{' '}
        <span className="soft">{wordFor(text(record.params['method']))}</span>
      </h2>
      <Waiting requests={related.waiting} />
      {related.account.status === 'active' ? null : (
        <p className="hint warn">
          <strong>The account is {wordFor(related.account.status).toLowerCase()}.</strong> Its payments cannot
          be approved until it is active again.
        </p>
      )}
      <InvoiceCard invoice={related.invoice} />
      <Evidence record={record} />
      {action ? (
        <Decision
          record={record}
          offered={offered}
          action={action}
          onChoose={(name) => setDecision(name)}
          onDecided={onDecided}
          onRefused={async () => {
            await load();
            await onStale();
          }}
        />
      ) : (
        <p className="hint info">You may look at this, and not decide about it.</p>
      )}
    </section>
  );
};

const Decision: React.FC<{
  record: PaymentRecord;
  offered: readonly ActionJson[];
  action: ActionJson;
  onChoose: (name: (typeof DECISIONS)[number]) => void;
  onDecided: () => Promise<void>;
  onRefused: () => Promise<void>;
}> = ({ record, offered, action, onChoose, onDecided, onRefused }) => {
  const resource = resourceOf('payments');
  if (!resource) return null;
  return (
    <Card
      title="Decision"
      side={
        <fieldset className="quick">
          <legend className="unseen">What to decide</legend>
          {offered.map(({ name, custom }) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === action.name}
              data-testid={`decide-${name}`}
              onClick={() => onChoose(name === 'reject' ? 'reject' : 'approve')}
            >
              {custom.label}
            </button>
          ))}
        </fieldset>
      }
    >
      <ActionBody
        key={action.name}
        resource={resource}
        record={record}
        action={action}
        onDone={onDecided}
        onRefused={onRefused}
      />
    </Card>
  );
};

const InvoiceCard: React.FC<{ invoice: PaymentRelated['invoice'] }> = ({ invoice }) =>
  invoice ? (
    <Card title="Invoice">
      <Facts
        columns={2}
        facts={{
          Number: (
            <RecordLink resource="invoices" id={invoice.id}>
              {invoice.number ?? 'Draft'}
            </RecordLink>
          ),
          Total: <Money minor={invoice.total} currency={invoice.currency} />,
          Due: <Money minor={invoice.amountDue} currency={invoice.currency} strong />,
          'Due date': <Day on={invoice.dueDate} />,
        }}
      />
    </Card>
  ) : null;

function usePayment(id: string) {
  const [record, setRecord] = React.useState<PaymentRecord | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const load = React.useCallback(async () => {
    try {
      const answer = await call<{ record?: PaymentRecord }>(recordPath('payments', id, 'show'));
      if (answer.record?.id) setRecord(answer.record);
      else setFailure('There is no such payment.');
    } catch (error) {
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
    }
  }, [id]);
  React.useEffect(() => void load(), [load]);
  return { record, failure, load };
}
