import React from 'react';
import { Field } from '../kit/fields';
import { decimalOf, minorOf } from '../kit/money';
import { wordFor } from '../kit/words';

export interface Limit {
  readonly action: string;
  readonly currency: string;
  readonly amount: number;
}

export const CREDITS = '*';
export const MONEY_ACTIONS = [
  'payment.approve',
  'payment.record',
  'refund',
  'credit_note.issue',
  'invoice.write_off',
];
export const CREDIT_ACTIONS = ['credits.adjust', 'credits.transfer'];

/** Sets one limit. What it is for is fixed once it exists; without one, always two. */
export const LimitForm: React.FC<{
  limit: Partial<Limit>;
  set: (body: object) => Promise<string | null>;
  onClose: () => void;
}> = ({ limit, set, onClose }) => {
  const isNew = limit.action === undefined;
  const [action, setAction] = React.useState(limit.action ?? 'payment.approve');
  const [typedCurrency, setCurrency] = React.useState(limit.currency ?? '');
  const currency = CREDIT_ACTIONS.includes(action) ? CREDITS : typedCurrency.trim().toUpperCase();
  const [typed, setTyped] = React.useState(() =>
    limit.amount === undefined || limit.currency === undefined
      ? ''
      : limit.currency === CREDITS
        ? String(limit.amount)
        : decimalOf(limit.amount, limit.currency),
  );
  const [errors, setErrors] = React.useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = React.useState<string | null>(null);
  const [isBusy, setBusy] = React.useState(false);
  const send = async (amount: number | null) => {
    setBusy(true);
    const refused = await set({ action, currency, amount });
    setBusy(false);
    if (refused) setFailure(refused);
    else onClose();
  };
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    const isCredits = currency === CREDITS;
    const minor = isCredits
      ? /^\d{1,11}$/.test(typed.trim())
        ? BigInt(typed.trim())
        : null
      : minorOf(typed, currency);
    const problems = {
      ...(isCredits || /^[A-Z]{3}$/.test(currency) ? {} : { currency: 'Three letters such as USD' }),
      ...(minor === null
        ? { amount: isCredits ? 'A whole number of credits' : 'An amount such as 500.00' }
        : {}),
    };
    setErrors(problems);
    setFailure(null);
    if (Object.keys(problems).length === 0) void send(Number(minor));
  };
  return (
    <form className="form" onSubmit={save} noValidate>
      <p>A lower limit holds at once. A higher one is asked for: somebody else must approve it.</p>
      {failure ? (
        <p className="problem" role="alert" data-testid="form-problem">
          {failure}
        </p>
      ) : null}
      <Field label="What" isRequired>
        {(control) => (
          <select
            {...control}
            name="action"
            value={action}
            disabled={!isNew}
            onChange={(event) => setAction(event.target.value)}
          >
            {[...MONEY_ACTIONS, ...CREDIT_ACTIONS].map((each) => (
              <option key={each} value={each}>
                {wordFor(each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {currency === CREDITS ? null : (
        <Field label="Currency" isRequired error={errors['currency']} help="Three letters such as USD.">
          {(control) => (
            <input
              {...control}
              name="currency"
              type="text"
              autoComplete="off"
              maxLength={3}
              disabled={!isNew}
              value={typedCurrency}
              onChange={(event) => setCurrency(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={
          currency === CREDITS ? 'One person up to (credits)' : `One person up to (${currency || 'amount'})`
        }
        isRequired
        error={errors['amount']}
      >
        {(control) => (
          <input
            {...control}
            name="amount"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className="form-actions">
        {isNew ? null : (
          <button type="button" className="button aside" disabled={isBusy} onClick={() => void send(null)}>
            Remove: always two
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={isBusy} data-testid="confirm">
          Set limit
        </button>
      </div>
    </form>
  );
};
