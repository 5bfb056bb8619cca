import React from 'react';
import { Field } from '../kit/fields';
import { decimalOf, moneyText } from '../kit/money';
import { Code, Day, Empty, Money, RecordLink, Scroll } from '../kit/ui';
import type { PlannedShare, Sums, Terms, TransferDraft } from './shares';
import type { Errors } from './useAction';

interface Props {
  readonly draft: TransferDraft;
  readonly terms: Terms;
  readonly sums: Sums;
  readonly errors: Errors;
  readonly onChange: (change: Partial<TransferDraft>, field: string) => void;
}

/** What arrived, and what was kept back on the way. */
export const AmountFields: React.FC<Props> = ({ draft, terms: { currency }, errors, onChange }) => {
  const amount = (name: 'amount' | 'bankFee' | 'withholding', label: string, help: string) => (
    <Field label={`${label} (${currency})`} isRequired={name === 'amount'} help={help} error={errors[name]}>
      {(control) => (
        <input
          {...control}
          name={name}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={draft[name]}
          onChange={(event) => onChange({ [name]: event.target.value }, name)}
        />
      )}
    </Field>
  );
  return (
    <div className="pair three">
      {amount('amount', 'Amount received', 'As on the bank statement.')}
      {amount('bankFee', 'Bank fee', 'Kept by a bank on the way.')}
      {amount('withholding', 'Tax withheld', 'Paid to the tax office by the customer.')}
    </div>
  );
};

/** Over which invoices the money is spread. */
export const ShareTable: React.FC<Props & { isLocked?: boolean }> = ({
  draft,
  terms,
  sums,
  errors,
  isLocked,
  onChange,
}) => {
  if (terms.invoices.length === 0) return <Empty>Nothing is due on any invoice in {terms.currency}.</Empty>;
  const typed = (share: PlannedShare): string => {
    if (draft.shares) return draft.shares[share.invoice.id] ?? '';
    return share.cash > 0n ? decimalOf(share.cash, terms.currency) : '';
  };
  const all = () => Object.fromEntries(sums.shares.map((share) => [share.invoice.id, typed(share)]));
  return (
    <fieldset className="lines">
      <legend>Invoices that it settles</legend>
      <Scroll label="Invoices that it settles">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Invoice</th>
              <th scope="col">Due date</th>
              <th scope="col" className="number">
                Due
              </th>
              <th scope="col" className="number">
                Settles ({terms.currency})
              </th>
              <th scope="col" className="number">
                Stays due
              </th>
            </tr>
          </thead>
          <tbody>
            {sums.shares.map((share) => (
              <ShareRow
                key={share.invoice.id}
                share={share}
                currency={terms.currency}
                isOwn={share.invoice.id === terms.ownInvoiceId}
                isLocked={isLocked ?? false}
                typed={typed(share)}
                error={errors[`allocations.${share.invoice.id}`]}
                onType={(value) =>
                  onChange({ shares: { ...all(), [share.invoice.id]: value } }, 'allocations')
                }
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      {errors['allocations'] ? <p className="note wrong">{errors['allocations']}</p> : null}
      {draft.shares && !isLocked ? (
        <button
          type="button"
          className="button small"
          onClick={() => onChange({ shares: null }, 'allocations')}
        >
          Spread it anew, the oldest first
        </button>
      ) : null}
    </fieldset>
  );
};

const ShareRow: React.FC<{
  share: PlannedShare;
  currency: string;
  isOwn: boolean;
  isLocked: boolean;
  typed: string;
  error: string | undefined;
  onType: (value: string) => void;
}> = ({ share, currency, isOwn, isLocked, typed, error, onType }) => {
  const { invoice } = share;
  const note = `share-${invoice.id}`;
  return (
    <tr>
      <th scope="row">
        <RecordLink resource="invoices" id={invoice.id}>
          <Code>{invoice.number}</Code>
        </RecordLink>
        {isOwn ? <span className="soft"> asked for</span> : null}
        {invoice.declaredPaymentId && !isOwn ? (
          <span className="soft block">
            A declared transfer waits:{' '}
            <RecordLink resource="payments" id={invoice.declaredPaymentId}>
              decide about that one
            </RecordLink>
          </span>
        ) : null}
      </th>
      <td>
        <Day on={invoice.dueDate} />
      </td>
      <td className="number">
        <Money minor={invoice.amountDue} currency={currency} />
      </td>
      <td className="number">
        <input
          type="text"
          inputMode="decimal"
          autoComplete="off"
          aria-label={`Settles of ${invoice.number}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? note : undefined}
          disabled={isLocked}
          value={typed}
          onChange={(event) => onType(event.target.value)}
        />
        {error ? (
          <p id={note} className="note wrong">
            {error}
          </p>
        ) : null}
      </td>
      <td className="number">
        <span className="money">{moneyText(share.left < 0n ? 0n : share.left, currency)}</span>
      </td>
    </tr>
  );
};

/** What comes of what was typed so far; read out as it changes. */
export const LiveSums: React.FC<{ sums: Sums; terms: Terms }> = ({ sums, terms: { currency, limit } }) => {
  const settled = sums.shares.filter(({ cash }) => cash > 0n);
  const written = settled.reduce((sum, { bankFee, withholding }) => sum + bankFee + withholding, 0n);
  const row = (label: string, amount: bigint, testId: string) => (
    <div>
      <dt>{label}</dt>
      <dd data-testid={testId}>
        <span className="money">{moneyText(amount, currency)}</span>
      </dd>
    </div>
  );
  return (
    <div className="sums" aria-live="polite">
      <dl>
        {row('Received', sums.received, 'sum-received')}
        {row(
          settled.length === 1 ? 'Settles one invoice' : `Settles ${settled.length} invoices`,
          sums.allocated,
          'sum-allocated',
        )}
        {written > 0n ? row('Written off as fee and tax', written, 'sum-written-off') : null}
        {row('Kept as money on account', sums.rest < 0n ? 0n : sums.rest, 'sum-rest')}
      </dl>
      {sums.isAboveLimit && sums.received > 0n ? (
        <p className="effect-warn">
          {limit === null
            ? 'This always waits for a second person.'
            : `Above ${moneyText(limit, currency)} in a day it waits for a second person.`}
        </p>
      ) : null}
    </div>
  );
};
