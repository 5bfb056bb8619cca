import React from 'react';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { Card, Code, Facts, Money, RecordLink, Table, When } from '../kit/ui';

interface Related {
  readonly lines: readonly {
    readonly position: number;
    readonly ledgerCode: string;
    readonly currency: string;
    readonly amount: string;
    readonly ledger: { readonly name: string };
  }[];
  readonly account: { readonly id: string; readonly name: string } | null;
}

/** Screens of the rows that entries come from, by the prefix of their ids. */
const SCREENS: Readonly<Record<string, string>> = { inv: 'invoices', pay: 'payments' };

const JournalEntryDetails: React.FC<ScreenProps<Related>> = ({ record }) => {
  const { params, related } = record;
  const source = text(params['sourceId']);
  const screen = SCREENS[source.slice(0, 3)];
  return (
    <div className="page">
      <PageHeader
        title={text(params['description'])}
        back={{ to: '/admin/resources/journal-entries', label: 'Journal' }}
      />
      <Card title="Lines" flush>
        <Table
          label="Lines"
          rows={related.lines.map((line) => ({ ...line, id: String(line.position) }))}
          columns={[
            { label: 'Account', cell: (line) => <Code>{line.ledgerCode}</Code> },
            { label: 'Name', cell: (line) => line.ledger.name },
            { label: 'Debit', isNumber: true, cell: (line) => side(line, true) },
            { label: 'Credit', isNumber: true, cell: (line) => side(line, false) },
          ]}
        />
      </Card>
      <Card title="Entry">
        <Facts
          columns={2}
          facts={{
            Kind: <Code>{params['kind']}</Code>,
            Booked: <When at={params['occurredAt']} />,
            Source: screen ? (
              <RecordLink resource={screen} id={source}>
                {source}
              </RecordLink>
            ) : (
              <Code>{source}</Code>
            ),
            Account: related.account ? (
              <RecordLink resource="accounts" id={related.account.id}>
                {related.account.name}
              </RecordLink>
            ) : null,
          }}
        />
      </Card>
    </div>
  );
};

function side({ amount, currency }: Related['lines'][number], debit: boolean): React.ReactNode {
  const isDebit = !amount.startsWith('-');
  return isDebit === debit ? <Money minor={amount.replace('-', '')} currency={currency} /> : '';
}

export default JournalEntryDetails;
