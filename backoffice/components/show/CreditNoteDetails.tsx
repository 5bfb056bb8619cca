import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { type RecordJson, type ScreenProps, text } from '../kit/admin';
import { Icon } from '../kit/icons';
import { numberText, percentText } from '../kit/money';
import { Badge, Card, Code, Day, Facts, type LogEntry, Money, RecordLink, Table, Timeline } from '../kit/ui';
import { wordFor } from '../kit/words';

interface OfPayment {
  readonly id: string;
  readonly status: string;
  readonly payment: { readonly id: string; readonly reference: string | null };
}

interface Related {
  readonly account: { readonly id: string; readonly name: string };
  readonly invoice: { readonly id: string; readonly number: string | null; readonly status: string };
  readonly lines: readonly {
    readonly id: string;
    readonly description: string;
    readonly quantity: number;
    readonly unitAmount: string;
    readonly amount: string;
    readonly taxBasisPoints: number;
    readonly credits: string | null;
  }[];
  readonly taxes: readonly {
    readonly id: string;
    readonly name: string;
    readonly basisPoints: number;
    readonly amount: string;
  }[];
  readonly refund: (OfPayment & { readonly currency: string; readonly amount: string }) | null;
  readonly dispute: OfPayment | null;
  readonly credits: { readonly taken: string; readonly owed: string };
  readonly hasPdf: boolean;
  readonly log: readonly LogEntry[];
}

type Props = ScreenProps<Related>;

/** A credit note as a paper to read, and what became of the money and the credits. */
const CreditNoteDetails: React.FC<Props> = ({ record }) => {
  const { params, related } = record;
  return (
    <div className="page">
      <PageHeader
        title={text(params['number'])}
        back={{ to: '/admin/resources/credit-notes', label: 'Credit notes' }}
        badge={<Badge value={text(params['cause'])} />}
        lead={text(params['reason'])}
      >
        {related.hasPdf ? (
          <a
            className="button"
            href={`/v1/admin/credit-notes/${record.id}/pdf`}
            target="_blank"
            rel="noreferrer"
            data-testid="credit-note-pdf"
          >
            <Icon name="file" size={16} /> PDF
          </a>
        ) : null}
      </PageHeader>
      <div className="columns">
        <div>
          <Card title="Lines" flush>
            <Lines record={record} />
          </Card>
          <Card title="History">
            <Timeline entries={related.log} empty="Nothing has been recorded yet." />
          </Card>
        </div>
        <div>
          <WhatBecame record={record} />
          <Card title="Credit note">
            <Facts
              facts={{
                Invoice: (
                  <>
                    <RecordLink resource="invoices" id={related.invoice.id}>
                      {related.invoice.number}
                    </RecordLink>{' '}
                    <Badge value={related.invoice.status} />
                  </>
                ),
                Account: (
                  <RecordLink resource="accounts" id={related.account.id}>
                    {related.account.name}
                  </RecordLink>
                ),
                Issued: <Day on={params['issueDate']} />,
                Cause: wordFor(text(params['cause'])),
                Prices: params['pricesIncludeTax'] ? 'Tax included' : 'Tax on top',
                'Credit note id': <Code>{record.id}</Code>,
                Journal: (
                  <Link className="link" to={`/admin/resources/journal-entries?filters.q=${record.id}`}>
                    What was booked
                  </Link>
                ),
              }}
            />
          </Card>
        </div>
      </div>
    </div>
  );
};

const Lines: React.FC<{ record: RecordJson<Related> }> = ({ record: { params, related } }) => {
  const currency = text(params['currency']);
  const sums: readonly (readonly [label: string, minor: unknown, strong?: boolean])[] = [
    ['Net', params['subtotal']],
    ...related.taxes.map((tax) => [`${tax.name} ${percentText(tax.basisPoints)}`, tax.amount] as const),
    ['Total', params['total'], true],
  ];
  return (
    <Table
      label="Lines"
      rows={related.lines}
      columns={[
        {
          label: 'Description',
          cell: (line) => (
            <>
              {line.description}
              {line.credits ? <span className="soft block">{numberText(line.credits)} credits</span> : null}
            </>
          ),
        },
        {
          label: 'Quantity',
          isNumber: true,
          cell: (line) => <span className="figure">{numberText(line.quantity)}</span>,
        },
        {
          label: 'Tax',
          isNumber: true,
          cell: (line) => <span className="figure">{percentText(line.taxBasisPoints)}</span>,
        },
        {
          label: 'Amount',
          isNumber: true,
          cell: (line) => <Money minor={line.amount} currency={currency} />,
        },
      ]}
      foot={
        <tfoot>
          {sums.map(([label, minor, strong]) => (
            <tr key={label} className={strong ? 'sum strong' : 'sum'}>
              <th scope="row" colSpan={3}>
                {label}
              </th>
              <td className="number">
                <Money minor={minor} currency={currency} strong={strong ?? false} />
              </td>
            </tr>
          ))}
        </tfoot>
      }
    />
  );
};

/** Where the money went, and what was taken of the credits. */
const WhatBecame: React.FC<{ record: RecordJson<Related> }> = ({ record: { params, related } }) => {
  const { refund, dispute, credits } = related;
  const currency = params['currency'];
  const isSome = (minor: unknown) => minor !== '0' && minor !== null && minor !== undefined;
  return (
    <Card title="What became of it">
      <p className="figure-big">
        <Money minor={params['total']} currency={currency} />
        <span className="soft"> credited</span>
      </p>
      <Facts
        facts={{
          ...(isSome(params['appliedToDue'])
            ? { 'Less due on the invoice': <Money minor={params['appliedToDue']} currency={currency} /> }
            : {}),
          ...(isSome(params['toAccount'])
            ? { 'To the money on account': <Money minor={params['toAccount']} currency={currency} /> }
            : {}),
          ...(refund
            ? {
                'Paid back': (
                  <>
                    <Money minor={refund.amount} currency={refund.currency} /> <Badge value={refund.status} />{' '}
                    <RecordLink resource="payments" id={refund.payment.id}>
                      {refund.payment.reference ?? 'the payment'}
                    </RecordLink>
                  </>
                ),
              }
            : {}),
          ...(dispute
            ? {
                'Charged back': (
                  <>
                    <Badge value={dispute.status} />{' '}
                    <RecordLink resource="payments" id={dispute.payment.id}>
                      {dispute.payment.reference ?? 'the payment'}
                    </RecordLink>
                  </>
                ),
              }
            : {}),
          ...(isSome(credits.taken)
            ? { 'Credits taken back': <span className="figure">{numberText(credits.taken)}</span> }
            : {}),
          ...(isSome(credits.owed)
            ? { 'Credits spent and owed': <span className="figure">{numberText(credits.owed)}</span> }
            : {}),
        }}
      />
    </Card>
  );
};

export default CreditNoteDetails;
