import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { percentText } from '../kit/money';
import { Badge, Card, Code, Day, Empty, Facts, type LogEntry, RecordLink, Table, Timeline } from '../kit/ui';
import { countryText } from '../kit/words';

interface Related {
  readonly lastDay: string | null;
  readonly prices: string;
  readonly state: string;
  readonly others: readonly {
    readonly id: string;
    readonly name: string;
    readonly basisPoints: number;
    readonly validFrom: string;
    readonly lastDay: string | null;
  }[];
  readonly log: readonly LogEntry[];
}

/** A tax rate with the others of its place, so that a gap or a change is seen. */
const TaxRateDetails: React.FC<ScreenProps<Related>> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const place = [text(params['region']), countryText(text(params['country']))].filter(Boolean).join(', ');
  return (
    <div className="page">
      <PageHeader
        title={`${text(params['name'])} ${percentText(Number(params['basisPoints']))}, ${place}`}
        back={{ to: '/admin/resources/tax-rates', label: 'Tax rates' }}
        badge={<Badge value={related.state} />}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      <Card title="Rate">
        <Facts
          columns={2}
          facts={{
            Place: place,
            'Printed as': text(params['name']),
            Rate: <span className="figure">{percentText(Number(params['basisPoints']))}</span>,
            Prices: related.prices === 'Included' ? 'Tax is within the prices' : 'Tax is put on top',
            'First day': <Day on={params['validFrom']} />,
            'Last day': related.lastDay ? <Day on={related.lastDay} /> : 'No end is known',
            'Rate id': <Code>{record.id}</Code>,
          }}
        />
      </Card>
      <Card title="Other rates of this place" flush>
        {related.others.length === 0 ? (
          <Empty>There is no other.</Empty>
        ) : (
          <Table
            label="Other rates of this place"
            rows={related.others}
            columns={[
              {
                label: 'Name',
                cell: (rate) => (
                  <RecordLink resource="tax-rates" id={rate.id}>
                    {rate.name}
                  </RecordLink>
                ),
              },
              {
                label: 'Rate',
                isNumber: true,
                cell: (rate) => <span className="figure">{percentText(rate.basisPoints)}</span>,
              },
              { label: 'From', cell: (rate) => <Day on={rate.validFrom} /> },
              {
                label: 'Last day',
                cell: (rate) => (rate.lastDay ? <Day on={rate.lastDay} /> : 'No end is known'),
              },
            ]}
          />
        )}
      </Card>
      <Card title="History">
        <Timeline entries={related.log} empty="It came with the first rates and was not changed since." />
      </Card>
    </div>
  );
};

export default TaxRateDetails;
