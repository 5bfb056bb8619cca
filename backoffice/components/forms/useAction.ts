import React from 'react';
import type { Notice } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { useAnnounce } from '../kit/notices';

export type Errors = Readonly<Record<string, string>>;

export interface Answer {
  readonly record?: { readonly errors?: Readonly<Record<string, { message: string }>> };
  readonly errors?: Readonly<Record<string, { message: string }>> | null;
  readonly notice?: Notice | null;
  readonly redirectUrl?: string;
  /** Of many at once: those that were refused, and why. */
  readonly refused?: readonly { readonly id: string; readonly title: string; readonly refusal: string }[];
}

export interface Sending {
  readonly errors: Errors;
  readonly failure: Notice | null;
  readonly isBusy: boolean;
  /** Posts what was typed. What went well, or waits for a second person, is announced. */
  readonly send: (body: object) => Promise<void>;
  /** What the browser can see by itself is not sent. */
  readonly complain: (errors: Errors) => void;
  /** What is being corrected is no longer complained of. */
  readonly touch: (name: string) => void;
}

/** One sending of a form has one key, however often its button is pressed: the deed is done once. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Sends a form to an action of the back office; refusals stand beside their fields and above the form. */
export function useAction(
  path: string,
  end: {
    onDone: (redirectUrl: string | undefined, answer: Answer) => Promise<void> | void;
    onRefused?: () => Promise<void>;
  },
): Sending {
  const [errors, setErrors] = React.useState<Errors>({});
  const [failure, setFailure] = React.useState<Notice | null>(null);
  const [isBusy, setBusy] = React.useState(false);
  const key = React.useRef<string | null>(null);
  const announce = useAnnounce();

  const complain = (found: Errors) => {
    setErrors(found);
    setFailure(Object.keys(found).length > 0 ? { type: 'error', message: 'Please correct the form.' } : null);
  };

  const send = async (body: object) => {
    key.current ??= newKey();
    complain({});
    setBusy(true);
    try {
      const answer = await call<Answer>(path, { body: { ...body, requestKey: key.current } });
      const { notice } = answer;
      if (notice && notice.type !== 'error') {
        announce(notice);
        return await end.onDone(answer.redirectUrl, answer);
      }
      // Refused, so nothing was done: what is sent after this is another deed.
      key.current = null;
      setErrors(messagesOf(answer));
      setFailure(
        notice?.message === 'forbiddenError' || !notice
          ? { type: 'error', message: 'You may not do this, or not in this state any more.' }
          : notice,
      );
      await end.onRefused?.();
    } catch (error) {
      // The answer was lost: the deed may be done. The same key again finds that out.
      setFailure({
        type: 'error',
        message: error instanceof CallFailed ? error.message : 'Something went wrong.',
      });
    } finally {
      setBusy(false);
    }
  };

  const touch = (name: string) => {
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([path]) => !path.startsWith(name))));
    setFailure(null);
  };

  return { errors, failure, isBusy, send, complain, touch };
}

const messagesOf = (answer: Answer): Errors =>
  Object.fromEntries(
    Object.entries(answer.record?.errors ?? answer.errors ?? {}).map(([name, error]) => [
      name,
      error.message,
    ]),
  );
