import type { Notice } from './admin';

const SIGN_IN = '/admin/sign-in';

/** A call that did not come back with an answer; its message can be shown. */
export class CallFailed extends Error {}

/** Calls the back office. A lost session leads to the sign-in page and back to where one was. */
export async function call<Answer>(
  path: string,
  options: { body?: object; signal?: AbortSignal } = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/admin/api${path}`, {
      method: options.body ? 'POST' : 'GET',
      redirect: 'manual',
      credentials: 'same-origin',
      headers: options.body ? { 'content-type': 'application/json' } : {},
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new CallFailed('The server cannot be reached. Check your connection and try again.');
  }
  if (response.type === 'opaqueredirect') {
    window.location.assign(
      `${SIGN_IN}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`,
    );
    return new Promise(() => undefined); // the page is being left
  }
  const answer = (await response.json().catch(() => null)) as (Answer & { notice?: Notice }) | null;
  if (!response.ok || answer === null) {
    throw new CallFailed(answer?.notice?.message ?? 'Something went wrong on our side. Please try again.');
  }
  return answer;
}

export const isAborted = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

export const recordPath = (resourceId: string, recordId: string, action: string): string =>
  `/resources/${encodeURIComponent(resourceId)}/records/${encodeURIComponent(recordId)}/${encodeURIComponent(action)}`;

export const actionAddress = (resourceId: string, recordId: string, action: string): string =>
  `/admin/resources/${resourceId}/records/${encodeURIComponent(recordId)}/${action}`;

export const showAddress = (resourceId: string, recordId: string): string =>
  actionAddress(resourceId, recordId, 'show');

/** Ends the session on the server, then leaves. */
export async function signOut(): Promise<void> {
  await fetch('/v1/staff/auth/sign-out', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  window.location.assign(SIGN_IN);
}
