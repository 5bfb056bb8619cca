import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ResourceJson } from '../kit/admin';
import { AccountPicker, type PickedAccount } from './AccountPicker';
import { blankLine, problemsOf, wireLines } from './draftLines';
import { Failure } from './FormFrame';
import { InvoiceBody, type InvoiceText } from './InvoiceBody';
import { useAction } from './useAction';

const LIST = '/admin/resources/invoices';

/** Writes an invoice by hand, to be issued at once or kept as a draft; the server works out the totals that count. */
const NewInvoice: React.FC<{ resource: ResourceJson }> = ({ resource }) => {
  const navigate = useNavigate();
  const done = (redirectUrl: string | undefined) => navigate(redirectUrl ?? LIST);
  const issuing = useAction(`/resources/${resource.id}/actions/createManual`, { onDone: done });
  const keeping = useAction(`/resources/${resource.id}/actions/createDraft`, { onDone: done });
  const [sending, setSending] = React.useState<'issue' | 'keep'>('issue');
  const { errors } = sending === 'issue' ? issuing : keeping;
  const isBusy = issuing.isBusy || keeping.isBusy;
  const touch = (path: string) => {
    issuing.touch(path);
    keeping.touch(path);
  };
  const [account, setAccount] = React.useState<PickedAccount | null>(null);
  const [text, setText] = React.useState<InvoiceText>({ lines: [blankLine(1)], dueDate: '', notes: '' });
  const [send, setSend] = React.useState(true);
  const currency = account?.currency ?? 'USD';

  const write = (deed: 'issue' | 'keep') => {
    setSending(deed);
    const to = deed === 'issue' ? issuing : keeping;
    const problems = {
      ...(account ? {} : { accountId: 'Choose an account from the list' }),
      ...problemsOf(text.lines, currency),
    };
    if (!account || Object.keys(problems).length > 0) return to.complain(problems);
    void to.send({
      accountId: account.id,
      lines: wireLines(text.lines, currency),
      ...(deed === 'issue' ? { send } : {}),
      ...(text.dueDate ? { dueDate: text.dueDate } : {}),
      ...(text.notes.trim() ? { notes: text.notes } : {}),
    });
  };

  return (
    <div className="page">
      <PageHeader
        title="New manual invoice"
        back={{ to: LIST, label: 'Invoices' }}
        lead="Issued, it is numbered, booked and frozen at once. As a draft it waits until somebody issues it."
      />
      <form
        className="card form wide"
        onSubmit={(event) => {
          event.preventDefault();
          write('issue');
        }}
        noValidate
        aria-label="New manual invoice"
      >
        <Failure sending={sending === 'issue' ? issuing : keeping} />
        <InvoiceBody
          first={
            <AccountPicker
              account={account}
              error={errors['accountId']}
              onPick={(picked) => {
                touch('accountId');
                setAccount(picked);
              }}
            />
          }
          text={text}
          currency={currency}
          errors={errors}
          onChange={(path, next) => {
            touch(path);
            setText(next);
          }}
        />
        <label className="check">
          <input
            type="checkbox"
            name="send"
            checked={send}
            onChange={(event) => setSend(event.target.checked)}
          />{' '}
          Send it to the account's billing e-mail when it is issued
        </label>
        <div className="form-actions">
          <button type="button" className="button" onClick={() => navigate(LIST)}>
            Cancel
          </button>
          <button
            type="button"
            className="button"
            disabled={isBusy}
            data-testid="keep-draft"
            onClick={() => write('keep')}
          >
            Keep as draft
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
