import React from 'react';
import { Icon } from '../kit/icons';
import { moneyText, numberText } from '../kit/money';
import { Scroll } from '../kit/ui';
import { amountOf, blankLine, type DraftLine, MOST_LINES, totalsOf } from './draftLines';
import type { Errors } from './useAction';

/** The lines of an invoice being written, with totals that follow the typing. */
export const InvoiceLines: React.FC<{
  lines: readonly DraftLine[];
  currency: string;
  /** The prices hold their tax. */
  pricesIncludeTax: boolean;
  errors: Errors;
  onChange: (lines: readonly DraftLine[]) => void;
}> = ({ lines, currency, pricesIncludeTax, errors, onChange }) => {
  const totals = totalsOf(lines, currency);
  const set = (key: number, change: Partial<DraftLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...change } : line)));
  const add = () => onChange([...lines, blankLine(Math.max(0, ...lines.map((line) => line.key)) + 1)]);
  const remove = (key: number) => onChange(lines.filter((line) => line.key !== key));
  return (
    <fieldset className="lines">
      <legend>Lines</legend>
      <Scroll label="Lines of the invoice">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Description</th>
              <th scope="col" className="number">
                Quantity
              </th>
              <th scope="col" className="number">
                Unit price ({currency})
              </th>
              <th scope="col" className="number">
                Discount ({currency})
              </th>
              <th scope="col" className="number">
                Tax %
              </th>
              <th scope="col" className="number">
                Amount
              </th>
              <th scope="col">
                <span className="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <Line
                key={line.key}
                line={line}
                index={index}
                currency={currency}
                errors={errors}
                isOnly={lines.length === 1}
                onChange={(change) => set(line.key, change)}
                onRemove={() => remove(line.key)}
              />
            ))}
          </tbody>
          <tfoot aria-live="polite">
            {pricesIncludeTax ? (
              <Sum label="Total, its tax included" value={moneyText(totals.net, currency)} testId="total" />
            ) : (
              <>
                <Sum label="Subtotal" value={moneyText(totals.net, currency)} />
                <Sum
                  label={totals.isTaxOpen ? 'Tax (the rest by the rules of the account)' : 'Tax'}
                  value={totals.isTaxOpen && totals.tax === 0n ? 'at issue' : moneyText(totals.tax, currency)}
                />
                <Sum
                  label={totals.isTaxOpen ? 'Total before automatic tax' : 'Total'}
                  value={moneyText(totals.net + totals.tax, currency)}
                  testId="total"
                />
              </>
            )}
          </tfoot>
        </table>
      </Scroll>
      <button type="button" className="button small" onClick={add} disabled={lines.length >= MOST_LINES}>
        <Icon name="plus" size={16} /> Add line
      </button>
    </fieldset>
  );
};

const Sum: React.FC<{ label: string; value: string; testId?: string }> = ({ label, value, testId }) => (
  <tr className={testId ? 'sum strong' : 'sum'}>
    <th scope="row" colSpan={5}>
      {label}
    </th>
    <td className="number" data-testid={testId}>
      <span className={testId ? 'money strong' : 'money'}>{value}</span>
    </td>
    <td />
  </tr>
);

const Line: React.FC<{
  line: DraftLine;
  index: number;
  currency: string;
  errors: Errors;
  isOnly: boolean;
  onChange: (change: Partial<DraftLine>) => void;
  onRemove: () => void;
}> = ({ line, index, currency, errors, isOnly, onChange, onRemove }) => {
  const cell = (
    label: string,
    path: string,
    value: string,
    change: (value: string) => void,
    more: { isNumber?: boolean; placeholder?: string; below?: string | undefined } = {},
  ) => {
    const error = errors[`lines.${index}.${path}`];
    const note = `line-${line.key}-${path}`;
    return (
      <td className={more.isNumber ? 'number' : undefined}>
        <input
          type="text"
          inputMode={more.isNumber ? 'decimal' : 'text'}
          aria-label={`${label} ${index + 1}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? note : undefined}
          placeholder={more.placeholder}
          value={value}
          maxLength={200}
          onChange={(event) => change(event.target.value)}
        />
        {more.below ? <span className="soft block">{more.below}</span> : null}
        {error ? (
          <p id={note} className="note wrong">
            {error}
          </p>
        ) : null}
      </td>
    );
  };
  return (
    <tr>
      {cell('Description', 'description', line.description, (description) => onChange({ description }), {
        below: line.credits ? `Sells ${numberText(line.credits)} credits` : undefined,
      })}
      {cell('Quantity', 'quantity', line.quantity, (quantity) => onChange({ quantity }), { isNumber: true })}
      {cell('Unit price', 'unitAmount', line.price, (price) => onChange({ price }), {
        isNumber: true,
        placeholder: '0.00',
      })}
      {cell('Discount', 'discount', line.discount, (discount) => onChange({ discount }), {
        isNumber: true,
        placeholder: 'None',
      })}
      {cell('Tax', 'taxBasisPoints', line.tax, (tax) => onChange({ tax }), {
        isNumber: true,
        placeholder: 'Automatic',
      })}
      <td className="number">
        <span className="money">{moneyText(amountOf(line, currency), currency)}</span>
      </td>
      <td>
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove line ${index + 1}`}
          disabled={isOnly}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </button>
      </td>
    </tr>
  );
};
