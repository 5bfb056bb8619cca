import React from 'react';
import { FormFields, readValues, startValues } from '../forms/FormFields';
import { FormFrame } from '../forms/FormFrame';
import { type Answer, useAction } from '../forms/useAction';
import type { ActionJson, RecordJson, ResourceJson } from '../kit/admin';
import { Dialog } from '../kit/fields';
import { Icon } from '../kit/icons';

/** What can be done with the rows that are ticked: each action with those that it fits. */
export const BulkBar: React.FC<{
  resource: ResourceJson;
  selected: readonly RecordJson[];
  onClear: () => void;
  onDone: () => Promise<void>;
}> = ({ resource, selected, onClear, onDone }) => {
  const [open, setOpen] = React.useState<ActionJson | null>(null);
  if (selected.length === 0) return null;
  const fitting = (action: ActionJson) =>
    selected.filter((record) => record.bulkActions.some(({ name }) => name === action.name));
  const actions = [
    ...new Map(selected.flatMap((record) => record.bulkActions).map((action) => [action.name, action])),
  ].map(([, action]) => action);
  return (
    <section className="bulk" aria-label="Selected rows" data-testid="bulk-bar">
      <p role="status">{selected.length} selected</p>
      {actions.map((action) => {
        const records = fitting(action);
        const label =
          records.length === selected.length
            ? action.custom.label
            : `${action.custom.label} (${records.length} of ${selected.length})`;
        return action.custom.download ? (
          <a
            key={action.name}
            className="button small"
            data-testid={`action-${action.name}`}
            href={`${action.custom.download}?${new URLSearchParams(records.map(({ id }) => ['id', id]))}`}
            download
          >
            <Icon name="file" size={14} /> {label}
          </a>
        ) : (
          <button
            key={action.name}
            type="button"
            className={`button small ${action.custom.tone === 'danger' ? 'danger' : ''}`}
            data-testid={`action-${action.name}`}
            onClick={() => setOpen(action)}
          >
            {label}…
          </button>
        );
      })}
      <button type="button" className="button small" onClick={onClear}>
        Clear
      </button>
      {open ? (
        <BulkDialog
          resource={resource}
          action={open}
          records={fitting(open)}
          left={selected.length - fitting(open).length}
          onClose={() => setOpen(null)}
          onDone={onDone}
        />
      ) : null}
    </section>
  );
};

const BulkDialog: React.FC<{
  resource: ResourceJson;
  action: ActionJson;
  records: readonly RecordJson[];
  /** How many of the selected it does not fit. */
  left: number;
  onClose: () => void;
  onDone: () => Promise<void>;
}> = ({ resource, action, records, left, onClose, onDone }) => {
  const { verb = action.name, fields = [] } = action.custom;
  const [values, setValues] = React.useState(() => startValues(fields));
  const [refused, setRefused] = React.useState<Answer['refused']>([]);
  const ids = encodeURIComponent(records.map(({ id }) => id).join(','));
  const sending = useAction(`/resources/${resource.id}/bulk/${action.name}?recordIds=${ids}`, {
    onDone: async (_redirectUrl, answer) => {
      await onDone();
      if (answer.refused?.length) setRefused(answer.refused);
      else onClose();
    },
  });
  const submit = () => {
    const { body, errors } = readValues(fields, values, '');
    if (Object.keys(errors).length > 0) return sending.complain(errors);
    void sending.send(body);
  };
  const rest = left > 0 ? `; ${left} more of your selection cannot be done and stay as they are` : '';
  const names = records.map((record) => record.title || record.id).join(', ');
  return (
    <Dialog title={verb} onClose={onClose}>
      {refused && refused.length > 0 ? (
        <div className="form">
          <div className="problem" role="alert">
            <p>These were refused and stay as they are:</p>
            <ul>
              {refused.map(({ id, title, refusal }) => (
                <li key={id}>
                  <strong>{title}</strong>: {refusal}
                </li>
              ))}
            </ul>
          </div>
          <div className="form-actions">
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          </div>
        </div>
      ) : (
        <FormFrame
          custom={action.custom}
          subject={`${records.length} selected${rest}: ${names}`}
          sending={sending}
          onSubmit={submit}
          onCancel={onClose}
        >
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
      )}
    </Dialog>
  );
};
