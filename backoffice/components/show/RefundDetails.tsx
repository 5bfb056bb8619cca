import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { moneyText } from '../kit/money';
import { Badge, Card, Code, Facts, Money, RecordLink, Timeline, When } from '../kit/ui';
import { sourceText, wordFor } from '../kit/words';
import { JournalCard } from './JournalTable';
import { Exceptions, Papers, PaymentCard, type ReversalRelated } from './Reversal';

interface Related extends ReversalRelated {
  readonly requestedBy: { readonly name: string; readonly email: string } | null;
}

/** A refund: what was sent back and why, what became of it, what it did to invoices and credits. */
const RefundDetails: React.FC<ScreenProps<Related>> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const currency = text(params['currency']);
  return (
    <div className="page">
      <PageHeader
        title={`Refund of ${moneyText(text(params['amount']), currency)}`}
        back={{ to: '/admin/resources/refunds', label: 'Refunds' }}
        badge={<Badge value={text(params['status'])} />}
        lead={leadOf(params)}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      <Exceptions exceptions={related.exceptions} />
      <div className="columns">
        <div>
          <Papers related={related} />
          <JournalCard entries={related.journal} />
          <Card title="History">
            <Timeline entries={related.log} empty="Nothing has been recorded yet." />
          </Card>
        </div>
        <div>
          <Card title="Refund">
            <p className="figure-big">
              <Money minor={params['amount']} currency={currency} />
            </p>
            <Facts
              facts={{
                Of: sourceText(text(params['source'])),
                Reason: text(params['reason']),
                'Asked by': related.requestedBy
                  ? `${related.requestedBy.name} · ${related.requestedBy.email}`
                  : wordFor('made at the gateway'),
                Created: <When at={params['createdAt']} />,
                Booked: <When at={params['bookedAt']} />,
                Arrived: <When at={params['succeededAt']} />,
                Failed: params['failedAt'] ? <When at={params['failedAt']} /> : null,
                'Why it failed': params['failureCode'] ? wordFor(text(params['failureCode'])) : null,
                'Bank reference': <Code>{params['bankReference']}</Code>,
                'Gateway’s id': <Code>{params['stripeRefundId'] ?? params['paypalRefundId']}</Code>,
                'Refund id': <Code>{record.id}</Code>,
              }}
            />
          </Card>
          <PaymentCard payment={related.payment} />
          <Card title="Customer">
            <RecordLink resource="accounts" id={related.payment.account.id}>
              {related.payment.account.name}
            </RecordLink>
          </Card>
        </div>
      </div>
    </div>
  );
};

function leadOf(params: ScreenProps['record']['params']): string | null {
  if (params['status'] === 'pending')
    return params['bookedAt']
      ? 'The gateway has taken it on; it is booked and on its way.'
      : 'The gateway has not answered yet. Nothing is booked; it is asked again by itself.';
  if (params['status'] === 'failed' && params['bookedAt'])
    return 'It failed after it had been booked: the money is on the customer’s account, and the credit notes stand.';
  if (params['status'] === 'failed') return 'The gateway refused it. Nothing was booked.';
  return null;
}

export default RefundDetails;
