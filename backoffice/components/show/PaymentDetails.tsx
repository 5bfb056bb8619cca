import React from 'react';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { numberText } from '../kit/money';
import { Age, Badge, Card, Code, Day, Facts, Money, RecordLink, Timeline, When } from '../kit/ui';
import { countryText, wordFor } from '../kit/words';
import { Evidence } from './Evidence';
import { JournalCard } from './JournalTable';
import { Allocations, Disputes, Refunds, Standing } from './PaymentMoney';
import { Exceptions } from './Reversal';
import type { PaymentRelated } from './related';
import { Waiting } from './Waiting';

type Props = ScreenProps<PaymentRelated>;

/** A payment: what was asked for, what the customer says, what the gateway says, what was decided. */
const PaymentDetails: React.FC<Props> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const isWaiting = params['status'] === 'pending_approval';
  const isManual = params['method'] === 'bank_transfer' || params['method'] === 'local_wallet';
  return (
    <div className="page">
      <PageHeader
        title={`Payment ${text(params['reference']) || record.id}`}
        back={{ to: '/admin/resources/payments', label: 'Payments' }}
        badge={<Badge value={text(params['status'])} />}
        lead={
          isWaiting ? (
            <>
              Waiting for a decision for <Age hours={related.ageHours} isWaiting />.
            </>
          ) : null
        }
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {related.account.status !== 'active' && isWaiting ? (
        <p className="hint warn">
          <strong>The account is {wordFor(related.account.status).toLowerCase()}.</strong> Its payments cannot
          be approved until it is active again.
        </p>
      ) : null}
      <Waiting requests={related.waiting} />
      <Exceptions exceptions={related.exceptions} />
      <div className="columns">
        <div>
          {/* Nobody was asked for what staff recorded from a statement. */}
          {isManual && related.invoice ? <Evidence record={record} /> : null}
          <Allocations record={record} />
          <Refunds refunds={related.refunds} />
          <Disputes disputes={related.disputes} />
          <JournalCard entries={related.journal} />
          <Card title="History">
            <Timeline entries={related.log} empty="Nothing has been recorded yet." />
          </Card>
        </div>
        <div>
          <State record={record} />
          <Standing record={record} />
          <Decision record={record} />
          {related.invoice ? <InvoiceCard invoice={related.invoice} /> : null}
        </div>
      </div>
    </div>
  );
};

const State: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const currency = params['currency'];
  const saved = related.savedPaymentMethod;
  const facts: Record<string, React.ReactNode> = {
    Account: (
      <RecordLink resource="accounts" id={related.account.id}>
        {related.account.name}
      </RecordLink>
    ),
    Country: countryText(related.account.country),
    Method: wordFor(text(params['method'])),
    'Received on': params['receivedOn'] ? <Day on={params['receivedOn']} /> : null,
    Created: <When at={params['createdAt']} />,
    Succeeded: <When at={params['succeededAt']} />,
    'Payment id': <Code>{record.id}</Code>,
  };
  if (saved)
    facts['Paid with'] = saved.email ?? `${wordFor(saved.brand ?? 'card')} ···· ${saved.last4 ?? ''}`;
  if (params['failureCode'])
    facts['Failure'] = (
      <span className="bad">{`${text(params['failureMessage'])} (${text(params['failureCode'])})`}</span>
    );
  const gatewayIds = {
    'Stripe payment intent': 'stripePaymentIntentId',
    'Stripe charge': 'stripeChargeId',
    'PayPal order': 'paypalOrderId',
    'PayPal capture': 'paypalCaptureId',
  };
  for (const [label, name] of Object.entries(gatewayIds))
    if (params[name]) facts[label] = <Code>{params[name]}</Code>;
  if (related.creditLots.length > 0)
    facts['Credits granted'] = related.creditLots
      .map((lot) => `${numberText(lot.granted)} (${numberText(lot.remaining)} left)`)
      .join(', ');
  return (
    <Card title="Payment">
      <p className="figure-big">
        <Money minor={params['amount']} currency={currency} />
      </p>
      <Facts facts={facts} />
    </Card>
  );
};

const Decision: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  if (!params['decidedAt']) return null;
  return (
    <Card title="Decision">
      <Facts
        facts={{
          'Decided by': related.decidedBy
            ? `${related.decidedBy.name} · ${related.decidedBy.email}`
            : 'Countinghouse',
          When: <When at={params['decidedAt']} />,
          Reason: text(params['decisionReason']),
        }}
      />
    </Card>
  );
};

const InvoiceCard: React.FC<{ invoice: NonNullable<PaymentRelated['invoice']> }> = ({ invoice }) => (
  <Card title="Invoice">
    <Facts
      facts={{
        Number: (
          <RecordLink resource="invoices" id={invoice.id}>
            {invoice.number ?? 'Draft'}
          </RecordLink>
        ),
        Status: <Badge value={invoice.status} />,
        Total: <Money minor={invoice.total} currency={invoice.currency} />,
        Paid: <Money minor={invoice.amountPaid} currency={invoice.currency} />,
        Due: <Money minor={invoice.amountDue} currency={invoice.currency} />,
        'Due date': <Day on={invoice.dueDate} />,
      }}
    />
  </Card>
);

export default PaymentDetails;
