import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { numberText } from '../kit/money';
import { Card, Code, Empty, Facts, Nothing, Table, When } from '../kit/ui';

interface Related {
  readonly holds: number;
  readonly changes: readonly {
    readonly id: string;
    readonly by: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly createdAt: string;
  }[];
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
          <Card title="Changes" flush>
            {related.changes.length === 0 ? (
              <Empty>The price has not been changed since it was set up.</Empty>
            ) : (
              <Table
                label="Changes"
                rows={related.changes}
                columns={[
                  { label: 'When', cell: (change) => <When at={change.createdAt} /> },
                  { label: 'By', cell: (change) => change.by },
                  { label: 'Credits before', isNumber: true, cell: ({ from }) => countOf(from) },
                  { label: 'Credits after', isNumber: true, cell: ({ to }) => countOf(to) },
                ]}
              />
            )}
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

const countOf = (credits: string | null) =>
  credits === null ? <Nothing /> : <span className="figure">{numberText(credits)}</span>;

export default CreditCostDetails;
