import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { resourceOf } from '../kit/admin';
import { CallFailed, call, isAborted } from '../kit/api';
import { moneyText, numberText } from '../kit/money';
import { Age, Badge, Card, Code, Day, Empty, Money, RecordLink, Skeleton, Table } from '../kit/ui';
import { dateText, wordFor } from '../kit/words';
import { Trend, type TrendSeries } from './Trend';

interface PaymentRow {
  readonly id: string;
  readonly method: string;
  readonly status: string;
  readonly currency: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly createdAt: string;
  readonly ageHours?: number;
  readonly account: { readonly id: string; readonly name: string };
  readonly invoice: { readonly id: string; readonly number: string | null } | null;
}

interface Figures {
  readonly month: string;
  readonly accounts: number;
  readonly newAccounts: number;
  readonly subscriptions: number;
  readonly revenue: readonly { readonly currency: string; readonly amount: string }[];
  readonly credits: { readonly issued: string; readonly used: string };
  readonly waiting: number;
  readonly queue: readonly PaymentRow[];
  readonly recent: readonly PaymentRow[];
  readonly attention: Readonly<
    Record<
      | 'approvals'
      | 'failedWebhooks'
      | 'unmatchedWebhooks'
      | 'failedEmails'
      | 'exceptions'
      | 'overdueInvoices',
      number
    >
  > & { readonly yesterday: string };
  readonly trend: readonly TrendSeries[];
}

const Dashboard: React.FC = () => {
  const [figures, setFigures] = React.useState<Figures | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  React.useEffect(() => {
    const leaving = new AbortController();
    const load = () =>
      call<Figures>('/dashboard', { signal: leaving.signal }).then(setFigures, (error: unknown) => {
        if (!isAborted(error))
          setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
      });
    void load();
    const comeBack = () => document.visibilityState === 'visible' && void load();
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      leaving.abort();
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, []);
  return (
    <div className="page">
      <PageHeader
        title="Dashboard"
        lead={figures ? `This month means since ${dateText(figures.month)}, UTC.` : 'Loading…'}
      />
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {figures ? <Content figures={figures} /> : failure ? null : <Skeleton rows={10} />}
    </div>
  );
};

const Content: React.FC<{ figures: Figures }> = ({ figures }) => (
  <>
    <div className="cards">
      <Figure title="Accounts" note={`${numberText(figures.newAccounts)} new this month`}>
        {numberText(figures.accounts)}
      </Figure>
      <Figure title="Active subscriptions" note="trials and past due included">
        {numberText(figures.subscriptions)}
      </Figure>
      <Figure title="Revenue this month" note="received, less refunds">
        {figures.revenue.length === 0
          ? '–'
          : figures.revenue.map(({ currency, amount }) => (
              <span key={currency}>{moneyText(amount, currency)}</span>
            ))}
      </Figure>
      <Figure title="Credits this month" note={`${numberText(figures.credits.used)} used`}>
        {numberText(figures.credits.issued)} <small>issued</small>
      </Figure>
    </div>
    <div className="columns">
      <div>
        <Card
          title={`Waiting for approval (${figures.waiting})`}
          side={listLink('payments', { status: 'pending_approval' }, 'Payment desk')}
          flush
        >
          {figures.queue.length === 0 ? (
            <Empty>No payment waits for a decision.</Empty>
          ) : (
            <Queue rows={figures.queue} />
          )}
        </Card>
        <Card title="Revenue by week">
          <Trend series={figures.trend} />
        </Card>
        <Card title="Recent payments" side={listLink('payments', {}, 'All payments')} flush>
          {figures.recent.length === 0 ? (
            <Empty>Nobody has paid anything yet.</Empty>
          ) : (
            <Recent rows={figures.recent} />
          )}
        </Card>
      </div>
      <div>
        <Attention figures={figures} />
      </div>
    </div>
  </>
);

const Figure: React.FC<{ title: string; note: string; children: React.ReactNode }> = ({
  title,
  note,
  children,
}) => (
  <section className="card figure-card" aria-label={title}>
    <h2>{title}</h2>
    <p className="figure-big">{children}</p>
    <p className="soft">{note}</p>
  </section>
);

const listAddress = (resource: string, filter: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(
    Object.entries(filter).map(([name, value]) => [`filters.${name}`, value]),
  ).toString();
  return `/admin/resources/${resource}${query === '' ? '' : `?${query}`}`;
};

const listLink = (resource: string, filter: Readonly<Record<string, string>>, label: string) => (
  <Link className="link" to={listAddress(resource, filter)}>
    {label}
  </Link>
);

const account = {
  label: 'Account',
  cell: (row: PaymentRow) => (
    <RecordLink resource="accounts" id={row.account.id}>
      {row.account.name}
    </RecordLink>
  ),
};
const amount = {
  label: 'Amount',
  isNumber: true,
  cell: (row: PaymentRow) => <Money minor={row.amount} currency={row.currency} />,
};

const Queue: React.FC<{ rows: readonly PaymentRow[] }> = ({ rows }) => (
  <Table
    label="Payments waiting for approval"
    rows={rows}
    columns={[
      {
        label: 'Reference',
        cell: (row) => (
          <RecordLink resource="payments" id={row.id}>
            {row.reference ?? row.invoice?.number ?? row.id}
          </RecordLink>
        ),
      },
      account,
      { label: 'Method', cell: (row) => wordFor(row.method) },
      { label: 'Age', isNumber: true, cell: (row) => <Age hours={row.ageHours} isWaiting /> },
      amount,
    ]}
  />
);

const Recent: React.FC<{ rows: readonly PaymentRow[] }> = ({ rows }) => (
  <Table
    label="Recent payments"
    rows={rows}
    columns={[
      {
        label: 'When',
        cell: (row) => (
          <RecordLink resource="payments" id={row.id}>
            <Day on={row.createdAt} />
          </RecordLink>
        ),
      },
      account,
      { label: 'Invoice', cell: (row) => <Code>{row.invoice?.number}</Code> },
      { label: 'Status', cell: (row) => <Badge value={row.status} /> },
      amount,
    ]}
  />
);

const ATTENTION = [
  {
    name: 'approvals',
    one: 'request waits for your approval',
    many: 'requests wait for your approval',
    resource: 'approvals',
    filter: { waitingFor: 'me' },
  },
  {
    name: 'failedWebhooks',
    one: 'webhook failed',
    many: 'webhooks failed',
    resource: 'webhook-events',
    filter: { status: 'failed' },
  },
  {
    name: 'unmatchedWebhooks',
    one: 'webhook fits nothing of ours',
    many: 'webhooks fit nothing of ours',
    resource: 'webhook-events',
    filter: { status: 'unmatched' },
  },
  {
    name: 'failedEmails',
    one: 'e-mail failed',
    many: 'e-mails failed',
    resource: 'emails',
    filter: { status: 'failed' },
  },
  {
    name: 'exceptions',
    one: 'open exception',
    many: 'open exceptions',
    resource: 'exceptions',
    filter: { status: 'open' },
  },
  {
    name: 'overdueInvoices',
    one: 'overdue invoice',
    many: 'overdue invoices',
    resource: 'invoices',
    filter: { status: 'pending' },
  },
] as const;

const Attention: React.FC<{ figures: Figures }> = ({ figures }) => {
  const open = ATTENTION.filter(({ name, resource }) => figures.attention[name] > 0 && resourceOf(resource));
  return (
    <Card title="Needs attention">
      {open.length === 0 ? (
        <Empty>Nothing. Webhooks, mails and books are in order.</Empty>
      ) : (
        <ul className="stack attention">
          {open.map(({ name, one, many, resource, filter }) => (
            <li key={name}>
              <Link
                className="link"
                to={listAddress(
                  resource,
                  name === 'overdueInvoices'
                    ? { ...filter, 'dueDate~~to': figures.attention.yesterday }
                    : filter,
                )}
              >
                <strong className="figure">{numberText(figures.attention[name])}</strong>{' '}
                {figures.attention[name] === 1 ? one : many}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
};

export default Dashboard;
