import React from 'react';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { Badge, Card, Code, Facts, RecordLink, When } from '../kit/ui';

/** A mail as it was sent. Its HTML runs in a sandboxed frame with its own address: no scripts, nothing loaded from outside. */
const EmailDetails: React.FC<ScreenProps> = ({ record }) => {
  const { params } = record;
  const [view, setView] = React.useState<'html' | 'text'>('html');
  const views = (
    <fieldset className="quick">
      <legend className="unseen">View</legend>
      <button type="button" aria-pressed={view === 'html'} onClick={() => setView('html')}>
        As it looks
      </button>
      <button type="button" aria-pressed={view === 'text'} onClick={() => setView('text')}>
        Text
      </button>
    </fieldset>
  );
  return (
    <div className="page">
      <PageHeader
        title={text(params['subject'])}
        back={{ to: '/admin/resources/emails', label: 'E-mails' }}
        badge={<Badge value={text(params['status'])} />}
      />
      <div className="columns">
        <div>
          <Card title="Message" side={views}>
            {view === 'html' ? (
              <iframe
                className="mail"
                title={`Mail: ${text(params['subject'])}`}
                sandbox=""
                src={`/admin/email-preview/${record.id}`}
              />
            ) : (
              <pre className="mail-text" data-testid="mail-text">
                {text(params['text'])}
              </pre>
            )}
          </Card>
        </div>
        <div>
          <Card title="Delivery">
            <Facts
              facts={{
                To: text(params['toAddress']),
                Kind: <Code>{params['template']}</Code>,
                Language: text(params['locale']),
                Account: params['account'] ? (
                  <RecordLink resource="accounts" id={text(params['account'])}>
                    {titleOf(record)}
                  </RecordLink>
                ) : null,
                Written: <When at={params['createdAt']} />,
                Sent: <When at={params['sentAt']} />,
                Attempts: text(params['attempts']),
                'Last error': params['lastError'] ? (
                  <span className="bad">{text(params['lastError'])}</span>
                ) : null,
                'Provider id': <Code>{params['providerMessageId']}</Code>,
                'Mail id': <Code>{record.id}</Code>,
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

function titleOf(record: ScreenProps['record']): string {
  const account = record.populated['account'];
  return typeof account === 'object' && account !== null ? account.title : text(record.params['account']);
}

export default EmailDetails;
