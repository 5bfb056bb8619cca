import React from 'react';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { Badge, Card, Code, Facts, Money, RecordLink, When } from '../kit/ui';
import { wordFor } from '../kit/words';

/** A gateway's word that our books cannot explain. */
const ExceptionDetails: React.FC<ScreenProps> = ({ record }) => {
  const { params } = record;
  const link = (resource: string, id: unknown) =>
    id ? (
      <RecordLink resource={resource} id={text(id)}>
        {text(id)}
      </RecordLink>
    ) : null;
  return (
    <div className="page">
      <PageHeader
        title={wordFor(text(params['kind']))}
        back={{ to: '/admin/resources/exceptions', label: 'Exceptions' }}
        badge={<Badge value={text(params['status'])} />}
      />
      <p className="hint warn">{text(params['detail'])}</p>
      <Card title="Exception">
        <Facts
          columns={2}
          facts={{
            Gateway: text(params['gateway']),
            Object: <Code>{params['objectId']}</Code>,
            Amount: <Money minor={params['amount']} currency={params['currency']} />,
            Payment: link('payments', params['paymentId']),
            Account: link('accounts', params['accountId']),
            Found: <When at={params['createdAt']} />,
            Resolved: <When at={params['resolvedAt']} />,
            Resolution: text(params['resolution']),
          }}
        />
      </Card>
    </div>
  );
};

export default ExceptionDetails;
