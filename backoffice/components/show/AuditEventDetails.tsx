import React from 'react';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { JsonCard } from '../kit/json';
import { numberText } from '../kit/money';
import { Card, Code, Facts, RecordLink, When } from '../kit/ui';
import { deedText, wordFor } from '../kit/words';

const SCREENS: Readonly<Record<string, string>> = {
  account: 'accounts',
  invoice: 'invoices',
  payment: 'payments',
  webhook_event: 'webhook-events',
  email: 'emails',
};

const AuditEventDetails: React.FC<ScreenProps<{ readonly actor: string }>> = ({ record }) => {
  const { params, related } = record;
  const screen = SCREENS[text(params['subjectType'])];
  const subject = text(params['subjectId']);
  return (
    <div className="page">
      <PageHeader
        title={deedText(text(params['action']))}
        back={{ to: '/admin/resources/audit-events', label: 'Audit log' }}
        badge={<span className="count">No. {numberText(text(params['number']))}</span>}
      />
      <div className="columns">
        <div>
          <Card title="What">
            <Facts
              facts={{
                Who: `${related.actor} (${wordFor(text(params['actorKind']))})`,
                When: <When at={params['createdAt']} />,
                Subject: screen ? (
                  <RecordLink resource={screen} id={subject}>
                    {subject}
                  </RecordLink>
                ) : (
                  <Code>{subject}</Code>
                ),
                Reason: text(params['reason']),
              }}
            />
          </Card>
          <JsonCard title="Before" json={params['before']} />
          <JsonCard title="After" json={params['after']} />
        </div>
        <div>
          <Card title="Proof">
            <Facts
              facts={{
                'Event id': <Code>{record.id}</Code>,
                Request: <Code>{params['requestId']}</Code>,
                Hash: <Code>{params['hash']}</Code>,
                'Hash before': <Code>{params['previousHash']}</Code>,
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

export default AuditEventDetails;
