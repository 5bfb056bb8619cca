import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { JsonCard } from '../kit/json';
import { Badge, Card, Code, Facts, When } from '../kit/ui';

const WebhookEventDetails: React.FC<ScreenProps> = ({ resource, record, refresh }) => {
  const { params } = record;
  return (
    <div className="page">
      <PageHeader
        title={text(params['type'])}
        back={{ to: '/admin/resources/webhook-events', label: 'Webhook events' }}
        badge={<Badge value={text(params['status'])} />}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {params['lastError'] ? (
        <p className="hint bad">
          <strong>Last error:</strong> {text(params['lastError'])}
        </p>
      ) : null}
      <div className="columns">
        <div>
          <JsonCard title="Payload" json={params['payload']} />
        </div>
        <div>
          <Card title="Event">
            <Facts
              facts={{
                Gateway: text(params['gateway']),
                Event: <Code>{params['eventId']}</Code>,
                Object: <Code>{params['objectId']}</Code>,
                Attempts: text(params['attempts']),
                Received: <When at={params['receivedAt']} />,
                'Worked off': <When at={params['processedAt']} />,
                'Our id': <Code>{record.id}</Code>,
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

export default WebhookEventDetails;
