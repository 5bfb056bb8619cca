import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ActionJson, ResourceJson } from '../kit/admin';
import { type CostDraft, CostFields, costProblems, wireCost } from './CostFields';
import { FormFrame } from './FormFrame';
import { useAction } from './useAction';

const LIST = '/admin/resources/credit-costs';
const EMPTY: CostDraft = { operation: '', displayName: '', unit: '', credits: '', isActive: true };

/** A new operation that programs may record. */
const NewCreditCost: React.FC<{ resource: ResourceJson; action: ActionJson }> = ({ resource, action }) => {
  const navigate = useNavigate();
  const [draft, setDraft] = React.useState<CostDraft>(EMPTY);
  const sending = useAction(`/resources/${resource.id}/actions/${action.name}`, {
    onDone: async () => navigate(LIST),
  });
  const submit = () => {
    const found = costProblems(draft);
    if (Object.keys(found).length > 0) return sending.complain(found);
    void sending.send({ operation: draft.operation, ...wireCost(draft) });
  };
  return (
    <div className="page narrow">
      <PageHeader title="New operation" back={{ to: LIST, label: 'Credit costs' }} />
      <section className="card" aria-label="New operation">
        <FormFrame custom={action.custom} sending={sending} onSubmit={submit} onCancel={() => navigate(LIST)}>
          <CostFields
            draft={draft}
            isNew
            errors={sending.errors}
            onChange={(change, field) => {
              sending.touch(field);
              setDraft({ ...draft, ...change });
            }}
          />
        </FormFrame>
      </section>
    </div>
  );
};

export default NewCreditCost;
