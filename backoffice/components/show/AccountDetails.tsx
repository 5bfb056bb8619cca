import React from 'react';
import { Link } from 'react-router-dom';
import { PageHeader, RecordActions } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { Badge, Card, Code, Day, Facts, Timeline, When } from '../kit/ui';
import { countryText, wordFor } from '../kit/words';
import { CreditHolds, CreditLedger, CreditLots, CreditSums, MoneyCard } from './AccountCredits';
import type { AccountRelated } from './related';
import { InvoicesTable, PaymentsTable } from './tables';
import { Waiting } from './Waiting';

type Props = ScreenProps<AccountRelated>;

/** A company: who they are, what they have, what they owe, what was done. */
const AccountDetails: React.FC<Props> = ({ resource, record, refresh }) => {
  const { params, related } = record;
  const all = (resourceId: string, label: string) => (
    <Link className="link" to={`/admin/resources/${resourceId}?filters.account=${record.id}`}>
      {label}
    </Link>
  );
  return (
    <div className="page">
      <PageHeader
        title={record.title}
        back={{ to: '/admin/resources/accounts', label: 'Accounts' }}
        badge={<Badge value={text(params['status'])} />}
      >
        <RecordActions resource={resource} record={record} refresh={refresh} />
      </PageHeader>
      {params['suspendedReason'] && params['status'] === 'suspended' ? (
        <p className="hint warn">
          <strong>Suspended:</strong> {text(params['suspendedReason'])}
        </p>
      ) : null}
      {params['taxExempt'] ? (
        <p className="hint info">
          <strong>Exempt from tax.</strong> The reason stands in the activity below.
        </p>
      ) : null}
      <Waiting requests={related.waiting} />
      <div className="columns">
        <div>
          <Card title="Invoices" side={all('invoices', 'All invoices')} flush>
            <InvoicesTable invoices={related.invoices} empty="No invoice yet." />
          </Card>
          <Card title="Payments" side={all('payments', 'All payments')} flush>
            <PaymentsTable payments={related.payments} empty="No payment yet." />
          </Card>
          <CreditLots lots={related.lots} />
          <CreditHolds holds={related.holds} />
          <CreditLedger accountId={record.id} entries={related.entries} />
          <Card title="Activity">
            <Timeline entries={related.log} empty="Nothing has been done on this account yet." />
          </Card>
        </div>
        <div>
          <CreditSums related={related} />
          <MoneyCard accountId={record.id} balances={related.balances} />
          <Information record={record} />
          <Address record={record} />
        </div>
      </div>
    </div>
  );
};

const Information: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params, related } = record;
  const subscription = related.subscriptions[0];
  return (
    <Card title="Information">
      <Facts
        facts={{
          Owner: `${related.owner.name} · ${related.owner.email}`,
          'Billing e-mail': text(params['billingEmail']),
          Plan: subscription
            ? `${subscription.plan.name} (${wordFor(subscription.status)}${subscription.cancelAtPeriodEnd ? ', ends with the period' : ''})`
            : null,
          'Current period ends': subscription ? <Day on={subscription.currentPeriodEnd} /> : null,
          Members: String(related._count.memberships),
          Sites: String(related._count.sites),
          Currency: text(params['currency']),
          Language: text(params['locale']),
          'Time zone': text(params['timeZone']),
          Slug: <Code>{params['slug']}</Code>,
          'Account id': <Code>{record.id}</Code>,
          'Stripe customer': params['stripeCustomerId'] ? <Code>{params['stripeCustomerId']}</Code> : null,
          Created: <When at={params['createdAt']} />,
        }}
      />
    </Card>
  );
};

const Address: React.FC<{ record: Props['record'] }> = ({ record }) => {
  const { params } = record;
  const city = [params['postalCode'], params['city']].filter(Boolean).join(' ');
  const lines = [
    record.title,
    params['line1'],
    params['line2'],
    city,
    params['state'],
    countryText(text(params['country'])),
  ]
    .map(text)
    .filter((line) => line !== '');
  return (
    <Card title="Billing address">
      <address>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
      <Facts
        facts={{
          'Tax id': params['taxId'] ? <Code>{params['taxId']}</Code> : null,
          'Tax id checked': (
            <>
              <Badge value={text(params['taxIdState'])} />
              <span className="soft block">{TAX_ID_STATES[text(params['taxIdState'])]}</span>
            </>
          ),
          'Checked on': params['taxIdCheckedAt'] ? <When at={params['taxIdCheckedAt']} /> : null,
          Tax: params['taxExempt'] ? 'Exempt: none is charged' : 'By the rules of the place',
        }}
      />
    </Card>
  );
};

const TAX_ID_STATES: Readonly<Record<string, string>> = {
  none: 'Taxed like a private person where that matters.',
  valid: 'Its format and check digits are right.',
  unverified: 'No rules are known for this country; it is not used for reverse charge.',
  invalid: 'Its check digits are wrong; it is not used for reverse charge.',
};

export default AccountDetails;
