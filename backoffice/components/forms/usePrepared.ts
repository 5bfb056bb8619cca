import React from 'react';
import type { ActionJson, Notice, RecordJson, ResourceJson } from '../kit/admin';
import { CallFailed, call, isAborted, recordPath } from '../kit/api';

const PAUSE_MS = 250;

interface Answer<Prepared> {
  readonly prepared?: Prepared;
  readonly notice?: Notice;
}

/** What the server says about an action before it is done, for what is typed now. Null until it has answered. */
export function usePrepared<Prepared>(
  on: { resource: ResourceJson; record: RecordJson; action: ActionJson },
  query: Readonly<Record<string, string>> | null,
): { prepared: Prepared | null; problem: string | null } {
  const [prepared, setPrepared] = React.useState<Prepared | null>(null);
  const [problem, setProblem] = React.useState<string | null>(null);
  const path =
    query === null || !on.action.custom.prepares
      ? null
      : `${recordPath(on.resource.id, on.record.id, on.action.name)}?${new URLSearchParams(query)}`;
  const isFirst = React.useRef(true);
  React.useEffect(() => {
    if (path === null) return undefined;
    const leaving = new AbortController();
    const ask = () =>
      call<Answer<Prepared>>(path, { signal: leaving.signal }).then(
        (answer) => {
          setPrepared(answer.prepared ?? null);
          setProblem(answer.notice?.type === 'error' ? answer.notice.message : null);
        },
        (error: unknown) => {
          if (!isAborted(error))
            setProblem(error instanceof CallFailed ? error.message : 'Something went wrong.');
        },
      );
    const timer = window.setTimeout(() => void ask(), isFirst.current ? 0 : PAUSE_MS);
    isFirst.current = false;
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [path]);
  return { prepared, problem };
}
