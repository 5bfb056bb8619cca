import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ActionJson, ListLookJson, ResourceJson } from '../kit/admin';
import { FormFields, readValues, startValues } from './FormFields';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';

/** Something new, by a form that the server describes. */
const NewRecord: React.FC<{ resource: ResourceJson; action: ActionJson }> = ({ resource, action }) => {
  const { label = '', fields = [] } = action.custom;
  const [values, setValues] = React.useState(() => startValues(fields));
  const navigate = useNavigate();
  const list = `/admin/resources/${resource.id}`;
  const sending = useAction(`/resources/${resource.id}/actions/${action.name}`, {
    onDone: (redirectUrl) => navigate(redirectUrl ?? list),
  });
  const look = resource.resourceActions.find(({ name }) => name === 'list')?.custom as
    | ListLookJson
    | undefined;
  const submit = () => {
    const { body, errors } = readValues(fields, values, '');
    if (Object.keys(errors).length > 0) return sending.complain(errors);
    void sending.send(body);
  };
  return (
    <div className="page narrow">
      <PageHeader title={label} back={{ to: list, label: look?.title ?? 'Back' }} />
      <section className="card" aria-label={label}>
        <FormFrame custom={action.custom} sending={sending} onSubmit={submit} onCancel={() => navigate(list)}>
          <FormFields
            fields={fields}
            values={values}
            errors={sending.errors}
            currency=""
            onChange={(name, value) => {
              sending.touch(name);
              setValues({ ...values, [name]: value });
            }}
          />
        </FormFrame>
      </section>
    </div>
  );
};

export default NewRecord;
