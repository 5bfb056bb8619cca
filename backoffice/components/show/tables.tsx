import React from 'react';
import { Badge, Code, Day, Empty, Money, RecordLink, Table, When } from '../kit/ui';
import { wordFor } from '../kit/words';
import type { InvoiceRow, PaymentRow } from './related';

export const PaymentsTable: React.FC<{ payments: readonly PaymentRow[]; empty: string }> = ({
  payments,
  empty,
}) =>
  payments.length === 0 ? (
    <Empty>{empty}</Empty>
  ) : (
    <Table
      label="Payments"
      rows={payments}
      columns={[
        {
          label: 'Created',
          cell: (payment) => (
            <RecordLink resource="payments" id={payment.id}>
              <When at={payment.createdAt} />
            </RecordLink>
          ),
        },
        { label: 'Method', cell: (payment) => wordFor(payment.method) },
        { label: 'Status', cell: (payment) => <Badge value={payment.status} /> },
        { label: 'Reference', cell: (payment) => <Code>{payment.reference}</Code> },
        {
          label: 'Amount',
          isNumber: true,
          cell: (payment) => <Money minor={payment.amount} currency={payment.currency} />,
        },
      ]}
    />
  );

export const InvoicesTable: React.FC<{ invoices: readonly InvoiceRow[]; empty: string }> = ({
  invoices,
  empty,
}) =>
  invoices.length === 0 ? (
    <Empty>{empty}</Empty>
  ) : (
    <Table
      label="Invoices"
      rows={invoices}
      columns={[
        {
          label: 'Number',
          cell: (invoice) => (
            <RecordLink resource="invoices" id={invoice.id}>
              {invoice.number ?? 'Draft'}
            </RecordLink>
          ),
        },
        { label: 'Created', cell: (invoice) => <Day on={invoice.createdAt} /> },
        { label: 'Status', cell: (invoice) => <Badge value={invoice.status} /> },
        {
          label: 'Total',
          isNumber: true,
          cell: (invoice) => <Money minor={invoice.total} currency={invoice.currency} />,
        },
        {
          label: 'Open',
          isNumber: true,
          cell: (invoice) => <Money minor={invoice.amountDue} currency={invoice.currency} />,
        },
      ]}
    />
  );
