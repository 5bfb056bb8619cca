import React from 'react';
import { type FormProps, text } from '../kit/admin';
import { recordPath } from '../kit/api';
import { Field } from '../kit/fields';
import { decimalOf } from '../kit/money';
import { Skeleton } from '../kit/ui';
import { wordFor } from '../kit/words';
import { subjectOf } from './ActionFields';
import { FormFrame } from './FormFrame';
import { sumsOf, type Terms, type TransferDraft, wireApplication } from './shares';
import { AmountFields, LiveSums, ShareTable } from './TransferFields';
import { useAction } from './useAction';
import { usePrepared } from './usePrepared';

/** Approves a transfer in full or in part, with what was kept back on the way, also for other invoices of the account. */
const ApproveForm: React.FC<FormProps> = (props) => {
  const { resource, record, action, onCancel, onDone, onRefused } = props;
  const { params } = record;
  const currency = text(params['currency']);
  const { prepared: terms, problem } = usePrepared<Terms>(props, {});
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  const [draft, setDraft] = React.useState<TransferDraft>({
    amount: decimalOf(text(params['amount']) || '0', currency),
    bankFee: '',
    withholding: '',
    shares: null,
  });
  const [note, setNote] = React.useState('');
  const [isSpread, setSpread] = React.useState(false);
  if (problem) return <p className="problem">{problem}</p>;
  if (!terms) return <Skeleton rows={5} />;

  const { ownInvoiceId } = terms;
  const shown = isSpread
    ? terms
    : { ...terms, invoices: terms.invoices.filter(({ id }) => id === ownInvoiceId) };
  const sums = sumsOf(draft, shown);
  const isActive = terms.account?.status === 'active';
  const isPayable = isSpread || shown.invoices.length > 0;
  const others = terms.invoices.filter(({ id }) => id !== ownInvoiceId).length;
  const fields = {
    draft,
    terms: shown,
    sums,
    errors: sending.errors,
    onChange: (change: Partial<TransferDraft>, field: string) => {
      sending.touch(field);
      setDraft({ ...draft, ...change });
    },
  };
  const submit = () => {
    if (Object.keys(sums.problems).length > 0) return sending.complain(sums.problems);
    const said = note.trim() === '' ? {} : { note };
    void sending.send({ ...wireApplication(sums, isSpread), ...said });
  };

  return (
    <FormFrame
      custom={action.custom}
      subject={subjectOf(resource, record)}
      sending={sending}
      isStopped={!isActive || !isPayable}
      isWide
      onSubmit={submit}
      onCancel={onCancel}
    >
      {isActive ? null : (
        <p className="problem">
          The account is {wordFor(terms.account?.status ?? 'closed').toLowerCase()}: its payments cannot be
          approved until it is active again.
        </p>
      )}
      {isPayable ? null : (
        <p className="problem">
          Nothing is due any more on the invoice that was asked for. Settle other invoices of the account, or
          keep the money on account.
        </p>
      )}
      <AmountFields {...fields} />
      <label className="check">
        <input
          type="checkbox"
          name="spread"
          checked={isSpread}
          onChange={(event) => {
            setSpread(event.target.checked);
            setDraft({ ...draft, shares: null });
          }}
        />
        <span>
          Settle other invoices too{' '}
          <span className="soft">({others === 1 ? 'one other is due' : `${others} others are due`})</span>
        </span>
      </label>
      {isSpread ? <ShareTable {...fields} /> : null}
      <Field label="Note" help="For colleagues; the customer does not see it." error={sending.errors['note']}>
        {(control) => (
          <textarea
            {...control}
            name="note"
            rows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <LiveSums sums={sums} terms={shown} />
    </FormFrame>
  );
};

export default ApproveForm;
