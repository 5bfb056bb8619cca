import React from 'react';
import type { RecordJson } from '../kit/admin';
import { Badge, Card, Code, Day, Empty, Money, RecordLink, Table, When } from '../kit/ui';
import { wordFor } from '../kit/words';
import type { InvoiceRelated } from './related';

type Props = { readonly record: RecordJson<InvoiceRelated> };

/** What settled the invoice, row by row, and what was taken out again. */
export const PaidBy: React.FC<Props> = ({ record: { params, related } }) => {
  const { allocations } = related;
  const currency = params['currency'];
  return (
    <Card title="Paid by" flush>
      {allocations.length === 0 ? (
        <Empty>Nothing has been paid on it yet.</Empty>
      ) : (
        <Table
          label="Paid by"
          rows={allocations}
          columns={[
            { label: 'When', cell: (row) => <When at={row.createdAt} /> },
            {
              label: 'What',
              cell: (row) =>
                row.reversesId ? `Taken back: ${wordFor(row.kind).toLowerCase()}` : ALLOCATIONS[row.kind],
            },
            {
              label: 'Payment',
              cell: (row) =>
                row.payment ? (
                  <RecordLink resource="payments" id={row.payment.id}>
                    {row.payment.reference ?? wordFor(row.payment.method)}
                  </RecordLink>
                ) : (
                  'Money on account'
                ),
            },
            {
              label: 'Amount',
              isNumber: true,
              cell: (row) => <Money minor={row.amount} currency={currency} />,
            },
          ]}
          foot={
            <tfoot>
              <tr className="sum strong">
                <th scope="row" colSpan={3}>
                  Paid
                </th>
                <td className="number">
                  <Money minor={params['amountPaid']} currency={currency} strong />
                </td>
              </tr>
            </tfoot>
          }
        />
      )}
    </Card>
  );
};

const ALLOCATIONS: Readonly<Record<string, string>> = {
  cash: 'Payment',
  bank_fee: 'Bank fee within the tolerance',
  withholding: 'Tax withheld by the customer',
  account: 'Used from the account',
};

export const CreditNotes: React.FC<Props> = ({ record: { related } }) =>
  related.creditNotes.length === 0 ? null : (
    <Card title="Credit notes" flush>
      <Table
        label="Credit notes"
        rows={related.creditNotes}
        columns={[
          {
            label: 'Number',
            cell: (note) => (
              <RecordLink resource="credit-notes" id={note.id}>
                <Code>{note.number}</Code>
              </RecordLink>
            ),
          },
          { label: 'Issued', cell: (note) => <Day on={note.issueDate} /> },
          { label: 'Reason', cell: (note) => note.reason },
          {
            label: 'Total',
            isNumber: true,
            cell: (note) => <Money minor={note.total} currency={note.currency} />,
          },
        ]}
      />
    </Card>
  );

/** Which invoice it replaces, and which one replaces it. */
export const Corrections: React.FC<Props> = ({ record: { related } }) => {
  const { corrects, correctedBy } = related;
  if (!corrects && correctedBy.length === 0) return null;
  const link = (other: { id: string; number: string | null; status: string }) => (
    <React.Fragment key={other.id}>
      <RecordLink resource="invoices" id={other.id}>
        {other.number ?? 'a draft'}
      </RecordLink>{' '}
      <Badge value={other.status} />{' '}
    </React.Fragment>
  );
  return (
    <p className="hint info" data-testid="corrections">
      {corrects ? <>It replaces {link(corrects)}</> : null}
      {correctedBy.length > 0 ? <>It was credited and is replaced by {correctedBy.map(link)}</> : null}
    </p>
  );
};
