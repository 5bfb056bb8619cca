import React from 'react';
import type { ActionJson, RecordJson, ResourceJson } from '../kit/admin';
import { Dialog } from '../kit/fields';
import { ActionFields } from './ActionFields';

/** An action's form in a window over the page. */
export const ActionDialog: React.FC<{
  resource: ResourceJson;
  record: RecordJson;
  action: ActionJson;
  onClose: () => void;
  onDone: () => Promise<void>;
}> = ({ resource, record, action, onClose, onDone }) => {
  const finish = async () => {
    onClose();
    await onDone();
  };
  return (
    <Dialog title={action.custom.verb ?? action.name} onClose={onClose}>
      <ActionFields resource={resource} record={record} action={action} onCancel={onClose} onDone={finish} />
    </Dialog>
  );
};
