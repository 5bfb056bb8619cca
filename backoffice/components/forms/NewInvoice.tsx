import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ActionJson, Notice, ResourceJson } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { Field } from '../kit/fields';
import { useAnnounce } from '../kit/notices';
import { AccountPicker, type PickedAccount } from './AccountPicker';
import { blankLine, type DraftLine, problemsOf, wireLines } from './draftLines';
import { InvoiceLines } from './InvoiceLines';

const LIST = '/admin/resources/invoices';

interface Answer {
  readonly notice?: Notice;
  readonly errors?: Readonly<Record<string, { message: string }>>;
  readonly redirectUrl?: string;
}

/** Writes an invoice by hand; the server works out the totals that count. */
const NewInvoice: React.FC<{ resource: ResourceJson; action: ActionJson }> = ({ resource, action }) => {
  const navigate = useNavigate();
  const announce = useAnnounce();
  const [account, setAccount] = React.useState<PickedAccount | null>(null);
  const [lines, setLines] = React.useState<readonly DraftLine[]>([blankLine(1)]);
  const [dueDate, setDueDate] = React.useState('');
  const [notes, setNotes] = React.useState('');
  const [send, setSend] = React.useState(true);
  const [errors, setErrors] = React.useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = React.useState<string | null>(null);
  const [isBusy, setBusy] = React.useState(false);
  const currency = account?.currency ?? 'USD';

  /** What is being corrected is no longer complained of. */
  const touch = (path: string, change: () => void) => {
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([name]) => !name.startsWith(path))));
    setFailure(null);
    change();
  };

  const issue = async (event: React.FormEvent) => {
    event.preventDefault();
    setFailure(null);
    const problems = {
      ...(account ? {} : { accountId: 'Choose an account from the list' }),
      ...problemsOf(lines, currency),
    };
    setErrors(problems);
    if (!account || Object.keys(problems).length > 0) return setFailure('Please correct the form.');
    setBusy(true);
    const body = {
      accountId: account.id,
      lines: wireLines(lines, currency),
      send,
      ...(dueDate ? { dueDate } : {}),
      ...(notes.trim() ? { notes } : {}),
    };
    try {
      const answer = await call<Answer>(`/resources/${resource.id}/actions/${action.name}`, { body });
      if (answer.redirectUrl && answer.notice) {
        announce(answer.notice);
        return navigate(answer.redirectUrl);
      }
      setErrors(
        Object.fromEntries(Object.entries(answer.errors ?? {}).map(([path, error]) => [path, error.message])),
      );
      setFailure(answer.notice?.message ?? 'This was refused.');
    } catch (error) {
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="page">
      <PageHeader title="New manual invoice" back={{ to: LIST, label: 'Invoices' }} />
      <form
        className="card form wide"
        onSubmit={(event) => void issue(event)}
        noValidate
        aria-label="New manual invoice"
      >
        {failure ? (
          <p className="problem" role="alert" data-testid="form-problem">
            {failure}
          </p>
        ) : null}
        <div className="pair">
          <AccountPicker
            account={account}
            error={errors['accountId']}
            onPick={(picked) => touch('accountId', () => setAccount(picked))}
          />
          <Field
            label="Due date"
            help="Seven days after issue where it is left empty."
            error={errors['dueDate']}
          >
            {(control) => (
              <input
                {...control}
                name="dueDate"
                type="date"
                value={dueDate}
                onChange={(event) => setDueDate(event.target.value)}
              />
            )}
          </Field>
        </div>
        <InvoiceLines
          lines={lines}
          currency={currency}
          errors={errors}
          onChange={(next) => touch('lines', () => setLines(next))}
        />
        <Field label="Notes" help="Printed on the invoice." error={errors['notes']}>
          {(control) => (
            <textarea
              {...control}
              name="notes"
              rows={3}
              maxLength={1000}
              value={notes}
              onChange={(event) => setNotes(event.target.value)}
            />
          )}
        </Field>
        <label className="check">
          <input
            type="checkbox"
            name="send"
            checked={send}
            onChange={(event) => setSend(event.target.checked)}
          />{' '}
          Send it to the account's billing e-mail
        </label>
        <div className="form-actions">
          <button type="button" className="button" onClick={() => navigate(LIST)}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={isBusy} data-testid="confirm">
            Issue invoice
          </button>
        </div>
      </form>
    </div>
  );
};

export default NewInvoice;
