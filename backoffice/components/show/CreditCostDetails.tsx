import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { numberText } from '../kit/money';
import { Card, Code, Facts, type LogEntry, Timeline, When } from '../kit/ui';

interface Related {
  readonly holds: number;
  readonly log: readonly LogEntry[];
}

/** What one unit of an operation costs, and who changed it. */
const CreditCostDetails: React.FC<ScreenProps<Related>> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const isActive = params['isActive'] === true || params['isActive'] === 'true';
  return (
    <div className="page">
      <PageHeader
        title={record.title}
        back={{ to: '/admin/resources/credit-costs', label: 'Credit costs' }}
        badge={
          <span className={`badge badge-${isActive ? 'ok' : 'mute'}`}>
            {isActive ? 'In use' : 'Not in use'}
          </span>
        }
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      <div className="columns">
        <div>
          <Card title="History">
            <Timeline entries={related.log} empty="The price has not been changed since it was set up." />
          </Card>
        </div>
        <div>
          <Card title="Price">
            <p className="figure-big">
              {numberText(text(params['credits']))} <small>credits per {text(params['unit'])}</small>
            </p>
            <Facts
              facts={{
                Operation: <Code>{params['operation']}</Code>,
                'Work under way at the price set aside': String(related.holds),
                Changed: <When at={params['updatedAt']} />,
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

export default CreditCostDetails;
