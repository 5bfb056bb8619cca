import React from 'react';
import type { FormField } from '../../kit/look';
import { type ActionJson, type Notice, type RecordJson, type ResourceJson, text } from '../kit/admin';
import { CallFailed, call, recordPath } from '../kit/api';
import { requestText } from '../kit/approvals';
import { Field } from '../kit/fields';
import { decimalOf, minorOf, moneyText } from '../kit/money';
import { useAnnounce } from '../kit/notices';

type Errors = Readonly<Record<string, string>>;

interface Answer {
  readonly record?: { readonly errors?: Readonly<Record<string, { message: string }>> };
  readonly notice?: Notice;
}

/** The form of an action on one record, out of what the server says about it. It posts; nothing happens before. */
export const ActionFields: React.FC<{
  resource: ResourceJson;
  record: RecordJson;
  action: ActionJson;
  onCancel: () => void;
  onDone: () => Promise<void>;
}> = ({ resource, record, action, onCancel, onDone }) => {
  const { message, fields = [], verb, tone } = action.custom;
  const [values, setValues] = React.useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = React.useState<Errors>({});
  const [isBusy, setBusy] = React.useState(false);
  const [failure, setFailure] = React.useState<string | null>(null);
  const announce = useAnnounce();
  const currency = text(record.params['currency']);

  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = readValues(fields, values, currency);
    setErrors(read.errors);
    setFailure(null);
    if (Object.keys(read.errors).length > 0) return;
    setBusy(true);
    try {
      const answer = await call<Answer>(recordPath(resource.id, record.id, action.name), { body: read.body });
      if (answer.notice && answer.notice.type !== 'error') {
        announce(answer.notice);
        return await onDone();
      }
      setErrors(
        Object.fromEntries(
          Object.entries(answer.record?.errors ?? {}).map(([name, error]) => [name, error.message]),
        ),
      );
      setFailure(
        answer.notice?.message === 'forbiddenError'
          ? 'You may not do this, or not in this state any more.'
          : (answer.notice?.message ?? 'This was refused.'),
      );
    } catch (error) {
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      <p>{message}</p>
      <p className="subject">{subjectOf(resource, record)}</p>
      {failure ? (
        <p className="problem" role="alert" data-testid="form-problem">
          {failure}
        </p>
      ) : null}
      {fields.map((field) => (
        <Input
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          error={errors[field.name]}
          record={record}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      <div className="form-actions">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button
          type="submit"
          className={`button ${tone === 'danger' ? 'danger' : 'primary'}`}
          disabled={isBusy}
          data-testid="confirm"
        >
          {verb}
        </button>
      </div>
    </form>
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
function subjectOf(resource: ResourceJson, record: RecordJson): string {
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
