import React from 'react';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { numberText } from '../kit/money';
import { Card, Code, Day, Facts, RecordLink, When } from '../kit/ui';
import { entryText, wordFor } from '../kit/words';

interface Related {
  readonly account: { readonly id: string; readonly name: string };
  readonly lot: {
    readonly id: string;
    readonly source: string;
    readonly granted: string;
    readonly remaining: string;
    readonly expiresAt: string | null;
    readonly payment: { readonly id: string } | null;
    readonly invoiceLine: {
      readonly invoice: { readonly id: string; readonly number: string | null };
    } | null;
  } | null;
  readonly usageEvent: { readonly operation: string; readonly quantity: string } | null;
}

/** One movement of credits, and where the credits came from. */
const CreditEntryDetails: React.FC<ScreenProps<Related>> = ({ record }) => {
  const { params, related } = record;
  const { lot, usageEvent, account } = related;
  return (
    <div className="page">
      <PageHeader
        title={`${entryText(text(params['kind']))}: ${numberText(text(params['credits']))} credits`}
        back={{
          to: `/admin/resources/credit-entries?filters.account=${account.id}`,
          label: `Credit ledger of ${account.name}`,
        }}
      />
      <Card title="Movement">
        <Facts
          columns={2}
          facts={{
            Account: (
              <RecordLink resource="accounts" id={account.id}>
                {account.name}
              </RecordLink>
            ),
            When: <When at={params['createdAt']} />,
            'Number in the ledger': numberText(text(params['number'])),
            'Balance after it': numberText(text(params['balanceAfter'])),
            'Change of the debt': numberText(text(params['debt'])),
            Reason: text(params['reason']),
            Work: usageEvent ? `${numberText(usageEvent.quantity)} × ${wordFor(usageEvent.operation)}` : null,
            'Entry id': <Code>{record.id}</Code>,
          }}
        />
      </Card>
      {lot ? (
        <Card title="Lot">
          <Facts
            columns={2}
            facts={{
              Source: wordFor(lot.source),
              Left: `${numberText(lot.remaining)} of ${numberText(lot.granted)}`,
              Expires: lot.expiresAt ? <Day on={lot.expiresAt} /> : 'Never',
              Invoice: lot.invoiceLine ? (
                <RecordLink resource="invoices" id={lot.invoiceLine.invoice.id}>
                  {lot.invoiceLine.invoice.number ?? 'Draft'}
                </RecordLink>
              ) : null,
              Payment: lot.payment ? (
                <RecordLink resource="payments" id={lot.payment.id}>
                  {lot.payment.id}
                </RecordLink>
              ) : null,
              'Lot id': <Code>{lot.id}</Code>,
            }}
          />
        </Card>
      ) : null}
    </div>
  );
};

export default CreditEntryDetails;
