import React from 'react';
import { Link } from 'react-router-dom';
import { numberText } from '../kit/money';
import { Card, Day, Empty, Facts, Money, Nothing, RecordLink, Table, When } from '../kit/ui';
import { entryText, wordFor } from '../kit/words';
import type { AccountRelated } from './related';

const shown = (text: string) => <span className="figure">{text}</span>;
const figure = (count: string) => shown(numberText(count));

/** What can be spent, and why that is less than the balance. */
export const CreditSums: React.FC<{ related: AccountRelated }> = ({ related: { wallet } }) => {
  const { balance = '0', reserved = '0', frozen = '0', debt = '0' } = wallet ?? {};
  return (
    <Card title="Credits">
      <p className="figure-big" data-testid="credit-balance">
        {numberText(balance)}
      </p>
      <Facts
        facts={{
          'Can be spent': figure(String(BigInt(balance) - BigInt(reserved) - BigInt(frozen))),
          'Set aside': figure(reserved),
          'Held by disputes': figure(frozen),
          Owed: debt === '0' ? figure(debt) : <strong className="bad">{figure(debt)}</strong>,
        }}
        columns={2}
      />
    </Card>
  );
};

export const MoneyCard: React.FC<{ accountId: string; balances: AccountRelated['balances'] }> = ({
  accountId,
  balances,
}) => (
  <Card
    title="Money on account"
    side={
      <Link className="link" to={`/admin/pages/money-on-account?account=${accountId}`}>
        Open
      </Link>
    }
  >
    {balances.length === 0 ? (
      <Empty>Nothing was ever paid or credited beyond what was due.</Empty>
    ) : (
      balances.map(({ currency, balance }) => (
        <p key={currency} className="figure-big">
          <Money minor={balance} currency={currency} />
        </p>
      ))
    )}
  </Card>
);

export const CreditLots: React.FC<{ lots: AccountRelated['lots'] }> = ({ lots }) => (
  <Card title="Credit lots" flush>
    {lots.length === 0 ? (
      <Empty>No credits left in any lot.</Empty>
    ) : (
      <Table
        label="Credit lots, in the order in which they are spent"
        rows={lots}
        columns={[
          { label: 'Source', cell: (lot) => wordFor(lot.source) },
          {
            label: 'Bought with',
            cell: ({ invoiceLine }) =>
              invoiceLine ? (
                <RecordLink resource="invoices" id={invoiceLine.invoice.id}>
                  {invoiceLine.invoice.number ?? 'Draft'}
                </RecordLink>
              ) : (
                <Nothing />
              ),
          },
          {
            label: 'Left',
            isNumber: true,
            cell: (lot) => shown(`${numberText(lot.remaining)} of ${numberText(lot.granted)}`),
          },
          { label: 'State', cell: (lot) => stateOf(lot) || <Nothing /> },
          { label: 'Expires', cell: (lot) => (lot.expiresAt ? <Day on={lot.expiresAt} /> : 'Never') },
        ]}
      />
    )}
  </Card>
);

const stateOf = ({ reserved, owed, frozenAt }: AccountRelated['lots'][number]): string =>
  [
    frozenAt ? 'Held by a dispute' : '',
    reserved === '0' ? '' : `${numberText(reserved)} set aside`,
    owed === '0' ? '' : `${numberText(owed)} owed`,
  ]
    .filter(Boolean)
    .join(', ');

export const CreditHolds: React.FC<{ holds: AccountRelated['holds'] }> = ({ holds }) =>
  holds.length === 0 ? null : (
    <Card title="Set aside for work under way" flush>
      <Table
        label="Set aside for work under way"
        rows={holds}
        columns={[
          { label: 'Since', cell: (hold) => <When at={hold.createdAt} /> },
          { label: 'Work', cell: (hold) => `${numberText(hold.quantity)} × ${wordFor(hold.operation)}` },
          { label: 'Free again by', cell: (hold) => <When at={hold.expiresAt} /> },
          { label: 'Credits', isNumber: true, cell: (hold) => figure(hold.credits) },
        ]}
      />
    </Card>
  );

export const CreditLedger: React.FC<{ accountId: string; entries: AccountRelated['entries'] }> = ({
  accountId,
  entries,
}) => (
  <Card
    title="Credit ledger"
    side={
      <Link className="link" to={`/admin/resources/credit-entries?filters.account=${accountId}`}>
        All movements
      </Link>
    }
    flush
  >
    {entries.length === 0 ? (
      <Empty>No credits have moved yet.</Empty>
    ) : (
      <Table
        label="Credit ledger, newest first"
        rows={entries}
        columns={[
          {
            label: 'When',
            cell: (entry) => (
              <RecordLink resource="credit-entries" id={entry.id}>
                <When at={entry.createdAt} />
              </RecordLink>
            ),
          },
          { label: 'What', cell: (entry) => entryText(entry.kind) },
          {
            label: 'Why',
            cell: (entry) =>
              entry.reason ?? (entry.usageEvent ? wordFor(entry.usageEvent.operation) : <Nothing />),
          },
          { label: 'Credits', isNumber: true, cell: (entry) => figure(entry.credits) },
          { label: 'Balance', isNumber: true, cell: (entry) => figure(entry.balanceAfter) },
        ]}
      />
    )}
  </Card>
);
