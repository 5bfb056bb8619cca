import React from 'react';
import { type FormProps, text } from '../kit/admin';
import { recordPath } from '../kit/api';
import { CostFields, costProblems, wireCost } from './CostFields';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';

/** Changes what an operation costs from now on. */
const CreditCostForm: React.FC<FormProps> = ({ resource, record, action, onCancel, onDone, onRefused }) => {
  const { params } = record;
  const sending = useAction(recordPath(resource.id, record.id, action.name), { onDone, onRefused });
  const [draft, setDraft] = React.useState({
    operation: text(params['operation']),
    displayName: text(params['displayName']),
    unit: text(params['unit']),
    credits: text(params['credits']),
    isActive: params['isActive'] === true || params['isActive'] === 'true',
  });
  const submit = () => {
    const found = costProblems(draft);
    if (Object.keys(found).length > 0) return sending.complain(found);
    void sending.send(wireCost(draft));
  };
  return (
    <FormFrame
      custom={action.custom}
      subject={draft.operation}
      sending={sending}
      isWide
      onSubmit={submit}
      onCancel={onCancel}
    >
      <CostFields
        draft={draft}
        isNew={false}
        errors={sending.errors}
        onChange={(change, field) => {
          sending.touch(field);
          setDraft({ ...draft, ...change });
        }}
      />
    </FormFrame>
  );
};

export default CreditCostForm;
