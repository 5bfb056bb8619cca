import { useInvalidate, useOnError } from '@refinedev/core';
import { useMemo, useState } from 'react';
import type { BodyOf, EndpointSpec, ReplyOf } from '../../server/kit/endpoint.contract.js';
import { type CallOptions, call } from './call.js';
import { intention, mayHaveTakenEffect } from './idempotency.js';
import { type ApiError, asApiError } from './problem.js';
import type { ResourceName } from './resources.js';

export type Outcome<T> =
  | { readonly ok: true; readonly reply: T }
  | { readonly ok: false; readonly error: ApiError };

export interface Command<E extends EndpointSpec> {
  readonly isRunning: boolean;
  /** Never throws: a refusal is an outcome, to be shown where it happened. */
  readonly run: (options?: {
    readonly params?: Readonly<Record<string, string>>;
    readonly body?: BodyOf<E>;
  }) => Promise<Outcome<ReplyOf<E>>>;
}

/**
 * A command to the server with one idempotency key per intention of the user: asking for the same thing again after a
 * lost answer sends the same key. Afterwards the named resources are read anew.
 */
export const useCommand = <E extends EndpointSpec>(
  method: E['method'],
  path: E['path'],
  changes: readonly ResourceName[],
): Command<E> => {
  const [isRunning, setIsRunning] = useState(false);
  const intent = useMemo(() => intention(), []);
  const invalidate = useInvalidate();
  const { mutate: checkError } = useOnError();

  const run: Command<E>['run'] = async ({ params, body } = {}) => {
    setIsRunning(true);
    try {
      const options: CallOptions<E> = {
        key: intent.keyFor({ params, body }),
        ...(params === undefined ? {} : { params }),
        ...(body === undefined ? {} : { body }),
      };
      const reply = await call<E>(method, path, options);
      intent.settled();
      return { ok: true, reply };
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!mayHaveTakenEffect(error)) intent.settled();
      if (error.statusCode === 401) checkError(error);
      return { ok: false, error };
    } finally {
      setIsRunning(false);
      // After a refusal too: a declined card leaves an open invoice and a failed payment behind.
      for (const resource of changes) void invalidate({ resource, invalidates: ['resourceAll'] });
    }
  };

  return { isRunning, run };
};
