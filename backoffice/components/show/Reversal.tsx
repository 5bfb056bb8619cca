import React from 'react';
import { Link } from 'react-router-dom';
import { showAddress } from '../kit/api';
import { exceptionWords } from '../kit/exceptions';
import { Badge, Card, Code, Facts, type LogEntry, Money, RecordLink, Table, When } from '../kit/ui';
import { entryText, wordFor } from '../kit/words';
import type { JournalRow } from './JournalTable';

/** What a refund and a dispute have in common beside their own rows. */
export interface ReversalRelated {
  readonly payment: {
    readonly id: string;
    readonly method: string;
    readonly status: string;
    readonly reference: string | null;
    readonly currency: string;
    readonly amount: string;
    readonly account: { readonly id: string; readonly name: string };
    readonly invoice: { readonly id: string; readonly number: string | null } | null;
  };
  readonly creditNotes: readonly {
    readonly id: string;
    readonly number: string;
    readonly total: string;
    readonly currency: string;
    readonly invoice: { readonly id: string; readonly number: string | null };
  }[];
  readonly moneyEntries: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: string;
    readonly currency: string;
    readonly createdAt: string;
  }[];
  readonly exceptions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly detail: string;
    readonly status: string;
  }[];
  readonly journal: readonly JournalRow[];
  readonly log: readonly LogEntry[];
}

export const PaymentCard: React.FC<{ payment: ReversalRelated['payment'] }> = ({ payment }) => (
  <Card title="Payment">
    <Facts
      facts={{
        Payment: (
          <RecordLink resource="payments" id={payment.id}>
            {payment.reference ?? payment.id}
          </RecordLink>
        ),
        Amount: <Money minor={payment.amount} currency={payment.currency} />,
        Status: <Badge value={payment.status} />,
        Method: wordFor(payment.method),
        Invoice: payment.invoice ? (
          <RecordLink resource="invoices" id={payment.invoice.id}>
            {payment.invoice.number ?? 'Draft'}
          </RecordLink>
        ) : null,
      }}
    />
  </Card>
);

/** The papers that it made, and how the customer's money on account moved. */
export const Papers: React.FC<{ related: ReversalRelated }> = ({
  related: { creditNotes, moneyEntries },
}) => (
  <>
    {creditNotes.length > 0 ? (
      <Card title="Credit notes" flush>
        <Table
          label="Credit notes"
          rows={creditNotes}
          columns={[
            {
              label: 'Number',
              cell: (note) => (
                <RecordLink resource="credit-notes" id={note.id}>
                  <Code>{note.number}</Code>
                </RecordLink>
              ),
            },
            {
              label: 'Of invoice',
              cell: ({ invoice }) => (
                <RecordLink resource="invoices" id={invoice.id}>
                  {invoice.number ?? 'Draft'}
                </RecordLink>
              ),
            },
            {
              label: 'Total',
              isNumber: true,
              cell: (note) => <Money minor={note.total} currency={note.currency} />,
            },
          ]}
        />
      </Card>
    ) : null}
    {moneyEntries.length > 0 ? (
      <Card title="Money on account" flush>
        <Table
          label="Money on account"
          rows={moneyEntries}
          columns={[
            { label: 'When', cell: (entry) => <When at={entry.createdAt} /> },
            { label: 'What', cell: (entry) => entryText(entry.kind) },
            {
              label: 'Amount',
              isNumber: true,
              cell: (entry) => <Money minor={entry.amount} currency={entry.currency} />,
            },
          ]}
        />
      </Card>
    ) : null}
  </>
);

/** What the books could not explain about it. */
export const Exceptions: React.FC<{
  exceptions: readonly Omit<ReversalRelated['exceptions'][number], 'status'>[];
}> = ({ exceptions }) => (
  <>
    {exceptions.map(({ id, kind, detail }) => (
      <p key={id} className="hint warn">
        <strong>{exceptionWords(kind).title}.</strong> {detail}{' '}
        <Link className="notice-link" to={showAddress('exceptions', id)}>
          Open the exception
        </Link>
      </p>
    ))}
  </>
);
