import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { Effect } from '../../kit/look';
import { type FormProps, type RecordJson, type ResourceJson, text } from '../kit/admin';
import { recordPath } from '../kit/api';
import { requestText } from '../kit/approvals';
import { moneyText } from '../kit/money';
import { FormFields, readValues, startValues } from './FormFields';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';
import { usePrepared } from './usePrepared';

/** The form of an action on one record, out of what the server says about it. It posts; nothing happens before. */
export const ActionFields: React.FC<FormProps> = (props) => {
  const { resource, record, action, initial = {}, onCancel, onDone, onRefused } = props;
  const { fields = [] } = action.custom;
  const [values, setValues] = React.useState(() => ({ ...startValues(fields), ...initial }));
  const navigate = useNavigate();
  const sending = useAction(recordPath(resource.id, record.id, action.name), {
    onDone: async (redirectUrl) => (redirectUrl ? navigate(redirectUrl) : onDone()),
    onRefused,
  });
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
      <FormFields
        fields={fields}
        values={values}
        errors={sending.errors}
        currency={currency}
        whole={text(record.params['amount'])}
        onChange={(name, value) => {
          sending.touch(name);
          setValues({ ...values, [name]: value });
        }}
      />
    </FormFrame>
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
