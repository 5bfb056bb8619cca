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
  /** The paper or payment that it was booked for. */
  readonly source: { readonly resource: string; readonly id: string; readonly title: string } | null;
}

const JournalEntryDetails: React.FC<ScreenProps<Related>> = ({ record }) => {
  const { params, related } = record;
  const { source } = related;
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
          foot={
            <tfoot>
              <tr className="sum strong">
                <th scope="row" colSpan={2}>
                  Total
                </th>
                {[true, false].map((debit) => (
                  <td key={String(debit)} className="number">
                    {sumsOf(related.lines, debit).map(([currency, sum]) => (
                      <Money key={currency} minor={sum} currency={currency} strong />
                    ))}
                  </td>
                ))}
              </tr>
            </tfoot>
          }
        />
      </Card>
      <Card title="Entry">
        <Facts
          columns={2}
          facts={{
            Kind: <Code>{params['kind']}</Code>,
            Booked: <When at={params['occurredAt']} />,
            'Booked for': source ? (
              <RecordLink resource={source.resource} id={source.id}>
                {source.title}
              </RecordLink>
            ) : null,
            Source: <Code>{params['sourceId']}</Code>,
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

/** Per currency, since no two are ever added. */
function sumsOf(lines: Related['lines'], debit: boolean): [currency: string, sum: bigint][] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of lines) {
    const isDebit = !amount.startsWith('-');
    const size = BigInt(amount.replace('-', ''));
    if (isDebit === debit) sums.set(currency, (sums.get(currency) ?? 0n) + size);
  }
  return [...sums];
}

export default JournalEntryDetails;
