import React from 'react';
import { Field } from '../kit/fields';
import { wordFor } from '../kit/words';
import { BANK_FIELDS, changeOf, draftOf, type MethodConfig, type Outcome } from './methodDraft';

const METHODS = ['stripe', 'paypal', 'bank_transfer', 'local_wallet'];

interface Props {
  readonly config: Partial<MethodConfig>;
  readonly change: (body: object) => Promise<Outcome>;
  readonly onClose: () => void;
}

/** Creates or changes a method of a country. Country and method are fixed once it exists. */
export const MethodForm: React.FC<Props> = ({ config, change, onClose }) => {
  const [draft, setDraft] = React.useState(() => draftOf(config));
  const [errors, setErrors] = React.useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = React.useState<string | null>(null);
  const [isBusy, setBusy] = React.useState(false);
  const [isRemoving, setRemoving] = React.useState(false);

  const submit = async (body: object) => {
    setBusy(true);
    const refused = await change(body);
    setBusy(false);
    if (!refused) return onClose();
    setFailure(refused.message);
    // A refusal names the path inside the command: `config.displayName`, `change.displayName`.
    setErrors(
      Object.fromEntries(
        Object.entries(refused.errors).map(([path, message]) => [
          path.replace(/^(config|change)\./, ''),
          message,
        ]),
      ),
    );
  };
  const save = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = changeOf(draft);
    const country = (draft['country'] ?? '').trim().toUpperCase();
    const missing =
      config.id || /^([A-Z]{2}|\*)$/.test(country)
        ? {}
        : { country: 'Two letters such as US, or * for everywhere else' };
    const problems = { ...read.errors, ...missing };
    setErrors(problems);
    setFailure(null);
    if (Object.keys(problems).length > 0) return;
    await submit(
      config.id
        ? { do: 'update', id: config.id, change: read.change }
        : { do: 'create', config: { ...read.change, country, method: draft['method'] } },
    );
  };
  const input = (
    name: string,
    label: string,
    more: { isRequired?: boolean; help?: string; disabled?: boolean } = {},
  ) => (
    <Field
      key={name}
      label={label}
      isRequired={more.isRequired ?? false}
      help={more.help}
      error={errors[name]}
    >
      {(control) => (
        <input
          {...control}
          name={name}
          type="text"
          autoComplete="off"
          disabled={more.disabled}
          value={draft[name] ?? ''}
          onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  );

  return (
    <form className="form" onSubmit={(event) => void save(event)} noValidate>
      {failure ? (
        <p className="problem" role="alert" data-testid="form-problem">
          {failure}
        </p>
      ) : null}
      {config.id ? null : (
        <div className="pair">
          {input('country', 'Country', {
            isRequired: true,
            help: 'Two letters such as US, or * for everywhere else.',
          })}
          <Field label="Method" isRequired error={errors['method']}>
            {(control) => (
              <select
                {...control}
                name="method"
                value={draft['method']}
                onChange={(event) => setDraft({ ...draft, method: event.target.value })}
              >
                {METHODS.map((method) => (
                  <option key={method} value={method}>
                    {wordFor(method)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
      {input('displayName', 'Name for customers', { isRequired: true })}
      <Field
        label="Instructions"
        help="What the customer has to do. Shown with the payment and printed on the invoice."
        error={errors['instructions']}
      >
        {(control) => (
          <textarea
            {...control}
            name="instructions"
            rows={4}
            maxLength={2000}
            value={draft['instructions']}
            onChange={(event) => setDraft({ ...draft, instructions: event.target.value })}
          />
        )}
      </Field>
      {draft['method'] === 'bank_transfer' ? (
        <fieldset className="group">
          <legend>Bank details</legend>
          <div className="pair">
            {BANK_FIELDS.map(([name, label]) => input(`bankDetails.${name}`, label))}
          </div>
        </fieldset>
      ) : null}
      {draft['method'] === 'local_wallet' ? (
        <fieldset className="group">
          <legend>Wallet</legend>
          <div className="pair">
            {input('walletDetails.type', 'Kind', { help: 'Such as JazzCash.' })}
            {input('walletDetails.id', 'Number or id')}
          </div>
        </fieldset>
      ) : null}
      {input('currencies', 'Currencies', { help: 'Such as USD, EUR. Empty: all.' })}
      <div className="pair">
        {input('minimumAmount', 'Minimum amount')}
        {input('maximumAmount', 'Maximum amount')}
      </div>
      {input('sortOrder', 'Order', { isRequired: true, help: 'Lower numbers come first.' })}
      <div className="form-actions">
        {config.id ? (
          <Remove id={config.id} isAsking={isRemoving} onAsk={() => setRemoving(true)} onRemove={submit} />
        ) : null}
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={isBusy} data-testid="confirm">
          Save
        </button>
      </div>
    </form>
  );
};

/** Removing asks once more. */
const Remove: React.FC<{
  id: string;
  isAsking: boolean;
  onAsk: () => void;
  onRemove: (body: object) => Promise<void>;
}> = ({ id, isAsking, onAsk, onRemove }) => (
  <button
    type="button"
    className={isAsking ? 'button danger aside' : 'button aside'}
    onClick={() => (isAsking ? void onRemove({ do: 'delete', id }) : onAsk())}
  >
    {isAsking ? 'Really remove' : 'Remove'}
  </button>
);
