import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import type { ScreenProps } from '../kit/admin';
import { showAddress } from '../kit/api';
import { ActionBody } from './ActionBody';

/** An action's form under its own address. */
const ActionForm: React.FC<ScreenProps> = ({ resource, action, record, refresh }) => {
  const navigate = useNavigate();
  const details = showAddress(resource.id, record.id);
  const leave = async () => navigate(details);
  return (
    <div className="page narrow">
      <PageHeader
        title={action.custom.verb ?? action.name}
        back={{ to: details, label: 'Back to the details' }}
      />
      <section className="card" aria-label={action.custom.label}>
        <ActionBody
          resource={resource}
          record={record}
          action={action}
          onCancel={() => void leave()}
          onDone={leave}
          onRefused={refresh}
        />
      </section>
    </div>
  );
};

export default ActionForm;
