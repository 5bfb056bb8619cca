import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { moneyText, numberText } from '../kit/money';
import { Badge, Card, Code, Facts, Money, RecordLink, Timeline, When } from '../kit/ui';
import { instantText, wordFor } from '../kit/words';
import { JournalCard } from './JournalTable';
import { Exceptions, Papers, PaymentCard, type ReversalRelated } from './Reversal';

interface Related extends ReversalRelated {
  readonly frozen: readonly { readonly id: string; readonly granted: string; readonly remaining: string }[];
}

type Params = ScreenProps['record']['params'];

/** A dispute: until when it is to be answered, where its money is, which credits it holds. */
const DisputeDetails: React.FC<ScreenProps<Related>> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const currency = text(params['currency']);
  const frozen = related.frozen.reduce((sum, { remaining }) => sum + BigInt(remaining), 0n);
  return (
    <div className="page">
      <PageHeader
        title={`Dispute about ${moneyText(text(params['amount']), currency)}`}
        back={{ to: '/admin/resources/disputes', label: 'Disputes' }}
        badge={<Badge value={text(params['status'])} />}
        lead={fundsText(params)}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {params['status'] === 'needs_response' ? (
        <p className="hint warn">
          <strong>
            {params['evidenceDueBy']
              ? `To be answered by ${instantText(text(params['evidenceDueBy']))} (UTC).`
              : 'To be answered.'}
          </strong>{' '}
          Send your evidence at the gateway; what it decides arrives here by itself.
        </p>
      ) : null}
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
          <Card title="Dispute">
            <p className="figure-big">
              <Money minor={params['amount']} currency={currency} />
            </p>
            <Facts
              facts={{
                'The payer’s reason': wordFor(text(params['reason'])),
                Opened: <When at={params['createdAt']} />,
                'Answer by': <When at={params['evidenceDueBy']} />,
                'Money withdrawn': <When at={params['withdrawnAt']} />,
                'Money given back': <When at={params['reinstatedAt']} />,
                'Fee of the gateway': <Money minor={params['gatewayFee']} currency={currency} />,
                Decided: <When at={params['closedAt']} />,
                'Credits frozen':
                  related.frozen.length > 0 ? `${numberText(String(frozen))} of what it bought` : null,
                'Gateway’s id': <Code>{params['stripeDisputeId'] ?? params['paypalDisputeId']}</Code>,
                'Dispute id': <Code>{record.id}</Code>,
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

/** Where the money is. */
function fundsText(params: Params): string {
  const isHeld = params['withdrawnAt'] && !params['reinstatedAt'];
  if (params['status'] === 'lost' && isHeld)
    return 'Lost: the money is gone, the sale is credited and its credits are taken back.';
  if (params['status'] === 'won' && params['withdrawnAt'])
    return 'Won: the money is back and the credits are free again.';
  if (isHeld)
    return 'The gateway holds the money back until it is decided; the credits that it bought are frozen.';
  return 'The gateway has not withdrawn any money.';
}

export default DisputeDetails;
