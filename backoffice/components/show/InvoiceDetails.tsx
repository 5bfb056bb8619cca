import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { Icon } from '../kit/icons';
import { numberText, percentText } from '../kit/money';
import { Badge, Card, Code, Day, Empty, Facts, Money, RecordLink, Table, Timeline, When } from '../kit/ui';
import { ageText } from '../kit/words';
import { Corrections, CreditNotes, PaidBy } from './InvoiceMoney';
import type { InvoiceRelated } from './related';
import { PaymentsTable } from './tables';

type Props = ScreenProps<InvoiceRelated>;

/** An invoice as a paper to read, with everything that happened to it. */
const InvoiceDetails: React.FC<Props> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const isDraft = params['status'] === 'draft';
  return (
    <div className="page">
      <PageHeader
        title={params['number'] ? text(params['number']) : 'Draft invoice'}
        back={{ to: '/admin/resources/invoices', label: 'Invoices' }}
        badge={<Badge value={text(params['status'])} />}
      >
        {isDraft ? null : (
          <a
            className="button"
            href={`/v1/admin/invoices/${record.id}/pdf`}
            target="_blank"
            rel="noreferrer"
            data-testid="invoice-pdf"
          >
            <Icon name="file" size={16} /> PDF
          </a>
        )}
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {params['voidReason'] ? (
        <p className="hint warn">
          <strong>Void:</strong> {text(params['voidReason'])}
        </p>
      ) : null}
      {params['uncollectibleReason'] ? (
        <p className="hint warn">
          <strong>Written off:</strong> {text(params['uncollectibleReason'])}
        </p>
      ) : null}
      <Corrections record={record} />
      <div className="columns">
        <div>
          <Card title="Lines" flush>
            <Lines record={record} />
          </Card>
          {isDraft ? null : <PaidBy record={record} />}
          <CreditNotes record={record} />
          {isDraft ? null : (
            <Card title="Payments" flush>
              <PaymentsTable payments={related.payments} empty="Nobody has tried to pay this invoice yet." />
            </Card>
          )}
          <Card title="History">
            <Timeline entries={related.log} empty="Nothing has been recorded yet." />
          </Card>
        </div>
        <div>
          <State record={record} />
          <Buyer record={record} />
          <Mails related={related} />
        </div>
      </div>
    </div>
  );
};

const Lines: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const currency = text(params['currency']);
  const money = (minor: unknown, strong = false) => (
    <Money minor={minor} currency={currency} strong={strong} />
  );
  const sums: readonly (readonly [label: string, minor: unknown, strong?: boolean])[] = [
    ['Subtotal', params['subtotal']],
    ...(params['discount'] && params['discount'] !== '0'
      ? [['Discount', `-${text(params['discount'])}`] as const]
      : []),
    ...related.taxes.map((tax) => [`${tax.name} ${percentText(tax.basisPoints)}`, tax.amount] as const),
    ['Total', params['total'], true],
    ['Paid', params['amountPaid']],
    ...(params['amountCredited'] && params['amountCredited'] !== '0'
      ? [['Credited', params['amountCredited']] as const]
      : []),
    ['Due', params['amountDue'], true],
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
              {line.discount === '0' ? null : (
                <span className="soft block">Discount {money(`-${line.discount}`)}</span>
              )}
            </>
          ),
        },
        {
          label: 'Quantity',
          isNumber: true,
          cell: (line) => <span className="figure">{numberText(line.quantity)}</span>,
        },
        { label: 'Unit price', isNumber: true, cell: (line) => money(line.unitAmount) },
        {
          label: 'Tax',
          isNumber: true,
          cell: (line) => <span className="figure">{percentText(line.taxBasisPoints)}</span>,
        },
        { label: 'Amount', isNumber: true, cell: (line) => money(line.amount) },
      ]}
      foot={
        <tfoot>
          {sums.map(([label, minor, strong]) => (
            <tr key={label} className={strong ? 'sum strong' : 'sum'}>
              <th scope="row" colSpan={4}>
                {label}
              </th>
              <td className="number">{money(minor, strong)}</td>
            </tr>
          ))}
        </tfoot>
      }
    />
  );
};

const State: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const isDraft = params['status'] === 'draft';
  return (
    <Card title="State">
      <p className="figure-big">
        <Money minor={params['amountDue']} currency={params['currency']} />
        <span className="soft"> {isDraft ? 'in all, until it is issued' : 'due'}</span>
      </p>
      {related.daysOverdue ? (
        <p className="age age-bad" data-testid="overdue">
          {ageText(related.daysOverdue * 24)} overdue
        </p>
      ) : null}
      <Facts
        facts={{
          Issued: <Day on={params['issueDate']} />,
          Due: <Day on={params['dueDate']} />,
          Paid: <When at={params['paidAt']} />,
          'Payment reference': <Code>{params['paymentReference']}</Code>,
          ...onlyIf(params['uncollectibleAt'], {
            'Written off': <When at={params['uncollectibleAt']} />,
          }),
          ...onlyIf(params['lastPaymentFailedAt'], {
            'Last failed payment': <When at={params['lastPaymentFailedAt']} />,
          }),
          ...onlyIf(params['taxReason'], { 'Tax rule': <Code>{params['taxReason']}</Code> }),
          ...onlyIf(params['taxNote'], { 'Tax note': text(params['taxNote']) }),
          Prices: params['pricesIncludeTax'] ? 'Tax included' : 'Tax on top',
          ...onlyIf(params['notes'], { Notes: text(params['notes']) }),
          'Invoice id': <Code>{record.id}</Code>,
          Journal: isDraft ? null : (
            <Link className="link" to={`/admin/resources/journal-entries?filters.q=${record.id}`}>
              What was booked
            </Link>
          ),
        }}
      />
    </Card>
  );
};

/** What is not there is not spoken of. */
const onlyIf = (value: unknown, facts: Record<string, React.ReactNode>) => (value ? facts : {});

/** The buyer as frozen when the invoice was issued; a draft shows the account as it is. */
const Buyer: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { account, buyer } = record.related;
  const lines = buyer ? [buyer.name, ...buyer.lines] : [account.name];
  return (
    <Card
      title={buyer ? 'Billed to' : 'Account'}
      side={
        <RecordLink resource="accounts" id={account.id}>
          {account.name}
        </RecordLink>
      }
    >
      <address>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
      <Facts
        facts={{
          'Billing e-mail': buyer?.email ?? account.billingEmail,
          'Tax id': buyer?.taxId ? <Code>{buyer.taxId}</Code> : null,
        }}
      />
    </Card>
  );
};

const Mails: React.FC<{ related: InvoiceRelated }> = ({ related }) => (
  <Card title="E-mails">
    {related.mails.length === 0 ? (
      <Empty>No mail about this invoice.</Empty>
    ) : (
      <ul className="stack">
        {related.mails.map((mail) => (
          <li key={mail.id}>
            <RecordLink resource="emails" id={mail.id}>
              {mail.subject}
            </RecordLink>
            <span className="soft block">
              {mail.toAddress} · <When at={mail.createdAt} /> <Badge value={mail.status} />
            </span>
          </li>
        ))}
      </ul>
    )}
  </Card>
);

export default InvoiceDetails;
