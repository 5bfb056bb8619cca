import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { addMethod } from '../../../server/billing/methods/methods.contract.js';
import type { ApiError } from '../../api/problem.js';
import { useCommand } from '../../api/useCommand.js';

export interface AddPaypal {
  /** Asks for PayPal's page and goes there. */
  readonly start: () => Promise<void>;
  readonly isStarting: boolean;
  /** How it stands after the way back. */
  readonly state: 'none' | 'saving' | 'added' | 'canceled';
  readonly refusal: ApiError | null;
}

/** What PayPal adds to the address on the way back: the number of what the customer has agreed to. */
const SETUP_NAMES = ['approval_token_id', 'approval_session_id'] as const;
export const PAYPAL_NAMES = ['paypal', ...SETUP_NAMES] as const;

/** Saves a PayPal account: there, where the customer agrees, and back again. */
export const useAddPaypal = (): AddPaypal => {
  const [query, setQuery] = useSearchParams();
  const { run, isRunning } = useCommand<typeof addMethod>('POST', '/v1/billing/payment-methods/add', [
    'payment-methods',
  ]);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isAdded, setIsAdded] = useState(false);
  const hasFinished = useRef(false);
  const cameBack = query.get('paypal');
  const setupToken = SETUP_NAMES.map((name) => query.get(name)).find((value) => value !== null) ?? null;
  const canFinish = cameBack === 'agreed' && setupToken !== null;

  useEffect(() => {
    if (!canFinish || hasFinished.current) return;
    hasFinished.current = true;
    void run({ body: { method: 'paypal', setupToken } }).then((outcome) => {
      if (!outcome.ok) setRefusal(outcome.error);
      else if (outcome.reply.saved !== null) setIsAdded(true);
      // Said and done: a page that is loaded again must not say it again.
      setQuery(
        (now) => new URLSearchParams([...now].filter(([name]) => !PAYPAL_NAMES.some((one) => one === name))),
        { replace: true },
      );
    });
  }, [canFinish, setupToken, run, setQuery]);

  const start = async () => {
    setRefusal(null);
    const outcome = await run({ body: { method: 'paypal' } });
    if (!outcome.ok) setRefusal(outcome.error);
    else if (outcome.reply.nextAction?.type === 'redirect')
      window.location.assign(outcome.reply.nextAction.url);
  };

  const stateOf = (): AddPaypal['state'] => {
    if (isAdded) return 'added';
    if (canFinish && refusal === null && isRunning) return 'saving';
    return cameBack === 'canceled' ? 'canceled' : 'none';
  };
  return { start, isStarting: isRunning && !canFinish, state: stateOf(), refusal };
};
