import React from 'react';
import { text } from '../kit/admin';
import { Card, Code, Day, Money, Nothing, Scroll, When } from '../kit/ui';
import { ProofList } from './ProofList';
import type { PaymentRecord } from './related';

type Agreement = 'same' | 'differs' | 'unknown';

interface Comparison {
  readonly what: string;
  readonly asked: React.ReactNode;
  readonly declared: React.ReactNode;
  readonly agreement: Agreement;
}

const compare = (asked: unknown, declared: unknown): Agreement =>
  declared === null || declared === undefined || asked === null || asked === undefined
    ? 'unknown'
    : normal(asked) === normal(declared)
      ? 'same'
      : 'differs';

const normal = (value: unknown): string => text(value).replace(/[\s-]/g, '').toUpperCase();

/** What was asked for beside what the customer says, so that a difference is seen at once. */
export const Evidence: React.FC<{ record: PaymentRecord }> = ({ record }) => {
  const { params, related } = record;
  const currency = params['currency'];
  const asked = related.invoice?.paymentReference ?? null;
  const rows: readonly Comparison[] = [
    {
      what: 'Amount',
      asked: <Money minor={params['amount']} currency={currency} />,
      declared: <Money minor={params['declaredAmount']} currency={currency} />,
      agreement: compare(params['amount'], params['declaredAmount']),
    },
    {
      what: 'Reference',
      asked: <Code>{asked}</Code>,
      declared: <Code>{params['reference']}</Code>,
      agreement: compare(asked, params['reference']),
    },
    {
      what: 'Date',
      asked: related.invoice ? (
        <>
          due <Day on={related.invoice.dueDate} />
        </>
      ) : (
        <Nothing />
      ),
      declared: <Day on={params['declaredPaidOn']} />,
      agreement: 'unknown',
    },
  ];
  return (
    <Card title="Evidence" flush>
      <Scroll label="What was asked for and what the customer says">
        <table className="table evidence">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">We asked for</th>
              <th scope="col">The customer says</th>
              <th scope="col">Check</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.what}>
                <th scope="row">{row.what}</th>
                <td>{row.asked}</td>
                <td>{row.declared}</td>
                <td>
                  <Verdict agreement={row.agreement} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <div className="card-foot">
        {params['declaredAt'] ? (
          <p className="soft">
            Declared <When at={params['declaredAt']} />.
          </p>
        ) : (
          <p className="soft">The customer has not declared the transfer yet.</p>
        )}
        <ProofList paymentId={record.id} proofs={related.proofs} />
      </div>
    </Card>
  );
};

const Verdict: React.FC<{ agreement: Agreement }> = ({ agreement }) => {
  switch (agreement) {
    case 'same':
      return <span className="badge badge-ok">Same</span>;
    case 'differs':
      return <span className="badge badge-bad">Differs</span>;
    case 'unknown':
      return <Nothing />;
  }
};
