import React from 'react';
import { type RecordJson, text } from '../kit/admin';
import { call, isAborted } from '../kit/api';
import { Field } from '../kit/fields';

export interface PickedAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
}

const PAUSE_MS = 200;
const SHOWN = 8;

const pick = (record: RecordJson): PickedAccount => ({
  id: record.id,
  name: record.title,
  currency: text(record.params['currency']),
});

/** Finds an account by name or e-mail: a combobox with a list, usable by keyboard. */
export const AccountPicker: React.FC<{
  label?: string;
  account: PickedAccount | null;
  error: string | undefined;
  onPick: (account: PickedAccount | null) => void;
}> = ({ label = 'Account', account, error, onPick }) => {
  const [typed, setTyped] = React.useState('');
  const [isOpen, setOpen] = React.useState(false);
  const [at, setAt] = React.useState(0);
  const found = useAccounts(typed, isOpen);
  const listId = React.useId();
  const choose = (record: RecordJson) => {
    onPick(pick(record));
    setTyped(record.title);
    setOpen(false);
  };
  const keys = (event: React.KeyboardEvent) => {
    const record = found[at];
    if (event.key === 'ArrowDown') setAt(isOpen ? Math.min(at + 1, found.length - 1) : at);
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && isOpen && record) choose(record);
    else if (event.key === 'Escape') return setOpen(false);
    else return;
    setOpen(event.key !== 'Enter');
    event.preventDefault();
  };
  return (
    <Field
      label={label}
      isRequired
      error={error}
      help={account ? `Bills in ${account.currency}.` : 'Search by name or e-mail.'}
    >
      {(control) => (
        <div className="combobox">
          <input
            {...control}
            name="account"
            type="text"
            role="combobox"
            autoComplete="off"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && found[at] ? `${listId}-${at}` : undefined}
            value={typed}
            maxLength={100}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
              setOpen(true);
              if (account) onPick(null);
            }}
            onKeyDown={keys}
          />
          <div
            className="options"
            id={listId}
            role="listbox"
            aria-label="Accounts"
            hidden={!isOpen || found.length === 0}
          >
            {found.map((record, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input above takes the keys
              <div
                key={record.id}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(record)}
              >
                {record.title}{' '}
                <span className="soft">
                  {text(record.params['billingEmail'])} · {text(record.params['currency'])}
                </span>
              </div>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
};

function useAccounts(typed: string, isOpen: boolean): readonly RecordJson[] {
  const [found, setFound] = React.useState<readonly RecordJson[]>([]);
  React.useEffect(() => {
    if (!isOpen) return undefined;
    const leaving = new AbortController();
    const timer = window.setTimeout(() => {
      const query = new URLSearchParams({
        perPage: String(SHOWN),
        ...(typed.trim() === '' ? {} : { 'filters.q': typed.trim() }),
      });
      call<{ records: RecordJson[] }>(`/resources/accounts/actions/list?${query}`, {
        signal: leaving.signal,
      }).then(
        (answer) => setFound(answer.records),
        (error: unknown) => {
          if (!isAborted(error)) setFound([]);
        },
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [typed, isOpen]);
  return found;
}
