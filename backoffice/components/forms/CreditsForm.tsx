import React from 'react';
import type { FormProps } from '../kit/admin';
import { recordPath } from '../kit/api';
import { ReasonField, TextField } from '../kit/fields';
import { numberText } from '../kit/money';
import { Skeleton } from '../kit/ui';
import { type CreditTerms, creditEffects, READ_BY_CUSTOMER, wholeNumberOf } from './credits';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';
import { usePrepared } from './usePrepared';

/** Gives or takes credits; the balance that comes of it is shown before. */
const CreditsForm: React.FC<FormProps> = (props) => {
  const { resource, record, action, onCancel, onDone, onRefused } = props;
  const { prepared: terms, problem } = usePrepared<CreditTerms>(props, {});
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  const [isTaking, setTaking] = React.useState(false);
  const [typed, setTyped] = React.useState('');
  const [reason, setReason] = React.useState('');
  if (problem) return <p className="problem">{problem}</p>;
  if (!terms) return <Skeleton rows={5} />;
  const count = wholeNumberOf(typed);
  const signed = count === null ? null : isTaking ? -count : count;
  const submit = () => {
    const found: Record<string, string> = {};
    if (signed === null) found['credits'] = 'A whole number above zero';
    if (reason.trim() === '') found['reason'] = 'Required';
    if (Object.keys(found).length > 0) return sending.complain(found);
    void sending.send({ credits: Number(signed), reason });
  };
  const effects = creditEffects(terms, signed);
  const choose = (taking: boolean) => {
    sending.touch('credits');
    setTaking(taking);
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
      <fieldset className="choices">
        <legend>What to do</legend>
        <label className="check">
          <input type="radio" name="direction" checked={!isTaking} onChange={() => choose(false)} />
          <span>Give credits</span>
        </label>
        <label className="check">
          <input type="radio" name="direction" checked={isTaking} onChange={() => choose(true)} />
          <span>
            Take credits out <span className="soft">({numberText(terms.spendable)} can be taken)</span>
          </span>
        </label>
      </fieldset>
      <TextField
        label="Credits"
        name="credits"
        keys="numeric"
        isRequired
        error={sending.errors['credits']}
        value={typed}
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

export default CreditsForm;
