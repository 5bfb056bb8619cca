import React from 'react';
import type { FormField } from '../../kit/look';
import { Field } from '../kit/fields';
import { basisPointsOf, decimalOf, minorOf } from '../kit/money';
import type { Errors } from './useAction';

export type Values = Readonly<Record<string, string>>;

export const startValues = (fields: readonly FormField[]): Values =>
  Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial]));

/** What was typed as the endpoint wants it, and what is wrong with it. */
export function readValues(
  fields: readonly FormField[],
  values: Values,
  currency: string,
): { body: Record<string, unknown>; errors: Errors } {
  const body: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const typed = (values[field.name] ?? '').trim();
    if (field.kind === 'check') body[field.name] = typed === 'on';
    else if (typed !== '') {
      const { value, error } = readOne(field, typed, currency);
      if (error) errors[field.name] = error;
      else body[field.name] = value;
    } else if (field.isRequired) errors[field.name] = 'Required';
  }
  return { body, errors };
}

function readOne({ kind }: FormField, typed: string, currency: string): { value?: unknown; error?: string } {
  switch (kind) {
    case 'money': {
      const minor = minorOf(typed, currency);
      return minor === null
        ? { error: `An amount in ${currency}, such as ${decimalOf('123450', currency)}` }
        : { value: Number(minor) };
    }
    case 'percent': {
      const points = basisPointsOf(typed);
      return points === null ? { error: 'A percentage from 0 to 100' } : { value: points };
    }
    default:
      return { value: typed };
  }
}

/** The fields of a form that the server describes. */
export const FormFields: React.FC<{
  fields: readonly FormField[];
  values: Values;
  errors: Errors;
  currency: string;
  /** The whole amount, where an empty field means it. */
  whole?: string;
  onChange: (name: string, value: string) => void;
}> = ({ fields, values, errors, currency, whole = '', onChange }) => (
  <>
    {fields.map((field) => (
      <Input
        key={field.name}
        field={field}
        value={values[field.name] ?? ''}
        error={errors[field.name]}
        currency={currency}
        whole={whole}
        onChange={(value) => onChange(field.name, value)}
      />
    ))}
  </>
);

interface InputProps {
  readonly field: FormField;
  readonly value: string;
  readonly error: string | undefined;
  readonly currency: string;
  readonly whole: string;
  readonly onChange: (value: string) => void;
}

const Input: React.FC<InputProps> = (props) => {
  const { field, value, error, currency, whole, onChange } = props;
  if (field.kind === 'check') return <Check {...props} />;
  const label =
    field.kind === 'money'
      ? `${field.label} (${currency})`
      : field.kind === 'percent'
        ? `${field.label} (%)`
        : field.label;
  const isNumber = field.kind === 'money' || field.kind === 'percent';
  return (
    <Field label={label} isRequired={field.isRequired} help={field.help} error={error}>
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
            type={field.kind === 'date' ? 'date' : 'text'}
            inputMode={isNumber ? 'decimal' : 'text'}
            autoComplete="off"
            maxLength={field.maxLength}
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

const Check: React.FC<InputProps> = ({ field, value, error, onChange }) => {
  const id = React.useId();
  const note = error ?? field.help;
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          name={field.name}
          checked={value === 'on'}
          aria-describedby={note ? id : undefined}
          onChange={(event) => onChange(event.target.checked ? 'on' : '')}
        />{' '}
        {field.label}
      </label>
      {note ? (
        <p id={id} className={error ? 'note wrong' : 'note'}>
          {note}
        </p>
      ) : null}
    </div>
  );
};
