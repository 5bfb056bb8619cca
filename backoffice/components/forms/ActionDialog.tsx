import React from 'react';
import type { ActionJson, RecordJson, ResourceJson } from '../kit/admin';
import { Dialog } from '../kit/fields';
import { ActionBody } from './ActionBody';

/** An action's form in a window over the page. */
export const ActionDialog: React.FC<{
  resource: ResourceJson;
  record: RecordJson;
  action: ActionJson;
  initial?: Readonly<Record<string, string>>;
  onClose: () => void;
  onDone: () => Promise<void>;
}> = ({ resource, record, action, initial, onClose, onDone }) => {
  const finish = async () => {
    onClose();
    await onDone();
  };
  return (
    <Dialog
      title={action.custom.verb ?? action.name}
      isWide={action.custom.form !== undefined}
      onClose={onClose}
    >
      <ActionBody
        resource={resource}
        record={record}
        action={action}
        {...(initial ? { initial } : {})}
        onCancel={onClose}
        onDone={finish}
        onRefused={onDone}
      />
    </Dialog>
  );
};
