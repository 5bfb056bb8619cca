import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ActionJson, ResourceJson } from '../kit/admin';
import { CallFailed, call, isAborted } from '../kit/api';
import { Field } from '../kit/fields';
import { AccountPicker, type PickedAccount } from './AccountPicker';
import { FormFrame } from './FormFrame';
import { sumsOf, type Terms, type TransferDraft, wireApplication } from './shares';
import { AmountFields, LiveSums, ShareTable } from './TransferFields';
import { useAction } from './useAction';

const LIST = '/admin/resources/payments';
const EMPTY: TransferDraft = { amount: '', bankFee: '', withholding: '', shares: null };
const today = () => new Date().toISOString().slice(0, 10);

/** Records a transfer that nobody had declared: one transfer for many invoices of an account, the rest is money on account. */
const RecordTransfer: React.FC<{ resource: ResourceJson; action: ActionJson }> = ({ resource, action }) => {
  const navigate = useNavigate();
  const path = `/resources/${resource.id}/actions/${action.name}`;
  const [account, setAccount] = React.useState<PickedAccount | null>(null);
  const [currency, setCurrency] = React.useState('');
  const [draft, setDraft] = React.useState<TransferDraft>(EMPTY);
  const [more, setMore] = React.useState({
    method: 'bank_transfer',
    receivedOn: today(),
    reference: '',
    note: '',
  });
  const { terms, problem } = useTerms(path, account, currency);
  const sending = useAction(path, { onDone: async (redirectUrl) => navigate(redirectUrl ?? LIST) });

  const isActive = terms?.account?.status === 'active';
  const shown = terms ? (isActive ? terms : { ...terms, invoices: [] }) : null;
  const sums = shown ? sumsOf(draft, shown) : null;
  const pick = (picked: PickedAccount | null) => {
    sending.touch('accountId');
    setAccount(picked);
    setCurrency(picked?.currency ?? '');
    setDraft({ ...draft, shares: null });
  };
  const set = (name: keyof typeof more, value: string) => {
    sending.touch(name);
    setMore({ ...more, [name]: value });
  };
  const submit = () => {
    const found: Record<string, string> = { ...sums?.problems };
    if (!account) found['accountId'] = 'Choose an account from the list';
    if (more.reference.trim() === '') found['reference'] = 'Required';
    if (more.receivedOn === '') found['receivedOn'] = 'Required';
    if (!account || !sums || Object.keys(found).length > 0) return sending.complain(found);
    const { note, ...said } = more;
    void sending.send({
      accountId: account.id,
      currency,
      ...said,
      ...wireApplication(sums, isActive),
      ...(note.trim() === '' ? {} : { note }),
    });
  };
  const input = (
    name: 'receivedOn' | 'reference' | 'note',
    label: string,
    more_: { type: string; help?: string; isOptional?: boolean; max?: number },
  ) => (
    <Field label={label} isRequired={!more_.isOptional} help={more_.help} error={sending.errors[name]}>
      {(control) => (
        <input
          {...control}
          name={name}
          type={more_.type}
          autoComplete="off"
          maxLength={more_.max}
          value={more[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      )}
    </Field>
  );

  return (
    <div className="page">
      <PageHeader
        title="Record payment"
        back={{ to: LIST, label: 'Payments' }}
        lead="For a transfer that is on the bank statement and that no customer has declared."
      />
      <section className="card" aria-label="Record payment">
        <FormFrame
          custom={action.custom}
          sending={sending}
          isWide
          onSubmit={submit}
          onCancel={() => navigate(LIST)}
        >
          <div className="pair">
            <AccountPicker account={account} error={sending.errors['accountId']} onPick={pick} />
            <Field label="By" isRequired>
              {(control) => (
                <select
                  {...control}
                  name="method"
                  value={more.method}
                  onChange={(event) => set('method', event.target.value)}
                >
                  <option value="bank_transfer">Bank transfer</option>
                  <option value="local_wallet">Local wallet</option>
                </select>
              )}
            </Field>
            {input('receivedOn', 'Received on', { type: 'date' })}
            {input('reference', 'Reference', {
              type: 'text',
              max: 140,
              help: 'The payer’s text on the statement.',
            })}
          </div>
          {problem ? <p className="problem">{problem}</p> : null}
          {shown && sums ? (
            <>
              {isActive ? null : (
                <p className="hint warn">
                  The account is not active: the money is recorded and kept on account; no invoice is settled.
                </p>
              )}
              <Spreading
                draft={draft}
                terms={shown}
                sums={sums}
                errors={sending.errors}
                onChange={(change, field) => {
                  sending.touch(field);
                  setDraft({ ...draft, ...change });
                }}
              />
            </>
          ) : (
            <p className="soft">Choose an account to see what is due.</p>
          )}
          {input('note', 'Note', {
            type: 'text',
            isOptional: true,
            max: 500,
            help: 'For colleagues; the customer does not see it.',
          })}
          {shown && sums ? <LiveSums sums={sums} terms={shown} /> : null}
        </FormFrame>
      </section>
    </div>
  );
};

const Spreading: React.FC<React.ComponentProps<typeof ShareTable>> = (props) => (
  <>
    <AmountFields {...props} />
    <ShareTable {...props} />
  </>
);

/** What is due on the account's invoices, and within which tolerances. */
function useTerms(path: string, account: PickedAccount | null, currency: string) {
  const [terms, setTerms] = React.useState<Terms | null>(null);
  const [problem, setProblem] = React.useState<string | null>(null);
  const accountId = account?.id ?? null;
  React.useEffect(() => {
    setTerms(null);
    setProblem(null);
    if (accountId === null || currency === '') return undefined;
    const leaving = new AbortController();
    const query = new URLSearchParams({ account: accountId, currency });
    call<{ terms?: Terms }>(`${path}?${query}`, { signal: leaving.signal }).then(
      (answer) => setTerms(answer.terms ?? null),
      (error: unknown) => {
        if (!isAborted(error))
          setProblem(error instanceof CallFailed ? error.message : 'Something went wrong.');
      },
    );
    return () => leaving.abort();
  }, [path, accountId, currency]);
  return { terms, problem };
}

export default RecordTransfer;
