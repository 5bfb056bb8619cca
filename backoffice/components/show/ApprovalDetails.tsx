import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { figureText } from '../kit/approvals';
import { moneyText } from '../kit/money';
import { Badge, Card, Code, Facts, type LogEntry, RecordLink, Timeline, When } from '../kit/ui';
import { wordFor } from '../kit/words';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

interface Related {
  readonly requestedBy: Person;
  readonly decidedBy: Person | null;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly subject: string;
  readonly changes: readonly {
    readonly label: string;
    readonly value: string;
    readonly before: string | null;
    readonly isMoney: boolean;
  }[];
  readonly log: readonly LogEntry[];
}

type Props = ScreenProps<Related>;

/** A request for approval: what is to be done, how much, whose account, why, and who asked. */
const ApprovalDetails: React.FC<Props> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const isWaiting = params['status'] === 'requested';
  const mayDecide = record.recordActions.some((action) => action.name === 'approve');
  return (
    <div className="page">
      <PageHeader
        title={wordFor(text(params['action']))}
        back={{ to: '/admin/resources/approvals', label: 'Approvals' }}
        badge={<Badge value={text(params['status'])} />}
        lead={`Asked for by ${related.requestedBy.name}.`}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {isWaiting && !mayDecide ? (
        <p className="hint info">Somebody else must decide. Who asks may not approve.</p>
      ) : null}
      {params['status'] === 'failed' ? (
        <p className="hint warn">
          <strong>It was approved but could not be carried out.</strong> Nothing has been done.
        </p>
      ) : null}
      <div className="columns">
        <div>
          <Deed record={record} />
          <Card title="History">
            <Timeline entries={related.log} empty="Nothing has been recorded yet." />
          </Card>
        </div>
        <div>
          <Request record={record} />
          <Decision record={record} />
        </div>
      </div>
    </div>
  );
};

/** What would be done, as it was asked for: this and nothing else is carried out. */
const Deed: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const currency = text(params['currency']);
  const figure = figureText(params['amount'], params['currency']);
  const shown = (value: string, isMoney: boolean) =>
    isMoney && currency && value !== '' ? moneyText(value, currency) : value || '–';
  return (
    <Card title="What is to be done">
      {figure ? <p className="figure-big">{figure}</p> : null}
      <Facts
        facts={{
          Subject: <Subject record={record} />,
          ...Object.fromEntries(
            related.changes.map(({ label, value, before, isMoney }) => [
              label,
              before === null ? (
                shown(value, isMoney)
              ) : (
                <>
                  <del className="soft">{shown(before, isMoney)}</del> <ins>{shown(value, isMoney)}</ins>
                </>
              ),
            ]),
          ),
        }}
      />
    </Card>
  );
};

const SUBJECTS: Readonly<Record<string, string>> = {
  payment: 'payments',
  invoice: 'invoices',
  account: 'accounts',
};
const PAGES: Readonly<Record<string, string>> = {
  payment_method_config: '/admin/pages/payment-methods',
  approval_limit: '/admin/pages/approval-limits',
};

const Subject: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const type = text(record.params['subjectType']);
  const resource = SUBJECTS[type];
  const page = PAGES[type];
  const title = `${wordFor(type)} ${record.related.subject}`;
  if (resource)
    return (
      <RecordLink resource={resource} id={text(record.params['subjectId'])}>
        {title}
      </RecordLink>
    );
  return page ? (
    <Link className="link" to={page}>
      {title}
    </Link>
  ) : (
    <span>{title}</span>
  );
};

const Request: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const { account, requestedBy } = related;
  return (
    <Card title="Request">
      <Facts
        facts={{
          'Asked by': `${requestedBy.name} · ${requestedBy.email}`,
          When: <When at={params['createdAt']} />,
          Why: text(params['reason']),
          Account: account ? (
            <RecordLink resource="accounts" id={account.id}>
              {account.name}
            </RecordLink>
          ) : null,
          'Request id': <Code>{record.id}</Code>,
        }}
      />
    </Card>
  );
};

const Decision: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  if (!related.decidedBy) return null;
  return (
    <Card title="Decision">
      <Facts
        facts={{
          'Decided by': `${related.decidedBy.name} · ${related.decidedBy.email}`,
          When: <When at={params['decidedAt']} />,
          [params['status'] === 'approved' ? 'Note' : 'Reason']: text(params['decisionReason']),
        }}
      />
    </Card>
  );
};

export default ApprovalDetails;
