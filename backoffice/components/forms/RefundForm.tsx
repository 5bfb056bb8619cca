import React from 'react';
import type { Effect } from '../../kit/look';
import { type FormProps, text } from '../kit/admin';
import { recordPath } from '../kit/api';
import { ReasonField, TextField } from '../kit/fields';
import { decimalOf, minorOf, moneyText } from '../kit/money';
import { Skeleton } from '../kit/ui';
import { subjectOf } from './ActionFields';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';
import { usePrepared } from './usePrepared';

interface Preview {
  readonly currency: string;
  readonly isManual: boolean;
  readonly refundable: string;
  readonly moneyOnAccount: string;
  readonly effects: readonly Effect[];
}

/** Sends money back, in whole or in part; what that does to invoices and credits is said before. */
const RefundForm: React.FC<FormProps> = (props) => {
  const { resource, record, action, initial = {}, onCancel, onDone, onRefused } = props;
  const currency = text(record.params['currency']);
  const [source, setSource] = React.useState(initial['source'] ?? 'sale');
  const [typed, setTyped] = React.useState<string | null>(initial['amount'] ?? null);
  const [reason, setReason] = React.useState('');
  const [bankReference, setBankReference] = React.useState('');
  const minor = typed === null ? null : minorOf(typed, currency);
  const { prepared, problem } = usePrepared<Preview>(props, {
    source,
    ...(minor === null ? {} : { amount: String(minor) }),
  });
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  if (problem) return <p className="problem">{problem}</p>;
  if (!prepared) return <Skeleton rows={5} />;

  const mostFromAccount = least(prepared.refundable, prepared.moneyOnAccount);
  const most = source === 'account' ? mostFromAccount : BigInt(prepared.refundable);
  const amount = typed ?? decimalOf(most, currency);
  const isReadable = minorOf(amount, currency) !== null;
  const submit = () => {
    const found: Record<string, string> = {};
    const whole = minorOf(amount, currency);
    if (whole === null || whole === 0n)
      found['amount'] = `An amount in ${currency}, such as ${decimalOf(most, currency)}`;
    if (reason.trim() === '') found['reason'] = 'Required';
    if (prepared.isManual && bankReference.trim() === '') found['bankReference'] = 'Required';
    if (Object.keys(found).length > 0) return sending.complain(found);
    const by = prepared.isManual ? { bankReference } : {};
    void sending.send({ amount: Number(whole), reason, source, ...by });
  };

  return (
    <FormFrame
      custom={action.custom}
      subject={subjectOf(resource, record)}
      sending={sending}
      effects={isReadable ? prepared.effects : []}
      isStopped={prepared.effects.some(({ tone }) => tone === 'stop')}
      isWide
      onSubmit={submit}
      onCancel={onCancel}
    >
      <fieldset className="choices">
        <legend>What is sent back</legend>
        <Choice
          value="sale"
          now={source}
          label="The sale"
          help="Its invoices get credit notes, and the credits they granted are taken back."
          onChoose={setSource}
        />
        <Choice
          value="account"
          now={source}
          label="Money on account"
          help={`${moneyText(prepared.moneyOnAccount, currency)} is there. Invoices and credits stay as they are.`}
          onChoose={setSource}
        />
      </fieldset>
      <div className="pair">
        <TextField
          label={`Amount (${currency})`}
          name="amount"
          keys="decimal"
          isRequired
          help={`At most ${moneyText(most, currency)}.`}
          error={sending.errors['amount']}
          value={amount}
          onType={(value) => {
            sending.touch('amount');
            setTyped(value);
          }}
        />
        {prepared.isManual ? (
          <TextField
            label="Bank reference"
            name="bankReference"
            isRequired
            help="Of the transfer by which you send it back."
            error={sending.errors['bankReference']}
            maxLength={140}
            value={bankReference}
            onType={(value) => {
              sending.touch('bankReference');
              setBankReference(value);
            }}
          />
        ) : null}
      </div>
      <ReasonField
        help="It stands on the credit note, which the customer gets."
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

const Choice: React.FC<{
  value: string;
  now: string;
  label: string;
  help: string;
  onChoose: (value: string) => void;
}> = ({ value, now, label, help, onChoose }) => (
  <label className="check">
    <input
      type="radio"
      name="source"
      value={value}
      checked={now === value}
      onChange={() => onChoose(value)}
    />
    <span>
      {label} <span className="soft block">{help}</span>
    </span>
  </label>
);

const least = (a: string, b: string): bigint => (BigInt(a) < BigInt(b) ? BigInt(a) : BigInt(b));

export default RefundForm;
