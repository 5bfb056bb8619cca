import React from 'react';
import { text } from '../kit/admin';
import { moneyText } from '../kit/money';
import { Badge, Card, Facts, Money, RecordLink, Table, When } from '../kit/ui';
import { sourceText, wordFor } from '../kit/words';
import type { PaymentRecord, PaymentRelated } from './related';

/** What the payment settled, what was kept back on the way, and what was taken out again. */
export const Allocations: React.FC<{ record: PaymentRecord }> = ({ record: { params, related } }) => {
  const currency = text(params['currency']);
  const { allocations, moneyEntries } = related;
  const kept = moneyEntries.find(({ kind }) => kind === 'overpayment');
  if (allocations.length === 0 && !kept) return null;
  return (
    <Card title="What it settled" flush>
      {allocations.length > 0 ? (
        <Table
          label="What it settled"
          rows={allocations}
          columns={[
            {
              label: 'Invoice',
              cell: ({ invoice }) => (
                <RecordLink resource="invoices" id={invoice.id}>
                  {invoice.number ?? 'Draft'}
                </RecordLink>
              ),
            },
            { label: 'By', cell: ({ kind, reversesId }) => (reversesId ? 'Taken out again' : wordFor(kind)) },
            { label: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
            {
              label: 'Amount',
              isNumber: true,
              cell: ({ amount }) => <Money minor={amount} currency={currency} />,
            },
          ]}
        />
      ) : null}
      {kept ? (
        <div className="card-foot">
          <p>
            {moneyText(kept.amount, kept.currency)} was over and is{' '}
            <RecordLink resource="accounts" id={related.account.id}>
              money on account
            </RecordLink>
            .
          </p>
        </div>
      ) : null}
    </Card>
  );
};

/** Where the money stands: captured, kept by the gateway, sent back, held by a dispute, still refundable. */
export const Standing: React.FC<{ record: PaymentRecord }> = ({ record: { params, related } }) => {
  const currency = params['currency'];
  if (params['status'] !== 'succeeded' && params['failureCode'] !== 'bounced') return null;
  const money = (name: string) => <Money minor={params[name]} currency={currency} />;
  const facts: Record<string, React.ReactNode> = {
    Captured: money('amountCaptured'),
    Refunded: money('amountRefunded'),
  };
  if (text(params['gatewayFee']) !== '0') facts['Fee of the gateway'] = money('gatewayFee');
  const held = related.disputes.filter(({ withdrawnAt, reinstatedAt }) => withdrawnAt && !reinstatedAt);
  const total = held.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  if (total > 0n) facts['Held or taken by disputes'] = <Money minor={total} currency={currency} />;
  facts['Still refundable'] = (
    <strong data-testid="refundable">
      <Money minor={related.refundable} currency={currency} />
    </strong>
  );
  return (
    <Card title="Money">
      <Facts facts={facts} />
    </Card>
  );
};

export const Refunds: React.FC<{ refunds: PaymentRelated['refunds'] }> = ({ refunds }) =>
  refunds.length === 0 ? null : (
    <Card title="Refunds" flush>
      <Table
        label="Refunds"
        rows={refunds}
        columns={[
          {
            label: 'Created',
            cell: (refund) => (
              <RecordLink resource="refunds" id={refund.id}>
                <When at={refund.createdAt} />
              </RecordLink>
            ),
          },
          { label: 'Status', cell: (refund) => <Badge value={refund.status} /> },
          { label: 'Of', cell: (refund) => sourceText(refund.source) },
          { label: 'Reason', cell: (refund) => refund.reason },
          {
            label: 'Amount',
            isNumber: true,
            cell: (refund) => <Money minor={refund.amount} currency={refund.currency} />,
          },
        ]}
      />
    </Card>
  );

export const Disputes: React.FC<{ disputes: PaymentRelated['disputes'] }> = ({ disputes }) =>
  disputes.length === 0 ? null : (
    <Card title="Disputes" flush>
      <Table
        label="Disputes"
        rows={disputes}
        columns={[
          {
            label: 'Opened',
            cell: (dispute) => (
              <RecordLink resource="disputes" id={dispute.id}>
                <When at={dispute.createdAt} />
              </RecordLink>
            ),
          },
          { label: 'Status', cell: (dispute) => <Badge value={dispute.status} /> },
          { label: 'Reason', cell: (dispute) => wordFor(dispute.reason) },
          { label: 'Answer by', cell: (dispute) => <When at={dispute.evidenceDueBy} /> },
          {
            label: 'Amount',
            isNumber: true,
            cell: (dispute) => <Money minor={dispute.amount} currency={dispute.currency} />,
          },
        ]}
      />
    </Card>
  );
