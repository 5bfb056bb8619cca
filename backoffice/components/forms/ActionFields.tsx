import React from 'react';
import type { Effect, FormField } from '../../kit/look';
import { type FormProps, type RecordJson, type ResourceJson, text } from '../kit/admin';
import { recordPath } from '../kit/api';
import { requestText } from '../kit/approvals';
import { Field } from '../kit/fields';
import { decimalOf, minorOf, moneyText } from '../kit/money';
import { FormFrame } from './FormFrame';
import { type Errors, useAction } from './useAction';
import { usePrepared } from './usePrepared';

/** The form of an action on one record, out of what the server says about it. It posts; nothing happens before. */
export const ActionFields: React.FC<FormProps> = (props) => {
  const { resource, record, action, initial = {}, onCancel, onDone, onRefused } = props;
  const { fields = [] } = action.custom;
  const [values, setValues] = React.useState<Readonly<Record<string, string>>>(initial);
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  const { prepared, problem } = usePrepared<{ effects: readonly Effect[] }>(props, {});
  const currency = text(record.params['currency']);
  const stop = problem === null ? [] : [{ text: problem, tone: 'stop' as const }];

  const submit = () => {
    const { body, errors } = readValues(fields, values, currency);
    if (Object.keys(errors).length > 0) return sending.complain(errors);
    void sending.send(body);
  };

  return (
    <FormFrame
      custom={action.custom}
      subject={subjectOf(resource, record)}
      sending={sending}
      {...(action.custom.prepares ? { effects: [...(prepared?.effects ?? []), ...stop] } : {})}
      onSubmit={submit}
      onCancel={onCancel}
    >
      {fields.map((field) => (
        <Input
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          error={sending.errors[field.name]}
          record={record}
          onChange={(value) => {
            sending.touch(field.name);
            setValues({ ...values, [field.name]: value });
          }}
        />
      ))}
    </FormFrame>
  );
};

const Input: React.FC<{
  field: FormField;
  value: string;
  error: string | undefined;
  record: RecordJson;
  onChange: (value: string) => void;
}> = ({ field, value, error, record, onChange }) => {
  const currency = text(record.params['currency']);
  const whole = text(record.params['amount']);
  return (
    <Field
      label={field.kind === 'money' ? `${field.label} (${currency})` : field.label}
      isRequired={field.isRequired}
      help={field.help}
      error={error}
    >
      {(control) =>
        field.kind === 'prose' ? (
          <textarea
            {...control}
            name={field.name}
            rows={4}
            maxLength={field.maxLength}
            required={field.isRequired}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...control}
            name={field.name}
            type="text"
            inputMode={field.kind === 'money' ? 'decimal' : 'text'}
            autoComplete="off"
            placeholder={field.kind === 'money' && whole ? decimalOf(whole, currency) : undefined}
            required={field.isRequired}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
};

/** What is being decided on, in one line. */
export function subjectOf(resource: ResourceJson, record: RecordJson): string {
  const { params } = record;
  const currency = text(params['currency']);
  const money = params['amount'] ?? params['total'];
  if (resource.id === 'approvals') return requestText(params);
  const title =
    resource.id === 'payments' ? text(params['reference']) || record.id : record.title || record.id;
  return currency && money !== undefined && money !== null
    ? `${title} · ${moneyText(text(money), currency)}`
    : title;
}

function readValues(
  fields: readonly FormField[],
  values: Readonly<Record<string, string>>,
  currency: string,
): { body: Record<string, unknown>; errors: Errors } {
  const body: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const typed = (values[field.name] ?? '').trim();
    if (typed === '') {
      if (field.isRequired) errors[field.name] = 'Required';
      continue;
    }
    const minor = field.kind === 'money' ? minorOf(typed, currency) : null;
    if (field.kind === 'money' && minor === null)
      errors[field.name] = `An amount in ${currency}, such as ${decimalOf('123450', currency)}`;
    body[field.name] = minor === null ? typed : Number(minor);
  }
  return { body, errors };
}
