import React from 'react';
import type { FormProps } from '../kit/admin';
import { recordPath } from '../kit/api';
import { ReasonField, TextField } from '../kit/fields';
import { numberText } from '../kit/money';
import { Skeleton } from '../kit/ui';
import { AccountPicker, type PickedAccount } from './AccountPicker';
import { type CreditTerms, creditEffects, READ_BY_CUSTOMER, wholeNumberOf } from './credits';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';
import { usePrepared } from './usePrepared';

/** Moves credits to another account, with what they were sold for. */
const MoveCreditsForm: React.FC<FormProps> = (props) => {
  const { resource, record, action, onCancel, onDone, onRefused } = props;
  const { prepared: terms, problem } = usePrepared<CreditTerms>(props, {});
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  const [to, setTo] = React.useState<PickedAccount | null>(null);
  const [typed, setTyped] = React.useState<string | null>(null);
  const [reason, setReason] = React.useState('');
  if (problem) return <p className="problem">{problem}</p>;
  if (!terms) return <Skeleton rows={5} />;
  const shown = typed ?? terms.spendable;
  const count = wholeNumberOf(shown);
  const effects = creditEffects(terms, count === null ? null : -count);
  const submit = () => {
    const found: Record<string, string> = {};
    if (!to) found['toAccountId'] = 'Choose an account from the list';
    if (count === null) found['credits'] = 'A whole number above zero';
    if (reason.trim() === '') found['reason'] = 'Required';
    if (Object.keys(found).length > 0) return sending.complain(found);
    void sending.send({ toAccountId: to?.id, credits: Number(count), reason });
  };
  return (
    <FormFrame
      custom={action.custom}
      subject={record.title}
      sending={sending}
      effects={effects}
      isStopped={effects.some(({ tone }) => tone === 'stop')}
      isWide
      onSubmit={submit}
      onCancel={onCancel}
    >
      <AccountPicker
        label="To account"
        account={to}
        error={sending.errors['toAccountId']}
        onPick={(picked) => {
          sending.touch('toAccountId');
          setTo(picked);
        }}
      />
      <TextField
        label="Credits"
        name="credits"
        keys="numeric"
        isRequired
        help={`${numberText(terms.spendable)} can be moved.`}
        error={sending.errors['credits']}
        value={shown}
        onType={(value) => {
          sending.touch('credits');
          setTyped(value);
        }}
      />
      <ReasonField
        help={READ_BY_CUSTOMER}
        error={sending.errors['reason']}
        value={reason}
        onType={(value) => {
          sending.touch('reason');
          setReason(value);
        }}
      />
    </FormFrame>
  );
};

export default MoveCreditsForm;
