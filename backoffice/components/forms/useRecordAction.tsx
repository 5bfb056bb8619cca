import React from 'react';
import { type ActionJson, type RecordJson, type ResourceJson, resourceOf } from '../kit/admin';
import { CallFailed, call, recordPath } from '../kit/api';
import { useAnnounce } from '../kit/notices';
import { ActionDialog } from './ActionDialog';

interface Open {
  readonly resource: ResourceJson;
  readonly record: RecordJson;
  readonly action: ActionJson;
  readonly initial: Readonly<Record<string, string>>;
}

/** Opens an action of any record from any page: the record is read first, so that what is offered fits its state. */
export function useRecordAction(onDone: () => Promise<void>) {
  const [open, setOpen] = React.useState<Open | null>(null);
  const announce = useAnnounce();
  const start = async (
    resourceId: string,
    recordId: string,
    actionName: string,
    initial: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    try {
      const { record } = await call<{ record?: RecordJson }>(recordPath(resourceId, recordId, 'show'));
      const resource = resourceOf(resourceId);
      const action = record?.recordActions.find(({ name }) => name === actionName);
      if (resource && record && action) return setOpen({ resource, record, action, initial });
      announce({ type: 'error', message: 'This cannot be done any more. Reload the page to see why.' });
    } catch (error) {
      announce({
        type: 'error',
        message: error instanceof CallFailed ? error.message : 'Something went wrong.',
      });
    }
  };
  const dialog = open ? <ActionDialog {...open} onClose={() => setOpen(null)} onDone={onDone} /> : null;
  return { start, dialog };
}
