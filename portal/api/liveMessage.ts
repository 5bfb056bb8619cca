import type { LiveMessage } from '../../server/live/live.contract.js';

/** Resources whose messages name rows; of the others there is only one of each. */
const BY_ROW: readonly string[] = ['invoices', 'payments'];

/** One line of the stream, or null for what we don't understand (a newer server may say more). */
export const parseMessage = (line: string): LiveMessage | null => {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { resource, ids } = value as Partial<LiveMessage>;
    return typeof resource === 'string' && Array.isArray(ids) ? { resource, ids: ids.map(String) } : null;
  } catch {
    return null;
  }
};

/** Whether somebody who watches these rows (null: the whole list) has to look again. */
export const concerns = (
  message: LiveMessage,
  watched: { readonly resource: string; readonly ids: readonly string[] | null },
): boolean => {
  if (message.resource !== watched.resource) return false;
  if (watched.ids === null || message.ids.length === 0 || !BY_ROW.includes(message.resource)) return true;
  return watched.ids.some((id) => message.ids.includes(id));
};
