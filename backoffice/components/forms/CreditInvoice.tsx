import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text } from '../kit/admin';
import { recordPath, showAddress } from '../kit/api';
import { ReasonField, TextField } from '../kit/fields';
import { decimalOf, minorOf, moneyText, percentText } from '../kit/money';
import { Money, RecordLink, Scroll } from '../kit/ui';
import { CreditPreview } from './CreditPreview';
import { Failure } from './FormFrame';
import { type Errors, useAction } from './useAction';
import { type Preview, usePreview } from './usePreview';

export interface CreditRelated {
  readonly pricesIncludeTax: boolean;
  readonly account: { readonly id: string; readonly name: string };
  readonly lines: readonly {
    readonly id: string;
    readonly description: string;
    readonly amount: string;
    /** What earlier credit notes left of it. */
    readonly left: string;
    readonly taxBasisPoints: number;
    readonly credits: string | null;
  }[];
}

type Way = 'all' | 'amount' | 'lines';
const WAYS: readonly { readonly way: Way; readonly label: string; readonly help: string }[] = [
  { way: 'all', label: 'The whole rest', help: 'Everything that is not credited yet.' },
  { way: 'amount', label: 'An amount', help: 'Tax included; spread over all lines.' },
  { way: 'lines', label: 'Single lines', help: 'In whole or in part, each with its own tax.' },
];

/** Takes back an issued invoice: by the whole, an amount or lines. What it will come to stands beside before anything is done. */
const CreditInvoice: React.FC<ScreenProps<CreditRelated>> = ({ resource, action, record }) => {
  const { params, related } = record;
  const navigate = useNavigate();
  const currency = text(params['currency']);
  const details = showAddress(resource.id, record.id);
  const sending = useAction(recordPath(resource.id, record.id, action.name), {
    // Asked for only: the invoice is where one came from.
    onDone: (redirectUrl) => navigate(redirectUrl ?? details),
  });
  const { errors, touch } = sending;
  const [way, setWay] = React.useState<Way>('all');
  const [amount, setAmount] = React.useState('');
  const [lines, setLines] = React.useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = React.useState('');
  const read = whatOf({ way, amount, lines, related, currency });
  const preview = usePreview(recordPath(resource.id, record.id, 'previewCredit'), read.what);

  const issue = (event: React.FormEvent) => {
    event.preventDefault();
    const problems = { ...read.errors, ...(reason.trim() === '' ? { reason: 'Required' } : {}) };
    if (!read.what || Object.keys(problems).length > 0) return sending.complain(problems);
    void sending.send({ ...read.what, reason });
  };

  return (
    <div className="page">
      <PageHeader
        title={`Credit ${text(params['number'])}`}
        back={{ to: details, label: 'Back to the invoice' }}
        lead={
          <>
            <RecordLink resource="accounts" id={related.account.id}>
              {related.account.name}
            </RecordLink>{' '}
            · total {moneyText(text(params['total']), currency)}, due{' '}
            {moneyText(text(params['amountDue']), currency)}
          </>
        }
      />
      <form className="columns" onSubmit={issue} noValidate aria-label="Credit note">
        <section className="card form wide" aria-label="What is credited">
          <Failure sending={sending} />
          <fieldset className="group">
            <legend>What is credited</legend>
            {WAYS.map((each) => (
              <label key={each.way} className="check">
                <input
                  type="radio"
                  name="way"
                  value={each.way}
                  checked={way === each.way}
                  onChange={() => {
                    touch('');
                    setWay(each.way);
                  }}
                />
                <span>
                  {each.label} <span className="soft block">{each.help}</span>
                </span>
              </label>
            ))}
          </fieldset>
          {way === 'amount' ? (
            <TextField
              label={`Amount (${currency})`}
              name="amount"
              keys="decimal"
              isRequired
              help={creditableText(preview.preview, currency)}
              error={errors['amount']}
              value={amount}
              onType={(value) => {
                touch('amount');
                setAmount(value);
              }}
            />
          ) : null}
          {way === 'lines' ? (
            <Lines
              related={related}
              currency={currency}
              values={lines}
              errors={errors}
              onChange={(next) => {
                touch('lines');
                setLines(next);
              }}
            />
          ) : null}
          <ReasonField
            help="Printed on the credit note."
            error={errors['reason']}
            value={reason}
            onType={(value) => {
              touch('reason');
              setReason(value);
            }}
          />
          <div className="form-actions">
            <button type="button" className="button" onClick={() => navigate(details)}>
              Cancel
            </button>
            <button type="submit" className="button danger" disabled={sending.isBusy} data-testid="confirm">
              {preview.preview?.needsSecondPerson ? 'Ask for the credit note' : 'Issue credit note'}
            </button>
          </div>
        </section>
        <CreditPreview {...preview} lines={related.lines} />
      </form>
    </div>
  );
};

const creditableText = (preview: Preview | null, currency: string): string | undefined =>
  preview ? `At most ${decimalOf(preview.creditable, currency, true)}.` : undefined;

const Lines: React.FC<{
  related: CreditRelated;
  currency: string;
  values: Readonly<Record<string, string>>;
  errors: Errors;
  onChange: (values: Readonly<Record<string, string>>) => void;
}> = ({ related, currency, values, errors, onChange }) => (
  <fieldset className="lines">
    <legend>Lines</legend>
    <Scroll label="Lines of the invoice">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Description</th>
            <th scope="col" className="number">
              Tax
            </th>
            <th scope="col" className="number">
              Not credited yet
            </th>
            <th scope="col" className="number">
              Credit ({currency}
              {related.pricesIncludeTax ? ', tax included' : ', without tax'})
            </th>
          </tr>
        </thead>
        <tbody>
          {related.lines.map((line, index) => {
            const error = errors[`lines.${line.id}`];
            const isGone = line.left === '0';
            return (
              <tr key={line.id}>
                <td>{line.description}</td>
                <td className="number">
                  <span className="figure">{percentText(line.taxBasisPoints)}</span>
                </td>
                <td className="number">
                  <Money minor={line.left} currency={currency} />
                </td>
                <td className="number">
                  <input
                    type="text"
                    inputMode="decimal"
                    autoComplete="off"
                    aria-label={`Credit of line ${index + 1}, ${line.description}`}
                    aria-invalid={error ? true : undefined}
                    aria-describedby={error ? `credit-${line.id}` : undefined}
                    disabled={isGone}
                    value={values[line.id] ?? ''}
                    onChange={(event) => onChange({ ...values, [line.id]: event.target.value })}
                  />{' '}
                  <button
                    type="button"
                    className="button small"
                    disabled={isGone}
                    aria-label={`All of line ${index + 1}`}
                    onClick={() => onChange({ ...values, [line.id]: decimalOf(line.left, currency) })}
                  >
                    All
                  </button>
                  {error ? (
                    <p id={`credit-${line.id}`} className="note wrong">
                      {error}
                    </p>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
    {errors['lines'] ? <p className="note wrong">{errors['lines']}</p> : null}
  </fieldset>
);

/** What the form says, as the endpoint wants it; null while it says nothing that makes sense. */
function whatOf(form: {
  way: Way;
  amount: string;
  lines: Readonly<Record<string, string>>;
  related: CreditRelated;
  currency: string;
}): { what: object | null; errors: Errors } {
  const { way, currency } = form;
  const wrong = `An amount in ${currency}, such as ${decimalOf('123450', currency)}`;
  if (way === 'all') return { what: { all: true }, errors: {} };
  if (way === 'amount') {
    const minor = minorOf(form.amount, currency);
    return minor
      ? { what: { amount: Number(minor) }, errors: {} }
      : { what: null, errors: { amount: wrong } };
  }
  const errors: Record<string, string> = {};
  const lines = form.related.lines.flatMap((line) => {
    const typed = (form.lines[line.id] ?? '').trim();
    if (typed === '') return [];
    const minor = minorOf(typed, currency);
    if (!minor) errors[`lines.${line.id}`] = wrong;
    else if (minor > BigInt(line.left)) errors[`lines.${line.id}`] = 'More than is left of the line';
    return minor ? [{ invoiceLineId: line.id, amount: Number(minor) }] : [];
  });
  if (lines.length === 0 && Object.keys(errors).length === 0) errors['lines'] = 'Say how much of which line';
  return { what: Object.keys(errors).length === 0 ? { lines } : null, errors };
}

export default CreditInvoice;
