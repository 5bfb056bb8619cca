import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { exceptionWords } from '../kit/exceptions';
import { moneyText } from '../kit/money';
import { Badge, Card, Code, Facts, type LogEntry, Money, RecordLink, Timeline, When } from '../kit/ui';
import { wordFor } from '../kit/words';

interface Related {
  readonly payment: {
    readonly id: string;
    readonly status: string;
    readonly currency: string;
    readonly amount: string;
    readonly reference: string | null;
    readonly invoice: { readonly id: string; readonly number: string | null } | null;
  } | null;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly resolvedBy: { readonly name: string; readonly email: string } | null;
  readonly refundId: string | null;
  readonly disputeId: string | null;
  readonly log: readonly LogEntry[];
}

/** Something that our books cannot explain: what it means, what to do, and what was done. */
const ExceptionDetails: React.FC<ScreenProps<Related>> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const { payment, account } = related;
  const words = exceptionWords(text(params['kind']));
  const link = (to: string, id: string | null, label: string) =>
    id ? (
      <RecordLink resource={to} id={id}>
        {label}
      </RecordLink>
    ) : null;
  return (
    <div className="page">
      <PageHeader
        title={words.title}
        back={{ to: '/admin/resources/exceptions', label: 'Exceptions' }}
        badge={<Badge value={text(params['status'])} />}
        lead={words.meaning}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      <p className="hint warn">{text(params['detail'])}</p>
      <div className="columns">
        <div>
          {params['status'] === 'open' ? (
            <Card title="What to do">
              <p>{words.todo || 'Find out what happened, and say what was done.'}</p>
              {words.leadsToMoney && account ? (
                <p className="next-step">
                  <Link className="button small" to={`/admin/pages/money-on-account?account=${account.id}`}>
                    Money on account of {account.name}
                  </Link>
                </p>
              ) : null}
            </Card>
          ) : (
            <Card title="Resolution">
              <Facts
                facts={{
                  'What was done': text(params['resolution']),
                  By: related.resolvedBy
                    ? `${related.resolvedBy.name} · ${related.resolvedBy.email}`
                    : 'Countinghouse',
                  When: <When at={params['resolvedAt']} />,
                }}
              />
            </Card>
          )}
          <Card title="History">
            <Timeline entries={related.log} empty="Nobody has decided about it yet." />
          </Card>
        </div>
        <div>
          <Card title="Exception">
            <Facts
              facts={{
                Amount: <Money minor={params['amount']} currency={params['currency']} />,
                Payment: payment
                  ? link('payments', payment.id, moneyText(payment.amount, payment.currency))
                  : null,
                'Its status': payment ? <Badge value={payment.status} /> : null,
                Invoice: link(
                  'invoices',
                  payment?.invoice?.id ?? null,
                  payment?.invoice?.number ?? payment?.invoice?.id ?? '',
                ),
                Refund: link('refunds', related.refundId, 'Open the refund'),
                Dispute: link('disputes', related.disputeId, 'Open the dispute'),
                Account: link('accounts', account?.id ?? null, account?.name ?? ''),
                Gateway: wordFor(text(params['gateway'])),
                Object: <Code>{params['objectId']}</Code>,
                Kind: <Code>{params['kind']}</Code>,
                Found: <When at={params['createdAt']} />,
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

export default ExceptionDetails;
