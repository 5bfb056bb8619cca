import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { useRecordAction } from '../forms/useRecordAction';
import { Badge, Card, Day, Empty, Money, Nothing, RecordLink, Table, When } from '../kit/ui';
import { entryText, wordFor } from '../kit/words';

const PAGE = '/admin/pages/money-on-account';

interface Named {
  readonly id: string;
  readonly number: string | null;
}

export interface OneAccount {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly status: string;
  };
  readonly balances: readonly { readonly currency: string; readonly balance: string }[];
  readonly entries: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: string;
    readonly balanceAfter: string;
    readonly currency: string;
    readonly createdAt: string;
    readonly payment: { readonly id: string; readonly reference: string | null } | null;
    readonly invoice: Named | null;
    readonly creditNote: Named | null;
  }[];
  readonly payments: readonly {
    readonly id: string;
    readonly method: string;
    readonly currency: string;
    readonly amountCaptured: string;
    readonly amountRefunded: string;
    readonly reference: string | null;
    readonly createdAt: string;
  }[];
  readonly invoices: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly status: string;
    readonly currency: string;
    readonly amountDue: string;
    readonly dueDate: string | null;
    readonly declaredPaymentId: string | null;
  }[];
  readonly pages: { readonly page: number; readonly pages: number; readonly total: number };
}

/** One account's money: what is there, what it could settle, how it can go back, and every movement. */
export const AccountMoney: React.FC<{ one: OneAccount; refresh: () => Promise<void> }> = ({
  one,
  refresh,
}) => {
  const { account, balances } = one;
  const { start, dialog } = useRecordAction(refresh);
  const has = balances.some(({ balance }) => balance !== '0');
  return (
    <div className="page">
      <PageHeader
        title={account.name}
        back={{ to: PAGE, label: 'Money on account' }}
        badge={<Badge value={account.status} />}
        lead="Money on account"
      >
        <Link className="button" to={`/admin/resources/accounts/records/${account.id}/show`}>
          Open the account
        </Link>
      </PageHeader>
      <div className="columns">
        <div>
          {has ? (
            <>
              <OpenInvoices
                invoices={one.invoices}
                onUse={(id) => void start('invoices', id, 'applyBalance')}
              />
              <WaysBack
                payments={one.payments}
                onPay={(id) => void start('payments', id, 'refund', { source: 'account' })}
              />
            </>
          ) : null}
          <Entries one={one} />
        </div>
        <div>
          <Card title="On account now">
            {balances.length === 0 ? <Empty>Nothing.</Empty> : null}
            {balances.map(({ currency, balance }) => (
              <p key={currency} className="figure-big" data-testid={`balance-${currency}`}>
                <Money minor={balance} currency={currency} />
              </p>
            ))}
          </Card>
        </div>
      </div>
      {dialog}
    </div>
  );
};

const OpenInvoices: React.FC<{ invoices: OneAccount['invoices']; onUse: (id: string) => void }> = ({
  invoices,
  onUse,
}) => (
  <Card title="Use it for an invoice" flush>
    {invoices.length === 0 ? (
      <Empty>Nothing is due on any invoice in these currencies.</Empty>
    ) : (
      <Table
        label="Invoices that are due"
        rows={invoices}
        columns={[
          {
            label: 'Invoice',
            cell: (invoice) => (
              <RecordLink resource="invoices" id={invoice.id}>
                {invoice.number ?? 'Draft'}
              </RecordLink>
            ),
          },
          { label: 'Due date', cell: (invoice) => <Day on={invoice.dueDate} /> },
          {
            label: 'Due',
            isNumber: true,
            cell: (invoice) => <Money minor={invoice.amountDue} currency={invoice.currency} />,
          },
          {
            label: 'Use',
            cell: (invoice) =>
              invoice.declaredPaymentId ? (
                <RecordLink resource="payments" id={invoice.declaredPaymentId}>
                  A transfer waits
                </RecordLink>
              ) : (
                <button type="button" className="button small" onClick={() => onUse(invoice.id)}>
                  Use money…<span className="unseen"> for {invoice.number}</span>
                </button>
              ),
          },
        ]}
      />
    )}
  </Card>
);

/** Money goes back by way of a payment that came in: to its card, or by a transfer that staff make. */
const WaysBack: React.FC<{ payments: OneAccount['payments']; onPay: (id: string) => void }> = ({
  payments,
  onPay,
}) => (
  <Card title="Pay it out" flush>
    {payments.length === 0 ? (
      <Empty>No payment in these currencies can take it back.</Empty>
    ) : (
      <Table
        label="Payments through which it can go back"
        rows={payments}
        columns={[
          {
            label: 'Payment',
            cell: (payment) => (
              <RecordLink resource="payments" id={payment.id}>
                <When at={payment.createdAt} />
              </RecordLink>
            ),
          },
          { label: 'Method', cell: (payment) => wordFor(payment.method) },
          { label: 'Reference', cell: (payment) => payment.reference ?? <Nothing /> },
          {
            label: 'Not refunded yet',
            isNumber: true,
            cell: (payment) => (
              <Money
                minor={String(BigInt(payment.amountCaptured) - BigInt(payment.amountRefunded))}
                currency={payment.currency}
              />
            ),
          },
          {
            label: 'Pay out',
            cell: (payment) => (
              <button type="button" className="button small" onClick={() => onPay(payment.id)}>
                Pay out…<span className="unseen"> by payment {payment.reference ?? payment.id}</span>
              </button>
            ),
          },
        ]}
      />
    )}
  </Card>
);

const Entries: React.FC<{ one: OneAccount }> = ({ one: { account, entries, pages } }) => {
  const to = (page: number) => `${PAGE}?account=${account.id}&page=${page}`;
  return (
    <Card title="Movements" side={<span className="count">{pages.total}</span>} flush>
      {entries.length === 0 ? (
        <Empty>No money has ever been on this account.</Empty>
      ) : (
        <Table
          label="Movements, newest first"
          rows={entries}
          columns={[
            { label: 'When', cell: (entry) => <When at={entry.createdAt} /> },
            { label: 'What', cell: (entry) => entryText(entry.kind) },
            { label: 'By', cell: (entry) => <Cause entry={entry} /> },
            {
              label: 'Amount',
              isNumber: true,
              cell: (entry) => <Money minor={entry.amount} currency={entry.currency} />,
            },
            {
              label: 'Balance',
              isNumber: true,
              cell: (entry) => <Money minor={entry.balanceAfter} currency={entry.currency} />,
            },
          ]}
        />
      )}
      {pages.pages > 1 ? (
        <nav className="pages card-foot" aria-label="Pages">
          {pages.page > 1 ? (
            <Link className="button small" to={to(pages.page - 1)}>
              Newer
            </Link>
          ) : null}
          <span>
            Page {pages.page} of {pages.pages}
          </span>
          {pages.page < pages.pages ? (
            <Link className="button small" to={to(pages.page + 1)}>
              Older
            </Link>
          ) : null}
        </nav>
      ) : null}
    </Card>
  );
};

const Cause: React.FC<{ entry: OneAccount['entries'][number] }> = ({ entry }) => {
  const { creditNote, invoice, payment } = entry;
  if (creditNote)
    return (
      <RecordLink resource="credit-notes" id={creditNote.id}>
        {creditNote.number}
      </RecordLink>
    );
  if (invoice)
    return (
      <RecordLink resource="invoices" id={invoice.id}>
        {invoice.number ?? 'Draft'}
      </RecordLink>
    );
  return payment ? (
    <RecordLink resource="payments" id={payment.id}>
      {payment.reference ?? 'Payment'}
    </RecordLink>
  ) : (
    <Nothing />
  );
};
