import React from 'react';
import { useParams } from 'react-router-dom';
import { componentOf, type Notice, type RecordJson, resourceOf, type ScreenProps } from '../kit/admin';
import { CallFailed, call, isAborted, recordPath } from '../kit/api';
import { Skeleton } from '../kit/ui';
import { NotFound } from './NotFound';

interface Answer {
  readonly record?: RecordJson;
  readonly notice?: Notice;
}

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'missing' }
  | { readonly state: 'here'; readonly record: RecordJson };

/** One record under one of its actions: its details, or the form of a change. */
export const RecordScreen: React.FC = () => {
  const { resourceId = '', recordId = '', actionName = 'show' } = useParams();
  const resource = resourceOf(resourceId);
  const action = resource?.actions.find((candidate) => candidate.name === actionName);
  const Component = componentOf<ScreenProps>(action?.component);
  const [loaded, setLoaded] = React.useState<Loaded>({ state: 'loading' });
  const load = React.useCallback(
    async (signal?: AbortSignal) => {
      try {
        const answer = await call<Answer>(
          recordPath(resourceId, recordId, actionName),
          signal ? { signal } : {},
        );
        const record = answer.notice?.type === 'error' ? undefined : answer.record;
        setLoaded(record?.id ? { state: 'here', record } : { state: 'missing' });
      } catch (error) {
        if (!isAborted(error))
          setLoaded({
            state: 'failed',
            message: error instanceof CallFailed ? error.message : 'Something went wrong.',
          });
      }
    },
    [resourceId, recordId, actionName],
  );
  React.useEffect(() => {
    const leaving = new AbortController();
    setLoaded({ state: 'loading' });
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  if (!resource || !action || !Component) return <NotFound what="page" />;
  switch (loaded.state) {
    case 'loading':
      return (
        <div className="page">
          <Skeleton rows={10} />
        </div>
      );
    case 'missing':
      return <NotFound what={action.custom.noun ?? 'record'} />;
    case 'failed':
      return (
        <div className="page">
          <p className="problem" role="alert">
            {loaded.message}
          </p>
        </div>
      );
    case 'here':
      return (
        <Component
          key={`${loaded.record.id} ${action.name}`}
          resource={resource}
          action={action}
          record={loaded.record}
          refresh={() => load()}
        />
      );
  }
};
